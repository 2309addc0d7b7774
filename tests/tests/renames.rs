//! Columns under new names: what hangs on a column travels with it, and a hundred columns of one table are renamed in one migration of four blocks.

use anyhow::{Result, bail, ensure};
use xc::{Executor, Phase, State};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_accounts,
    dialects: [postgres, mysql, sqlite],
    expand {
        create enum ranks ("low", "middle", "high");
        create table teams (id bigint primary key, name varchar(50) not null);
        create table accounts (
            id      bigint primary key,
            name    varchar(100) not null,
            mail    varchar(200) not null unique,
            team    bigint null references teams (id),
            score   int null default 7,
            tier    ranks not null default "low",
            created timestamptz(0) not null default current_timestamp,
            note    varchar(50) null,
            unique (team, name)
        );
        create index accounts_by_name on accounts (name, id desc);
        create index accounts_team on accounts (team, score);
    }
}

xc::migration! {
    name: rename_accounts,
    after: create_accounts,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table accounts
            add column full_name like name,
            add column email like mail,
            add column team_id like team,
            add column stars like score,
            add column grade like tier,
            add column joined like created;
    }
    dual_write {
        sync accounts { name <-> full_name, mail <-> email, team <-> team_id, score <-> stars, tier <-> grade, created <-> joined }
    }
    migrate {
        backfill accounts;
    }
    contract {
        alter table accounts drop column name, drop column mail, drop column team, drop column score, drop column tier, drop column created;
    }
}

const ACCOUNTS: xc::Migrations = xc::migrations![create_accounts, rename_accounts];

xc_tests::on_each_database! {
    async fn what_hangs_on_a_column_travels_with_it(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, ACCOUNTS).await?;
        executor.up_to(create_accounts, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let list = |row: &dyn Fn(u64) -> String| (1..=300).map(row).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into teams (id, name) values {}", list(&|id| format!("({id}, 't{id}')"))), &[]).await?;
        let accounts = list(&|id| format!("({id}, 'n{id}', 'm{id}', {}, '2020-01-01 00:00:00')", id % 50 + 1));
        store.run(&format!("insert into accounts (id, name, mail, team, created) values {accounts}"), &[]).await?;

        // v1 alone at first. Its ids are odd.
        let old = |number: u64| {
            let id = 1000 + 2 * number + 1;
            vec![
                format!("insert into accounts (id, name, mail) values ({id}, 'o{id}', 'o{id}')"),
                format!("insert into accounts (id, name, mail, team, score, created) values ({}, 'x', 'x{id}', null, null, '2021-01-01 00:00:00')", id + 1_000_000),
                format!("update accounts set score = {id}, tier = 'high', created = '2022-02-02 00:00:00' where id = {id}"),
                format!("update accounts set name = 'changed {}' where id = {}", number % 100, number % 100 + 1),
                format!("delete from accounts where id = {}", id + 1_000_000),
            ]
        };
        // v2 knows the new names alone, and one in between writes some of the one and some of the other.
        let new = |number: u64| {
            let id = 1000 + 2 * number + 2;
            let key = 5_000_000 + number;
            vec![
                format!("insert into accounts (id, full_name, email) values ({id}, 'o{id}', 'o{id}')"),
                format!("insert into accounts (id, full_name, email, team_id, stars, joined) values ({}, 'x', 'x{id}', null, null, '2021-01-01 00:00:00')", id + 1_000_000),
                format!("update accounts set stars = {id}, grade = 'high', joined = '2022-02-02 00:00:00' where id = {id}"),
                format!("update accounts set full_name = 'altered {0}', note = '{0}' where id = {1}", number % 100, number % 100 + 101),
                format!("delete from accounts where id = {}", id + 1_000_000),
                format!("insert into accounts (id, name, email, team, stars, grade) values ({key}, 'between {key}', 'b{key}', 3, 5, 'middle')"),
                format!("update accounts set mail = 'B{key}', team_id = 4 where id = {key}"),
            ]
        };
        let v1 = Beside::start(database, 2, 1, old).await?;
        executor.up_to(rename_accounts, Phase::DualWrite).await?;
        let v2 = Beside::start(database, 2, 1, new).await?;
        // Values that could be taken for ones that were left out: null where there is a default, the default itself, on either side.
        for (id, columns, values) in [
            (9_000_001, "name, mail, score", "'a', 'q1', null"),
            (9_000_002, "full_name, email, stars", "'a', 'q2', null"),
            (9_000_003, "name, mail, score", "'a', 'q3', 7"),
            (9_000_004, "full_name, email, stars", "'a', 'q4', 8"),
        ] {
            store.run(&format!("insert into accounts (id, {columns}) values ({id}, {values})"), &[]).await?;
        }
        let differ = "select count(*) from accounts where id > 9000000 and (case when score = stars or (score is null and stars is null) then 0 else 1 end \
                      + case when created = joined then 0 else 1 end) > 0";
        ensure!(store.number(differ).await? == 0);
        ensure!(store.number("select count(*) from accounts where id in (9000001, 9000002) and stars is null").await? == 2);
        ensure!(store.number("select count(*) from accounts where id = 9000003 and stars = 7 or id = 9000004 and score = 8").await? == 2);
        executor.up_to(rename_accounts, Phase::Migrate).await?;
        // A statement of v2 may rely on the unique columns before contract. (SQLite looks for them in the schema as a connection knows it.)
        let store = Store::connect(database, 2).await?;
        ensure!(store.run("insert into accounts (id, full_name, email) values (9000005, 'a', 'q1')", &[]).await.is_err());
        if matches!(database.kind, Kind::Postgres | Kind::Sqlite) {
            store.run("insert into accounts (id, full_name, email) values (9000006, 'a', 'q1') on conflict (email) do nothing", &[]).await?;
        }
        v1.stop().await?;
        v2.stop().await?;
        // Back to where the migration began, and through it again.
        executor.rollback(rename_accounts).await?;
        let v1 = Beside::start(database, 2, 1_000_000, old).await?;
        executor.up_to(rename_accounts, Phase::Migrate).await?;
        v1.stop().await?;
        executor.up().await?;

        ensure!(store.number("select count(*) from accounts where id <= 300").await? == 300);
        for (count, condition) in [
            (0, "id <= 100 and full_name not in (concat('n', id), concat('changed ', id - 1))"),
            (0, "id > 100 and id <= 200 and full_name <> case when note is null then concat('n', id) else concat('altered ', note) end"),
            (100, "id > 200 and id <= 300 and full_name = concat('n', id) and email = concat('m', id) and team_id = id % 50 + 1 and stars = 7 and grade = 'low'"),
            (0, "id > 1000 and id < 1000000 and (full_name <> concat('o', id) or email <> concat('o', id) or stars <> id or grade <> 'high' or joined <> '2022-02-02 00:00:00')"),
            (0, "id between 5000000 and 8999999 and (full_name <> concat('between ', id) or email <> concat('B', id) or team_id <> 4 or stars <> 5 or grade <> 'middle')"),
            (300, "id <= 300 and joined = '2020-01-01 00:00:00'"),
        ] {
            let found = store.number(&format!("select count(*) from accounts where {condition}")).await?;
            ensure!(found == count, "{found} and not {count}: {condition}");
        }
        // The new columns have what the old ones had.
        store.run("insert into accounts (id, full_name, email) values (9000009, 'a', 'q9')", &[]).await?;
        ensure!(store.number("select count(*) from accounts where id = 9000009 and stars = 7 and grade = 'low' and joined > '2025-01-01 00:00:00'").await? == 1);
        for refused in [
            "insert into accounts (id, full_name, email) values (9000010, null, 'r')",
            "insert into accounts (id, full_name, email) values (9000010, 'a', null)",
            "insert into accounts (id, full_name, email, joined) values (9000010, 'a', 'r', null)",
            "insert into accounts (id, full_name, email) values (9000010, 'a', 'q9')",
            "insert into accounts (id, full_name, email, grade) values (9000010, 'a', 'r', null)",
            "insert into accounts (id, full_name, email, grade) values (9000010, 'a', 'r', 'none')",
            "insert into accounts (id, full_name, email, team_id) values (9000010, 'a', 'r', 999999)",
            "insert into accounts (id, full_name, email, team_id) values (9000010, 'n250', 'r', 1)",
        ] {
            ensure!(store.run(refused, &[]).await.is_err(), "this was taken: {refused}");
        }
        let names = match database.kind {
            Kind::Postgres => "select count(*) from pg_class where relkind = 'i' and relname",
            Kind::Sqlite => "select count(*) from sqlite_schema where type = 'index' and name",
            _ => "select count(distinct index_name) from information_schema.statistics where table_schema = database() and index_name",
        };
        ensure!(store.number(&format!("{names} in ('accounts_by_full_name', 'accounts_team_id_stars')")).await? == 2);
        ensure!(store.number(&format!("{names} in ('accounts_by_name', 'accounts_team', 'accounts_mail_key')")).await? == 0);
        // What v2 has written since is under the old names again after contract is taken back, column by column.
        let late = |number: u64| {
            let (id, key) = (1000 + 2 * number + 2, 6_000_000 + number);
            vec![
                format!("update accounts set stars = {id} where id = {}", number % 300 + 1),
                format!("insert into accounts (id, full_name, email, team_id) values ({key}, 'late {key}', 'l{key}', 5)"),
                format!("update accounts set team_id = 6, joined = '2023-03-03 00:00:00' where id = {key}"),
            ]
        };
        let v2 = Beside::start(database, 2, 2_000_000, late).await?;
        let State::Contracted(contracted) = executor.state(rename_accounts).await? else { bail!("it has contracted") };
        drop(contracted.rollback().await?);
        v2.stop().await?;
        let apart = "select count(*) from accounts where name <> full_name or mail <> email or created <> joined or tier <> grade or coalesce(team, 0) <> coalesce(team_id, 0) \
                     or coalesce(score, 0) <> coalesce(stars, 0)";
        ensure!(store.number(apart).await? == 0);
        ensure!(store.number("select count(*) from accounts where id > 8000000 and id < 9000000 and team = 6 and created = '2023-03-03 00:00:00'").await? > 0);
        executor.up().await?;
        executor.purge(rename_accounts, Some("the test is over")).await?;
        let shape = xc_tests::schema::describe(database).await?;
        ensure!(!shape.contains("xc_"), "{shape}");
        Ok(())
    }
}

xc::migration! {
    name: create_items,
    dialects: [postgres, mysql, sqlite],
    expand { create table items (id bigint primary key, note varchar(50) null); }
}

xc::migration! {
    /// Where the old name may be null, the new one is not.
    name: require_remark,
    after: create_items,
    dialects: [postgres, mysql, sqlite],
    expand { alter table items add column remark varchar(50) null; }
    dual_write { sync items { forward { remark = coalesce(note, "") } reverse { note = remark } } }
    migrate { backfill items; }
    contract { alter table items alter column remark set not null, drop column note; }
}

const ITEMS: xc::Migrations = xc::migrations![create_items, require_remark];

xc_tests::on_each_database! {
    async fn a_null_of_before_becomes_a_value_under_the_new_name(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, ITEMS).await?;
        executor.up_to(create_items, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let seeds: Vec<String> = (1..=300).map(|id| format!("({id}, {})", if id % 3 == 0 { "null" } else { "'a'" })).collect();
        store.run(&format!("insert into items (id, note) values {}", seeds.join(", ")), &[]).await?;
        let v1 = Beside::start(database, 1, 1, |number| {
            vec![
                format!("insert into items (id, note) values ({}, null)", 10_000 + number),
                format!("update items set note = null where id = {}", number % 100 + 1),
                format!("update items set note = 'of v1' where id = {}", number % 100 + 101),
            ]
        })
        .await?;
        executor.up_to(require_remark, Phase::Migrate).await?;
        v1.stop().await?;
        ensure!(store.number("select count(*) from items where remark is null or remark <> coalesce(note, '')").await? == 0);
        executor.up().await?;
        ensure!(store.number("select count(*) from items where remark = ''").await? >= 100);
        Ok(())
    }
}

/// A table of many columns, and the migration that gives each of them another name.
macro_rules! rename_all {
    (texts { $($text:ident $new_text:ident)* } numbers { $($number:ident $new_number:ident)* } times { $($time:ident $new_time:ident)* }) => {
        xc::migration! {
            name: create_wide,
            dialects: [postgres, mysql, sqlite],
            expand {
                create table wide (
                    id bigint primary key,
                    $($text varchar(8) not null default "none",)*
                    $($number int null,)*
                    $($time timestamptz(0) not null default current_timestamp),*
                );
                create index wide_by_c01 on wide (c01, c61);
            }
        }
        xc::migration! {
            name: rename_wide,
            after: create_wide,
            dialects: [postgres, mysql, sqlite],
            expand { alter table wide $(add column $new_text like $text,)* $(add column $new_number like $number,)* $(add column $new_time like $time),*; }
            dual_write { sync wide { $($text <-> $new_text,)* $($number <-> $new_number,)* $($time <-> $new_time),* } }
            migrate { backfill wide; }
            contract { alter table wide $(drop column $text,)* $(drop column $number,)* $(drop column $time),*; }
        }
    };
}

rename_all! {
    texts {
        c01 d01 c02 d02 c03 d03 c04 d04 c05 d05 c06 d06 c07 d07 c08 d08 c09 d09 c10 d10
        c11 d11 c12 d12 c13 d13 c14 d14 c15 d15 c16 d16 c17 d17 c18 d18 c19 d19 c20 d20
        c21 d21 c22 d22 c23 d23 c24 d24 c25 d25 c26 d26 c27 d27 c28 d28 c29 d29 c30 d30
        c31 d31 c32 d32 c33 d33 c34 d34 c35 d35 c36 d36 c37 d37 c38 d38 c39 d39 c40 d40
        c41 d41 c42 d42 c43 d43 c44 d44 c45 d45 c46 d46 c47 d47 c48 d48 c49 d49 c50 d50
        c51 d51 c52 d52 c53 d53 c54 d54 c55 d55 c56 d56 c57 d57 c58 d58 c59 d59 c60 d60
    }
    numbers {
        c61 d61 c62 d62 c63 d63 c64 d64 c65 d65 c66 d66 c67 d67 c68 d68 c69 d69 c70 d70
        c71 d71 c72 d72 c73 d73 c74 d74 c75 d75 c76 d76 c77 d77 c78 d78 c79 d79 c80 d80
        c81 d81 c82 d82 c83 d83 c84 d84 c85 d85
    }
    times {
        c86 d86 c87 d87 c88 d88 c89 d89 c90 d90 c91 d91 c92 d92 c93 d93 c94 d94 c95 d95
        c96 d96 c97 d97 c98 d98 c99 d99 c100 d100
    }
}

const WIDE: xc::Migrations = xc::migrations![create_wide, rename_wide];

xc_tests::on_each_database! {
    async fn a_hundred_columns_of_one_table_are_renamed_in_one_migration(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, WIDE).await?;
        executor.up_to(create_wide, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let rows: Vec<String> = (1..=400).map(|id| format!("({id}, 'a{id}', {id}, '2020-01-01 00:00:00')")).collect();
        store.run(&format!("insert into wide (id, c02, c62, c100) values {}", rows.join(", ")), &[]).await?;
        let v1 = Beside::start(database, 2, 1, |number| {
            vec![
                format!("insert into wide (id, c01, c60, c85, c86) values ({}, 'x', 'y', 3, '2021-01-01 00:00:00')", 1000 + number),
                format!("update wide set c03 = 'v1', c63 = {0} where id = {0}", number % 200 + 1),
            ]
        })
        .await?;
        executor.up_to(rename_wide, Phase::DualWrite).await?;
        let v2 = Beside::start(database, 2, 1, |number| {
            vec![
                format!("insert into wide (id, d01, d60, d85, d86) values ({}, 'x', 'y', 3, '2021-01-01 00:00:00')", 1_000_000 + number),
                format!("update wide set d03 = 'v2', d63 = {0}, d99 = '2023-01-01 00:00:00' where id = {0}", number % 200 + 201),
                // One that is half way through its own renames.
                format!("insert into wide (id, c01, d60, c85, d86) values ({}, 'x', 'y', 3, '2021-01-01 00:00:00')", 2_000_000 + number),
            ]
        })
        .await?;
        executor.up_to(rename_wide, Phase::Migrate).await?;
        v1.stop().await?;
        v2.stop().await?;
        executor.up().await?;
        for (count, condition) in [
            (400, "id <= 400 and d62 = id and d100 = '2020-01-01 00:00:00' and d01 = 'none'"),
            (0, "id <= 200 and d03 not in ('v1', 'none') or id between 201 and 400 and d03 not in ('v2', 'none')"),
            (0, "d03 in ('v1', 'v2') and d63 <> id"),
            (0, "id > 1000 and not (d01 = 'x' and d60 = 'y' and d85 = 3 and d86 = '2021-01-01 00:00:00' and d02 = 'none' and d61 is null)"),
        ] {
            let found = store.number(&format!("select count(*) from wide where {condition}")).await?;
            ensure!(found == count, "{found} and not {count}: {condition}");
        }
        ensure!(store.number("select count(*) from wide where id > 2000000").await? > 0);
        ensure!(store.run("insert into wide (id, d01) values (5, 'again')", &[]).await.is_err());
        ensure!(store.run("insert into wide (id, d01) values (9000000, null)", &[]).await.is_err());
        Ok(())
    }
}
