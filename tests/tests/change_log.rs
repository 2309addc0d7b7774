//! What the triggers of a dual write by the application know of a row, statement by statement, on each database.

use anyhow::{Context, Result, ensure};
use sqlx::Row;
use xc::{Executor, Phase, State};
use xc_tests::contacts::migrations::{MIGRATIONS, create_contacts, phones_in_e164};
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

const LOG: &str = "xc_phones_in_e164_contacts_changes";

/// Row 1: phone and e164; and its side in the log.
async fn row(store: &Store) -> Result<(Option<String>, Option<String>, Option<String>)> {
    let rows = store.rows("select phone, phone_e164 from contacts where id = 1", &[]).await?;
    let row = rows.first().context("row 1 is gone")?;
    let sides = store.rows(&format!("select xc_side from {LOG} where id = 1"), &[]).await?;
    let side = sides.first().map(|side| side.try_get(0)).transpose()?;
    Ok((row.try_get(0)?, row.try_get(1)?, side))
}

/// Statements while dual write is in place, and what is known of row 1 then.
struct Case {
    says: &'static str,
    then: &'static [&'static str],
    phone: &'static str,
    e164: Option<&'static str>,
    side: Option<&'static str>,
}

const V1: &str = "insert into contacts (id, phone, country) values (1, '030 12', 'DE')";
const BOTH: &str = "insert into contacts (id, phone, phone_e164, country) values (1, '030 12', '+493012', 'DE')";
const V2: &str = "insert into contacts (id, phone_e164, country) values (1, '+493012', 'DE')";

const CASES: &[Case] = &[
    Case { says: "v1's insert is to be transformed", then: &[V1], phone: "030 12", e164: None, side: Some("old") },
    Case { says: "an insert of both is in step", then: &[BOTH], phone: "030 12", e164: Some("+493012"), side: None },
    Case { says: "v2's insert is ahead", then: &[V2], phone: "", e164: Some("+493012"), side: Some("new") },
    Case {
        says: "an insert of neither is v2's: v1 could not have sent it",
        then: &["insert into contacts (id, country) values (1, 'DE')"],
        phone: "",
        e164: None,
        side: Some("new"),
    },
    Case {
        says: "v1's update is to be transformed, and nothing is done to its row",
        then: &[BOTH, "update contacts set phone = '030 34' where id = 1"],
        phone: "030 34",
        e164: Some("+493012"),
        side: Some("old"),
    },
    Case {
        says: "an update of both is in step",
        then: &[BOTH, "update contacts set phone = '030 34', phone_e164 = '+493034' where id = 1"],
        phone: "030 34",
        e164: Some("+493034"),
        side: None,
    },
    Case {
        says: "an update of both settles what v1 left",
        then: &[V1, "update contacts set phone = '030 34', phone_e164 = '+493034' where id = 1"],
        phone: "030 34",
        e164: Some("+493034"),
        side: None,
    },
    Case {
        says: "a value that is written again as it was counts as not written, and is looked at again",
        then: &[BOTH, "update contacts set phone = '030-12', phone_e164 = '+493012' where id = 1"],
        phone: "030-12",
        e164: Some("+493012"),
        side: Some("old"),
    },
    Case {
        says: "a write of all columns as they were changes nothing",
        then: &[BOTH, "update contacts set phone = '030 12', phone_e164 = '+493012', country = 'DE', visits = 1 where id = 1"],
        phone: "030 12",
        e164: Some("+493012"),
        side: None,
    },
    Case {
        says: "v2's update is ahead",
        then: &[BOTH, "update contacts set phone_e164 = '+493099' where id = 1"],
        phone: "030 12",
        e164: Some("+493099"),
        side: Some("new"),
    },
    Case {
        says: "v2 takes a phone away",
        then: &[BOTH, "update contacts set phone_e164 = null where id = 1"],
        phone: "030 12",
        e164: None,
        side: Some("new"),
    },
    Case {
        says: "of v1's write and v2's the later one counts: v2's",
        then: &[V1, "update contacts set phone_e164 = '+493099' where id = 1"],
        phone: "030 12",
        e164: Some("+493099"),
        side: Some("new"),
    },
    Case {
        says: "of v1's write and v2's the later one counts: v1's",
        then: &[V2, "update contacts set phone = '030 34' where id = 1"],
        phone: "030 34",
        e164: Some("+493012"),
        side: Some("old"),
    },
    Case {
        says: "another argument alone leaves the new shape as it is",
        then: &[BOTH, "update contacts set country = 'FR' where id = 1"],
        phone: "030 12",
        e164: Some("+493012"),
        side: Some("input"),
    },
    Case {
        says: "and does not make v2's row one of v1",
        then: &[V2, "update contacts set country = 'FR' where id = 1"],
        phone: "",
        e164: Some("+493012"),
        side: Some("new"),
    },
    Case {
        says: "nor v1's row one that nobody has written",
        then: &[BOTH, "update contacts set phone = '030 34' where id = 1", "update contacts set country = 'FR' where id = 1"],
        phone: "030 34",
        e164: Some("+493012"),
        side: Some("old"),
    },
    Case {
        says: "nor is a row filled less for it",
        then: &[V1, "update contacts set country = 'FR' where id = 1"],
        phone: "030 12",
        e164: None,
        side: Some("old"),
    },
    Case {
        says: "a write that touches neither shape is no write",
        then: &[BOTH, "update contacts set visits = visits + 1 where id = 1"],
        phone: "030 12",
        e164: Some("+493012"),
        side: None,
    },
    Case {
        says: "a row that is made anew is known anew",
        then: &[V2, "delete from contacts where id = 1", V1],
        phone: "030 12",
        e164: None,
        side: Some("old"),
    },
    Case {
        says: "a change of case or accent is a change, whatever the collation",
        then: &["insert into contacts (id, phone, phone_e164) values (1, 'Cafe', 'x')", "update contacts set phone = 'Café' where id = 1"],
        phone: "Café",
        e164: Some("x"),
        side: Some("old"),
    },
];

xc_tests::on_each_database! {
    async fn each_write_is_known_for_what_it_is(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(phones_in_e164, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        for case in CASES {
            store.run("delete from contacts", &[]).await?;
            store.run(&format!("delete from {LOG}"), &[]).await?;
            for statement in case.then {
                store.run(statement, &[]).await.with_context(|| format!("{}: {statement}", case.says))?;
            }
            let (phone, e164, side) = row(&store).await?;
            ensure!(
                phone.as_deref() == Some(case.phone) && e164.as_deref() == case.e164 && side.as_deref() == case.side,
                "{}: {phone:?}, {e164:?}, {side:?}",
                case.says
            );
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn an_insert_that_finds_the_row_there_writes_nothing_down(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(phones_in_e164, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        store.run(V2, &[]).await?;
        let again = match database.kind {
            Kind::MariaDb | Kind::MySql => "insert ignore into contacts (id, phone) values (1, '030 99')",
            _ => "insert into contacts (id, phone) values (1, '030 99') on conflict do nothing",
        };
        ensure!(store.run(again, &[]).await? == 0);
        ensure!(row(&store).await? == (Some(String::new()), Some("+493012".into()), Some("new".into())));
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_the_application_has_filled_itself_leaves_the_log(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(phones_in_e164, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into contacts (id, phone) values (1, '030 12'), (2, '030 34')", &[]).await?;
        executor.up_to(phones_in_e164, Phase::DualWrite).await?;
        // It writes all columns, the old one as it was: the trigger can't tell that from a write of v2.
        store.run("update contacts set phone = '030 12', phone_e164 = '+493012' where id = 1", &[]).await?;
        store.run("update contacts set phone_e164 = '+4930777' where id = 2", &[]).await?;
        executor.up_to(phones_in_e164, Phase::Migrate).await?;
        // The function can tell.
        ensure!(row(&store).await? == (Some("030 12".into()), Some("+493012".into()), None));
        ensure!(store.number(&format!("select count(*) from {LOG} where id = 2 and xc_side = 'new'")).await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn dual_write_is_not_taken_back_from_under_what_v2_wrote(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_contacts, Phase::Contract).await?;
        let before = xc_tests::schema::describe(database).await?;
        executor.up_to(phones_in_e164, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        store.run(V2, &[]).await?;
        store.run("insert into contacts (id, phone) values (2, '030 12')", &[]).await?;
        store.run("update contacts set phone_e164 = '+493012' where id = 2", &[]).await?;
        let State::DualWriting(dual_writing) = executor.state(phones_in_e164).await? else { anyhow::bail!("not in dual write") };
        let error = dual_writing.rollback().await.err().context("v1 would read an empty phone")?;
        ensure!(error.is_refused() && error.to_string().contains("new shape alone"), "{error}");
        // Row 2 is in step after all.
        ensure!(error.to_string().contains("\n  1"), "{error}");

        store.run("update contacts set phone = '030-12', phone_e164 = '+4930-12' where id = 1", &[]).await?;
        let State::DualWriting(dual_writing) = executor.state(phones_in_e164).await? else { anyhow::bail!("not in dual write") };
        dual_writing.rollback().await?.rollback().await?;
        let after = xc_tests::schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        ensure!(store.number("select count(*) from contacts where id = 1 and phone = '030-12'").await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn the_application_needs_no_rights_on_the_log(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(phones_in_e164, Phase::DualWrite).await?;
        let grants: &[&str] = match database.kind {
            Kind::MariaDb | Kind::MySql => &["select, insert, update, delete on contacts"],
            _ => &["select, insert, update, delete on contacts", "usage on all sequences in schema public"],
        };
        let user = database.user(grants).await?;
        let app = Store::connect_to(database.kind, &user.url, 1).await?;
        app.run(V1, &[]).await?;
        app.run("update contacts set phone = '030 34', phone_e164 = '+493034' where id = 1", &[]).await?;
        app.run("update contacts set country = 'FR' where id = 1", &[]).await?;
        app.run("update contacts set phone_e164 = '+493099' where id = 1", &[]).await?;
        let store = Store::connect(database, 1).await?;
        ensure!(row(&store).await? == (Some("030 34".into()), Some("+493099".into()), Some("new".into())));
        app.run("update contacts set phone = '030 12' where id = 1", &[]).await?;
        ensure!(row(&store).await? == (Some("030 12".into()), Some("+493099".into()), Some("old".into())));
        Ok(())
    }
}
