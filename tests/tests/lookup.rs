//! Rows that look a value up in another table, many in one row of it, with writers on both sides.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::task::JoinHandle;
use xc::{Executor, Phase, State};
use xc_tests::schema;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::{Store, Value};

xc::migration! {
    name: create_blog,
    expand {
        create table posts (
            id bigint primary key,
            tenant varchar(20) not null,
            notes_count bigint not null default 0
        );
        create table notes (
            id bigint primary key auto_increment,
            post_id bigint not null references posts (id),
            body varchar(50) null
        );
        create index notes_post_id_idx on notes (post_id);
    }
}

xc::migration! {
    /// Each note has the tenant of its post.
    name: tenant_to_notes,
    after: create_blog,
    expand {
        alter table notes add column tenant varchar(20) null;
    }
    dual_write {
        sync posts to notes on notes.post_id = posts.id rows by application {
            forward { notes.tenant = posts.tenant }
        }
    }
    migrate {
        backfill notes;
    }
    contract {
        alter table notes alter column tenant set not null;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_blog, tenant_to_notes];

/// Without foreign key, and by a value that is computed.
mod loose {
    xc::migration! {
        name: create_loose,
        expand {
            create table authors (id bigint primary key, name varchar(50) null);
            create table books (id bigint primary key, author_id bigint null, title varchar(50) null);
            create index books_author_id_idx on books (author_id);
        }
    }

    xc::migration! {
        name: author_to_books,
        after: create_loose,
        expand {
            alter table books add column author_name varchar(60) null, add column has_author boolean null;
        }
        dual_write {
            sync authors to books on books.author_id = authors.id rows by application {
                forward { books.author_name = coalesce(concat(authors.name, "!"), "?"), books.has_author = authors.name is not null }
            }
        }
        migrate {
            backfill books;
        }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_loose, author_to_books];
}

/// In a schema, by a key of two columns, of rows that have one themselves.
mod in_schema {
    xc::migration! {
        name: create_shop,
        dialects: [postgres],
        expand {
            create schema shop;
            create table shop.orders (branch int not null, id bigint not null, tenant varchar(20) not null, primary key (branch, id));
            create table shop.lines (
                branch int not null,
                order_id bigint not null,
                line int not null,
                primary key (branch, order_id, line),
                foreign key (branch, order_id) references shop.orders (branch, id)
            );
        }
    }

    xc::migration! {
        name: tenant_to_lines,
        after: create_shop,
        dialects: [postgres],
        expand { alter table shop.lines add column tenant varchar(20) null; }
        dual_write {
            sync shop.orders to shop.lines on shop.lines.branch = shop.orders.branch and shop.lines.order_id = shop.orders.id rows by application {
                forward { shop.lines.tenant = shop.orders.tenant }
            }
        }
        migrate { backfill shop.lines; }
        contract { alter table shop.lines alter column tenant set not null; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_shop, tenant_to_lines];
}

const POSTS: &str = "insert into posts (id, tenant) values (1, 'red'), (2, 'blue')";

/// Statements before dual write, statements while it is in place, and the tenants of all notes then.
struct Case {
    says: &'static str,
    before: &'static [&'static str],
    then: &'static [&'static str],
    seen: &'static str,
}

const CASES: &[Case] = &[
    Case {
        says: "v1's insert looks the tenant up",
        before: &[],
        then: &["insert into notes (id, post_id) values (1, 1), (2, 2), (3, 1)"],
        seen: "red blue red",
    },
    Case {
        says: "v2 gives it, and what it gives is the post's all the same",
        before: &[],
        then: &["insert into notes (id, post_id, tenant) values (1, 1, 'red'), (2, 2, 'green')"],
        seen: "red blue",
    },
    Case {
        says: "a change of the tenant reaches all notes of the post, and no other",
        before: &[],
        then: &["insert into notes (id, post_id) values (1, 1), (2, 2), (3, 1)", "update posts set tenant = 'Red ' where id = 1"],
        seen: "Red  blue Red ",
    },
    Case {
        says: "a note that goes to another post takes that one's tenant",
        before: &[],
        then: &["insert into notes (id, post_id) values (1, 1), (2, 1)", "update notes set post_id = 2 where id = 2"],
        seen: "red blue",
    },
    Case {
        says: "v2 can't part them",
        before: &[],
        then: &["insert into notes (id, post_id) values (1, 1)", "update notes set tenant = 'green', body = 'x' where id = 1"],
        seen: "red",
    },
    Case {
        says: "what was there before is left to the backfill",
        before: &["insert into notes (id, post_id) values (1, 1), (2, 1)"],
        then: &["update posts set notes_count = 2 where id = 1", "update notes set body = 'x' where id = 1"],
        seen: "- -",
    },
    Case {
        says: "but for a change of the tenant",
        before: &["insert into notes (id, post_id) values (1, 1), (2, 2)"],
        then: &["update posts set tenant = 'green' where id = 1"],
        seen: "green -",
    },
];

/// The tenants of all notes.
async fn tenants(store: &Store) -> Result<String> {
    let rows = store.rows("select tenant from notes order by id", &[]).await?;
    let tenants = rows.iter().map(|row| Ok(sqlx::Row::try_get::<Option<String>, _>(row, 0)?.unwrap_or_else(|| "-".into())));
    Ok(tenants.collect::<Result<Vec<String>>>()?.join(" "))
}

async fn roll_back_dual_write(executor: &Executor) -> Result<()> {
    let State::DualWriting(dual_writing) = executor.state(tenant_to_notes).await? else { bail!("not in dual write") };
    dual_writing.rollback().await?;
    Ok(())
}

xc_tests::on_each_database! {
    async fn a_value_is_looked_up_and_follows(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(tenant_to_notes, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        let before = schema::describe(database).await?;
        for case in CASES {
            store.run("delete from notes", &[]).await?;
            store.run("delete from posts", &[]).await?;
            for statement in [POSTS].iter().chain(case.before) {
                store.run(statement, &[]).await?;
            }
            executor.up_to(tenant_to_notes, Phase::DualWrite).await?;
            for statement in case.then {
                store.run(statement, &[]).await.with_context(|| format!("{}: {statement}", case.says))?;
            }
            let seen = tenants(&store).await?;
            ensure!(seen == case.seen, "{}: {seen:?}", case.says);
            roll_back_dual_write(&executor).await?;
        }
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn without_a_foreign_key_whichever_row_comes_first(database: &TestDatabase) -> Result<()> {
        use loose::author_to_books;
        let executor = Executor::connect(&database.url, loose::MIGRATIONS).await?;
        executor.up_to(author_to_books, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into authors (id, name) values (1, 'Ada'), (2, null)", &[]).await?;
        store.run("insert into books (id, author_id) values (1, 1), (2, 2), (3, null), (4, 9)", &[]).await?;
        executor.up_to(author_to_books, Phase::DualWrite).await?;
        for statement in [
            "insert into books (id, author_id) values (5, 7), (6, 2), (7, 1)",
            "insert into authors (id, name) values (7, 'Bob'), (9, 'Cher')",
            "update authors set name = 'Dora' where id = 1",
            "update authors set id = 8 where id = 9",
            "update books set author_id = null where id = 6",
            // What refers to no author is v2's to say.
            "insert into books (id, author_id, author_name) values (8, 99, 'v2')",
            "update books set author_name = 'mine' where id = 3",
            "update books set author_name = 'theirs' where id in (1, 8)",
        ] {
            store.run(statement, &[]).await.context(statement)?;
        }
        executor.up_to(author_to_books, Phase::Migrate).await?;
        let rows = store.rows("select author_name from books order by id", &[]).await?;
        let names = rows.iter().map(|row| Ok(sqlx::Row::try_get::<Option<String>, _>(row, 0)?.unwrap_or_else(|| "-".into())));
        // The author of book 4 has another key now; what was looked up is left as it was. So is what book 6 had.
        let names = names.collect::<Result<Vec<String>>>()?;
        ensure!(names == ["Dora!", "?", "mine", "Cher!", "Bob!", "?", "Dora!", "theirs"], "{names:?}");
        let verification = executor.verify(author_to_books).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn keys_of_two_columns_in_a_schema(database: &TestDatabase) -> Result<()> {
        use in_schema::tenant_to_lines;
        let executor = Executor::connect(&database.url, in_schema::MIGRATIONS).await?;
        executor.up_to(tenant_to_lines, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into shop.orders select b, n, 't' || n from generate_series(1, 3) as s(b), generate_series(1, 50) as r(n)", &[]).await?;
        store.run("insert into shop.lines select branch, id, l from shop.orders, generate_series(1, 9) as s(l)", &[]).await?;
        executor.up_to(tenant_to_lines, Phase::DualWrite).await?;
        store.run("insert into shop.lines (branch, order_id, line) values (2, 7, 100)", &[]).await?;
        store.run("update shop.orders set tenant = 'new' where branch = 2 and id = 7", &[]).await?;
        ensure!(store.number("select count(*) from shop.lines where tenant = 'new'").await? == 10);
        executor.up().await?;
        let apart = "select count(*) from shop.lines as l join shop.orders as o on o.branch = l.branch and o.id = l.order_id where l.tenant <> o.tenant";
        ensure!(store.number(apart).await? == 0);
        ensure!(store.number("select count(*) from shop.lines").await? == 3 * 50 * 9 + 1);
        Ok(())
    }
}

/// Posts. The tenant of the last two never changes, and notes leave none but these: who moves a note holds it, and waits for the post that it goes to. Where another
/// changes the tenants of both, it would take two such moves in opposite directions for a deadlock, but ten writers of six posts do get there.
const MANY_POSTS: i64 = 6;
const SETTLED: std::ops::RangeInclusive<i64> = 5..=MANY_POSTS;

/// Writers of both versions on few rows, until a time. Each statement is a transaction of its own.
fn writers(store: &Store, v2: bool, until: Instant) -> Vec<JoinHandle<Result<u64>>> {
    let writer = move |store: Store| async move {
        let mut requests = 0_u64;
        while Instant::now() < until {
            let action = fastrand::u8(..8);
            let post = fastrand::i64(1..=if action > 5 { SETTLED.start() - 1 } else { MANY_POSTS });
            let other = if action == 3 { fastrand::i64(SETTLED) } else { fastrand::i64(1..=MANY_POSTS) };
            let tenant = format!("t{}", fastrand::u8(..));
            let note = store.number(&format!("select coalesce(min(id), 0) from notes where post_id = {other}")).await?;
            let (sql, values): (&str, Vec<Value<'_>>) = match action {
                0 | 1 if v2 => ("insert into notes (post_id, tenant) values (?, ?)", vec![Value::Int(post), Value::Text(&tenant)]),
                0 | 1 => ("insert into notes (post_id, body) values (?, ?)", vec![Value::Int(post), Value::Text(&tenant)]),
                2 => ("update notes set body = ? where id = ?", vec![Value::Text(&tenant), Value::Int(note)]),
                3 => ("update notes set post_id = ? where id = ?", vec![Value::Int(post), Value::Int(note)]),
                4 if v2 => ("update notes set tenant = ? where id = ?", vec![Value::Text(&tenant), Value::Int(note)]),
                4 => ("delete from notes where id = ?", vec![Value::Int(note)]),
                5 => ("update posts set notes_count = notes_count + 1 where id = ?", vec![Value::Int(post)]),
                _ => ("update posts set tenant = ? where id = ?", vec![Value::Text(&tenant), Value::Int(post)]),
            };
            match store.run(sql, &values).await {
                Ok(_) => requests += 1,
                // Locks of gaps end some of such statements on few rows, with xc or without ("InnoDB Locking"). An application sends them again.
                Err(error) if matches!(store.kind(), Kind::MySql | Kind::MariaDb) && format!("{error:#}").contains("1213") => {}
                Err(error) => return Err(error.context(format!("{sql} ({requests} requests)"))),
            }
        }
        Ok(requests)
    };
    (0..5).map(|_| tokio::spawn(writer(store.clone()))).collect()
}

async fn ended(writers: Vec<JoinHandle<Result<u64>>>) -> Result<()> {
    for writer in writers {
        let requests = writer.await??;
        ensure!(requests > 10, "{requests} requests");
    }
    Ok(())
}

xc_tests::on_each_database! {
    async fn both_sides_are_written_at_once_through_all_phases(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_blog, Phase::Contract).await?;
        let store = Store::connect(database, 12).await?;
        for id in 1..=MANY_POSTS {
            store.run("insert into posts (id, tenant) values (?, 'first')", &[Value::Int(id)]).await?;
        }
        for _ in 0..20 {
            let rows: Vec<String> = (0..100).map(|_| format!("({}, 'old')", fastrand::i64(1..=MANY_POSTS))).collect();
            store.run(&format!("insert into notes (post_id, body) values {}", rows.join(", ")), &[]).await?;
        }
        let begun = Instant::now();
        let v1 = writers(&store, false, begun + Duration::from_secs(4));
        let dual_writing = executor.begin(tenant_to_notes).await?.expand().await?.dual_write().await?;
        let v2 = writers(&store, true, begun + Duration::from_secs(4));
        let migrated = dual_writing.migrate().await?;
        // Taken back and done again, under the same writers.
        let migrated = migrated.rollback().await?.migrate().await?;
        tokio::time::sleep_until((begun + Duration::from_millis(2500)).into()).await;
        let verification = executor.verify(tenant_to_notes).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        ended(v1).await?;
        ended(v2).await?;
        let apart = "select count(*) from notes join posts on posts.id = post_id where notes.tenant is null or notes.tenant <> posts.tenant";
        ensure!(store.number(apart).await? == 0, "{} notes have another tenant than their post", store.number(apart).await?);
        migrated.contract().await?;
        ensure!(store.run("insert into notes (post_id) values (1)", &[]).await.is_err(), "v2 may not leave it out now");
        store.run("insert into notes (post_id, tenant) values (1, 'v2')", &[]).await?;
        let left = schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

// Who has written the parent holds the child's metadata lock too, and would be ended as a deadlock in front of a change that waits for that. MySQL has no change
// that does not wait.
xc_tests::on_each_database! {
    [mariadb]
    async fn no_transaction_over_a_foreign_key_is_ended_by_a_change_of_the_child(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_blog, Phase::Contract).await?;
        let store = Store::connect(database, 6).await?;
        let done = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..4_i64)
            .map(|writer| {
                let (store, done) = (store.clone(), done.clone());
                tokio::spawn(async move {
                    let mut requests = 0_i64;
                    while !done.load(SeqCst) {
                        let post = [Value::Int(10 * requests + writer)];
                        let both: [(&str, &[Value<'_>]); 2] =
                            [("insert into posts (id, tenant) values (?, 'red')", &post), ("insert into notes (post_id) values (?)", &post)];
                        store.transaction(&both).await.with_context(|| format!("{requests} requests"))?;
                        requests += 1;
                    }
                    anyhow::Ok(u64::try_from(requests)?)
                })
            })
            .collect();
        for _ in 0..6 {
            executor.up_to(tenant_to_notes, Phase::DualWrite).await?;
            roll_back_dual_write(&executor).await?;
            let State::Expanded(expanded) = executor.state(tenant_to_notes).await? else { bail!("not expanded") };
            expanded.rollback().await?;
        }
        done.store(true, SeqCst);
        ended(writers).await
    }
}

// What many applications do: insert a row, and count it in its parent. A lock of the parent that conflicts with that would end every second of two such
// transactions as a deadlock.
xc_tests::on_each_database! {
    [postgres]
    async fn a_lookup_keeps_no_counter_of_the_parent_waiting(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(tenant_to_notes, Phase::DualWrite).await?;
        let store = Store::connect(database, 8).await?;
        store.run(POSTS, &[]).await?;
        let until = Instant::now() + Duration::from_secs(2);
        let writers: Vec<_> = (0..6)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut requests = 0_u64;
                    while Instant::now() < until {
                        let post = [Value::Int(fastrand::i64(1..=2))];
                        let both: [(&str, &[Value<'_>]); 2] = [
                            ("insert into notes (post_id) values (?)", &post),
                            ("update posts set notes_count = notes_count + 1 where id = ?", &post),
                        ];
                        store.transaction(&both).await?;
                        requests += 1;
                    }
                    anyhow::Ok(requests)
                })
            })
            .collect();
        ended(writers).await?;
        ensure!(store.number("select count(*) from notes where tenant is null").await? == 0);
        Ok(())
    }
}
