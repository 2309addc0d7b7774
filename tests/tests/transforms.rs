//! Backfills by a Rust function, with the application writing both shapes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sqlx::Row;
use xc::{Event, Executor, Phase, State};
use xc_tests::contacts::migrations::{MIGRATIONS, create_contacts, phones_in_e164, readings, sealed, skipping, unkeyed, waiting};
use xc_tests::contacts::{Contacts, Version, let_through, open, seal};
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::{Store, Value};

xc_tests::on_each_server! {
    async fn all_versions_write_through_every_phase(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_contacts, Phase::Contract).await?;
        let app = Contacts::start(database, 3000, 6).await?;
        app.work(100).await?;
        let dual_writing = executor.begin(phones_in_e164).await?.expand().await?.dual_write().await?;
        app.work(50).await?;
        app.deploy(Version::Between);
        app.work(100).await?;

        // v1 goes on writing behind the backfill; what it wrote is known, and not forgotten.
        let migrated = dual_writing.migrate().await?;
        app.work(200).await?;
        let verification = executor.verify(phones_in_e164).await?;
        ensure!(verification.out_of_parity == 0 && verification.behind > 0, "{verification:?}");

        app.drain(Version::V1).await;
        migrated.catch_up().await?;
        let verification = executor.verify(phones_in_e164).await?;
        ensure!(verification.is_clean(), "{verification:?}");
        app.read_new();
        app.work(50).await?;
        app.deploy(Version::V2);
        app.work(200).await?;
        app.drain(Version::Between).await;
        app.work(50).await?;
        migrated.contract().await?;
        app.work(100).await?;
        app.stop_and_check().await?;
        // Nothing of xc's own is left in the table's way.
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

/// Rows 1 to `rows`, whose phones are their numbers, but for those that are given.
async fn fill(store: &Store, rows: i64, but: &[(i64, &str)]) -> Result<()> {
    for id in 1..=rows {
        let phone = but.iter().find(|(odd, _)| *odd == id).map_or_else(|| format!("030 {id}"), |(_, phone)| (*phone).to_owned());
        store.run("insert into contacts (id, phone) values (?, ?)", &[Value::Int(id), Value::Text(&phone)]).await?;
    }
    Ok(())
}

async fn e164(store: &Store, id: i64) -> Result<Option<String>> {
    let rows = store.rows("select phone_e164 from contacts where id = ?", &[Value::Int(id)]).await?;
    Ok(rows.first().context("the row is gone")?.try_get(0)?)
}

xc_tests::on_each_database! {
    async fn a_row_that_the_function_fails_on_stops_the_backfill_which_goes_on_once_it_is_changed(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(phones_in_e164, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store, 30, &[(7, "home"), (20, "ask mum")]).await?;
        let error = executor.up_to(phones_in_e164, Phase::Migrate).await.err().context("two rows have letters")?;
        ensure!(error.is_transform_failed(), "{error}");
        let text = error.to_string();
        ensure!(text.contains("contacts(7): `home` has the letter `h`") && text.contains("contacts(20)") && text.contains("2 rows"), "{text}");
        // The others of their batch are filled.
        ensure!(e164(&store, 6).await?.as_deref() == Some("+49306") && e164(&store, 7).await?.is_none());

        store.run("update contacts set phone = '030 7' where id = 7", &[]).await?;
        let error = executor.up_to(phones_in_e164, Phase::Migrate).await.err().context("one row has letters")?;
        ensure!(!error.to_string().contains("contacts(7)") && error.to_string().contains("contacts(20)"), "{error}");
        store.run("update contacts set phone = '030 20', phone_e164 = '+493020' where id = 20", &[]).await?;
        executor.up_to(phones_in_e164, Phase::Migrate).await?;
        ensure!(e164(&store, 7).await?.as_deref() == Some("+49307"));
        ensure!(executor.verify(phones_in_e164).await?.is_clean());

        // v1 is still there when contract comes, and what it writes can't be transformed.
        store.run("update contacts set phone = 'work' where id = 3", &[]).await?;
        let error = executor.up_to(phones_in_e164, Phase::Contract).await.err().context("row 3 has letters")?;
        ensure!(error.is_transform_failed() && error.to_string().contains("contacts(3): `work`"), "{error}");
        store.run("update contacts set phone = '030 3' where id = 3", &[]).await?;
        executor.up_to(phones_in_e164, Phase::Contract).await?;
        ensure!(e164(&store, 3).await?.as_deref() == Some("+49303"));
        ensure!(store.number("select count(*) from contacts where phone_e164 is null").await? == 0);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn rows_that_are_skipped_are_told_and_hold_contract_up(database: &TestDatabase) -> Result<()> {
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let into = told.clone();
        let executor = Executor::builder(skipping::MIGRATIONS)
            .on_event(move |event| {
                if let Event::RowsFailed { rows, examples, .. } = event {
                    into.lock().expect("nobody panics with it").push((*rows, examples.clone()));
                }
            })
            .connect(&database.url)
            .await?;
        let migration = skipping::phones_or_none;
        executor.up_to(migration, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store, 40, &[(7, "home"), (8, "+49 work"), (31, "ask mum")]).await?;
        executor.up_to(migration, Phase::DualWrite).await?;
        // v1 goes on: row 41 is behind the bound.
        store.run("insert into contacts (id, phone) values (41, 'none of your business')", &[]).await?;
        executor.up_to(migration, Phase::Migrate).await?;
        let told = told.lock().expect("nobody panics with it").clone();
        let rows: u64 = told.iter().map(|(rows, _)| rows).sum();
        ensure!(rows >= 4 && told.iter().any(|(_, examples)| examples.contains(&"contacts(8): `+49 work` has the letter `w`".to_owned())), "{told:?}");

        let verification = executor.verify(migration).await?;
        ensure!(verification.out_of_parity == 0 && verification.behind == 4, "{verification:?}");
        ensure!(verification.examples.contains(&"contacts(31): `ask mum` has the letter `a`".to_owned()), "{verification:?}");
        let error = executor.up_to(migration, Phase::Contract).await.err().context("four rows are not transformed")?;
        ensure!(error.is_verification_failed() && error.to_string().contains("contacts(41)"), "{error}");
        let State::Migrated(migrated) = executor.state(migration).await? else { bail!("not migrated any more") };

        // Each way out of it: v1 writes, the version in between writes, v2 writes, the row goes.
        store.run("update contacts set phone = '030 7' where id = 7", &[]).await?;
        store.run("update contacts set phone = '030 8', phone_e164 = '+49308' where id = 8", &[]).await?;
        store.run("update contacts set phone_e164 = '+4931' where id = 31", &[]).await?;
        store.run("delete from contacts where id = 41", &[]).await?;
        migrated.contract().await?;
        let found: Vec<Option<String>> = [e164(&store, 7).await?, e164(&store, 8).await?, e164(&store, 31).await?].into();
        ensure!(found == [Some("+49307".to_owned()), Some("+49308".into()), Some("+4931".into())], "{found:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_row_that_is_written_while_it_is_computed_is_computed_again(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, waiting::MIGRATIONS).await?;
        let migration = waiting::phones_in_time;
        executor.up_to(migration, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store, 5, &[(2, "wait030 2")]).await?;
        executor.up_to(migration, Phase::DualWrite).await?;

        // v1 writes row 2 while the function has its old value, v2 row 3, the version in between row 4.
        let meanwhile = async {
            store.run("update contacts set phone = '030 222' where id = 2", &[]).await?;
            store.run("update contacts set phone_e164 = '+49333' where id = 3", &[]).await?;
            store.run("update contacts set phone = '030 444', phone_e164 = '+4930444' where id = 4", &[]).await?;
            store.run("delete from contacts where id = 5", &[]).await?;
            Ok(())
        };
        let (migrated, written) = tokio::join!(executor.up_to(migration, Phase::Migrate), let_through(meanwhile));
        written?;
        migrated?;
        for (id, expected) in [(1, "+49301"), (2, "+4930222"), (3, "+49333"), (4, "+4930444")] {
            let found = e164(&store, id).await?;
            ensure!(found.as_deref() == Some(expected), "row {id} holds {found:?}");
        }
        ensure!(executor.verify(migration).await?.is_clean());
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_the_application_writes_by_other_rules_is_found_and_left_alone(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(phones_in_e164, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store, 5, &[]).await?;
        store.run("insert into contacts (id, phone, phone_e164) values (6, '030 6', '030-6')", &[]).await?;
        let error = executor.up_to(phones_in_e164, Phase::Migrate).await.err().context("row 6 is not what the function gives")?;
        ensure!(error.is_verification_failed() && error.to_string().contains("contacts(6)"), "{error}");
        ensure!(e164(&store, 6).await?.as_deref() == Some("030-6"));
        store.run("update contacts set phone_e164 = '+49306' where id = 6", &[]).await?;
        executor.up_to(phones_in_e164, Phase::Migrate).await?;
        ensure!(e164(&store, 5).await?.as_deref() == Some("+49305"));
        Ok(())
    }
}

/// Edges of every type. Of each row: its station, its numbers and its truth, its note, and the types that are given as text.
async fn edges(store: &Store) -> Result<()> {
    let bytes = if matches!(store.kind(), Kind::MariaDb | Kind::MySql | Kind::Sqlite) { "x'00ff5c27'" } else { r"'\x00ff5c27'" };
    // SQLite's REAL has 64 bits, of which a function that takes an f32 loses some.
    let single = if store.kind() == Kind::Sqlite { ["0.5", "1e10"] } else { ["0.1", "3.4e38"] };
    let rows = [
        (
            "a\\b \"c\" 'd' é🎻",
            format!("-32768, -2147483648, -9223372036854775808, -99999999.99, {}, 0.1, true", single[0]),
            Some("quotes ' \" and \\ and \t é🎻"),
            "'1999-12-31', '2024-02-29 23:59:59', '00000000-0000-0000-0000-0000000000ab', '{\"b\": [1, null, \"é\"], \"a\": 1.5}'",
        ),
        (
            "edges",
            format!("32767, 2147483647, 9223372036854775807, 0.10, {}, 1.7976931348623157e308, false", single[1]),
            Some(""),
            "'1000-01-01', '1999-12-31 00:00:00', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '[]'",
        ),
        (
            "comma, ",
            "1, 2, 3, 1, 16777216, 0.30000000000000004, false".into(),
            Some(" "),
            "'2024-02-29', '2024-06-30 12:00:00.123456', null, 'null'",
        ),
        ("nulls", "null, null, null, null, null, null, null".into(), None, "null, null, null, null"),
    ];
    for (station, numbers, note, texts) in rows {
        let (place, raw) = if note.is_some() { ("?", bytes) } else { ("null", "null") };
        let sql = format!(
            "insert into readings (station, at, small, whole, large, price, single, precise, valid, note, day, seen, token, extra, raw) \
             values (?, '2024-01-02 03:04:05.678', {numbers}, {place}, {texts}, {raw})"
        );
        let values: Vec<Value<'_>> = [Some(station), note].into_iter().flatten().map(Value::Text).collect();
        store.run(&sql, &values).await?;
    }
    Ok(())
}

/// Every new column holds what the old one does.
async fn alike(store: &Store, columns: &[&str]) -> Result<()> {
    for column in columns {
        let sql =
            format!("select station from readings where not ({column} = new_{column} or ({column} is null and new_{column} is null))");
        let rows = store.rows(&sql, &[]).await?;
        let stations: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        ensure!(stations.is_empty(), "{column} differs at {stations:?}");
        let sql = format!("select count(*) from readings where {column} is not null and new_{column} is null");
        ensure!(store.number(&sql).await? == 0, "new_{column} is null");
    }
    Ok(())
}

xc_tests::on_each_server! {
    async fn every_type_goes_through_rust_and_back(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, readings::MIGRATIONS).await?;
        executor.up_to(readings::readings_by_rust, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        edges(&store).await?;
        let migrated = executor.up_to(readings::readings_by_rust, Phase::Migrate).await;
        ensure!(store.number("select count(*) from readings").await? == 4);
        alike(&store, &["small", "whole", "large", "single", "precise", "valid", "note", "raw"]).await?;
        migrated?;
        let verification = executor.verify(readings::readings_by_rust).await?;
        ensure!(verification.is_clean() && verification.rows == 4, "{verification:?}");

        // v1 writes, and the log finds the row by its key of two columns; a panic is the row's failure.
        store.run("update readings set note = 'panic' where station like 'comma%'", &[]).await?;
        let State::Migrated(migrated) = executor.state(readings::readings_by_rust).await? else { bail!("not migrated") };
        let error = migrated.catch_up().await.err().context("the function panics")?;
        ensure!(error.to_string().contains("the function panicked: the note says so"), "{error}");
        store.run("update readings set note = 'calm', small = 7 where station like 'comma%'", &[]).await?;
        migrated.catch_up().await?;
        ensure!(store.number("select count(*) from readings where new_note = 'calm' and new_small = 7 and new_large = 3").await? == 1);
        ensure!(executor.verify(readings::readings_by_rust).await?.is_clean());
        migrated.contract().await?;

        // What Rust has as text is compared as the database has it: 1.50 is 1.5, and { "a": 1 } is {"a":1}.
        executor.up_to(readings::readings_as_text, Phase::Migrate).await?;
        let verification = executor.verify(readings::readings_as_text).await?;
        ensure!(verification.is_clean(), "{verification:?}");
        alike(&store, &["price", "day", "seen", "token"]).await?;
        ensure!(store.number("select count(*) from readings where extra is not null and new_extra is null").await? == 0);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_value_that_the_database_refuses_is_one_row_s_failure(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, readings::MIGRATIONS).await?;
        executor.up_to(readings::readings_as_text, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        for row in 0..60 {
            let day = if row == 17 || row == 44 { "1900-01-01" } else { "2024-02-29" };
            let sql = format!("insert into readings (station, at, day) values ('station {row}', '2024-01-02 03:04:05.678', '{day}')");
            store.run(&sql, &[]).await?;
        }
        executor.up_to(readings::readings_as_text, Phase::Migrate).await?;
        ensure!(store.number("select count(*) from readings where new_day = day").await? == 58);
        let verification = executor.verify(readings::readings_as_text).await?;
        ensure!(verification.behind == 2 && verification.out_of_parity == 0, "{verification:?}");
        ensure!(verification.examples.iter().any(|example| example.starts_with("readings(station 17,2024-01-02 03:04:05.678): ")), "{verification:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    [mariadb, mysql]
    async fn a_key_of_another_collation_is_found_by_its_index(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, readings::MIGRATIONS).await?;
        executor.up_to(readings::create_readings, Phase::Contract).await?;
        database.execute("alter table readings convert to character set utf8mb4 collate utf8mb4_spanish2_ci").await?;
        executor.up_to(readings::readings_by_rust, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        edges(&store).await?;
        executor.up_to(readings::readings_by_rust, Phase::DualWrite).await?;
        store.run("update readings set whole = 5 where station = 'nulls'", &[]).await?;
        executor.up_to(readings::readings_by_rust, Phase::Contract).await?;
        ensure!(store.number("select count(*) from readings where whole = new_whole or whole is null").await? == 4);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_table_without_a_primary_key_is_known_by_its_unique_columns(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, unkeyed::MIGRATIONS).await?;
        let migration = unkeyed::tags_in_e164;
        executor.up_to(migration, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        let row = |row: i64| {
            let phone = if row % 3 == 0 { "null".to_owned() } else { format!("'030 {row}'") };
            format!("('kind {}', 'label {row}', {phone})", row % 7)
        };
        let rows: Vec<String> = (0..500).map(row).collect();
        store.run(&format!("insert into tags (kind, label, phone) values {}", rows.join(", ")), &[]).await?;
        executor.up_to(migration, Phase::Migrate).await?;
        // v1 and v2 write, and v2 takes a phone away, which is not to come back.
        store.run("update tags set phone = '030 777' where kind = 'kind 1' and label = 'label 1'", &[]).await?;
        store.run("update tags set phone_e164 = '+4955' where kind = 'kind 2' and label = 'label 2'", &[]).await?;
        store.run("update tags set phone_e164 = null where kind = 'kind 4' and label = 'label 4'", &[]).await?;
        store.run("delete from tags where kind = 'kind 5' and label = 'label 5'", &[]).await?;
        executor.up_to(migration, Phase::Contract).await?;
        for (label, expected) in [(1, Some("+4930777")), (2, Some("+4955")), (3, None), (4, None), (499, Some("+4930499"))] {
            let rows = store.rows(&format!("select phone_e164 from tags where label = 'label {label}'"), &[]).await?;
            let found: Option<String> = rows.first().context("the row is gone")?.try_get(0)?;
            ensure!(found.as_deref() == expected, "label {label} has {found:?}");
        }
        ensure!(store.number("select count(*) from tags where phone_e164 is not null").await? == 331);
        Ok(())
    }
}

/// Writes rows of one version's own until it is stopped: those whose number leaves this rest by three. What each of them is to hold.
async fn write_sealed(store: Store, version: Version, stop: Arc<AtomicBool>) -> Result<BTreeMap<i64, String>> {
    let mut held = BTreeMap::new();
    for turn in 0_i64.. {
        if stop.load(SeqCst) {
            break;
        }
        let (id, phone) = (1 + 3 * (turn * 7 % 300) + version as i64, format!("030 {turn} {version:?}"));
        let sealed = seal(&phone);
        let (sql, values): (&str, Vec<Value<'_>>) = match version {
            Version::V1 => ("update contacts set phone = ? where id = ?", vec![Value::Text(&phone), Value::Int(id)]),
            Version::Between => (
                "update contacts set phone = ?, phone_sealed = ? where id = ?",
                vec![Value::Text(&phone), Value::Text(&sealed), Value::Int(id)],
            ),
            Version::V2 => ("update contacts set phone_sealed = ? where id = ?", vec![Value::Text(&sealed), Value::Int(id)]),
        };
        ensure!(store.run(sql, &values).await? == 1, "row {id} is gone");
        held.insert(id, phone);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(held)
}

xc_tests::on_each_server! {
    async fn what_is_sealed_anew_each_time_is_in_step_where_it_opens(database: &TestDatabase) -> Result<()> {
        let executor =
            Executor::builder(sealed::MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        let migration = sealed::phones_sealed;
        executor.up_to(migration, Phase::Expand).await?;
        let store = Store::connect(database, 5).await?;
        fill(&store, 900, &[]).await?;
        executor.up_to(migration, Phase::DualWrite).await?;
        let stop = Arc::new(AtomicBool::new(false));
        let versions = [Version::V1, Version::Between, Version::V2];
        let writers = versions.map(|version| tokio::spawn(write_sealed(store.clone(), version, stop.clone())));
        executor.up_to(migration, Phase::Migrate).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let verification = executor.verify(migration).await?;
        ensure!(verification.out_of_parity == 0 && verification.rows == 900, "{verification:?}");
        stop.store(true, SeqCst);
        let mut held: BTreeMap<i64, String> = (1..=900).map(|id| (id, format!("030 {id}"))).collect();
        for writer in writers {
            held.extend(writer.await??);
        }

        // What v1 wrote is sealed; what was in step keeps its seal.
        let seals = "select id, phone_sealed from contacts order by id";
        let before = store.rows(seals, &[]).await?;
        let State::Migrated(migrated) = executor.state(migration).await? else { bail!("not migrated") };
        migrated.catch_up().await?;
        let verification = executor.verify(migration).await?;
        ensure!(verification.is_clean(), "{verification:?}");
        migrated.contract().await?;
        let after = store.rows(seals, &[]).await?;
        ensure!(after.len() == 900);
        for (before, after) in before.iter().zip(&after) {
            let (id, was, is): (i64, Option<String>, String) = (before.try_get(0)?, before.try_get(1)?, after.try_get(1)?);
            ensure!(open(&is).map_err(anyhow::Error::msg)? == held[&id], "row {id} holds {is}, which is not {}", held[&id]);
            let was_in_step = was.as_deref().and_then(|was| open(was).ok()).as_ref() == Some(&held[&id]);
            ensure!(!was_in_step || was.as_ref() == Some(&is), "row {id} was sealed again");
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_does_not_open_is_out_of_parity_and_left_alone(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, sealed::MIGRATIONS).await?;
        let migration = sealed::phones_sealed;
        executor.up_to(migration, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store, 5, &[]).await?;
        // Both columns are written, and don't say the same; or what is written is no seal, of which the judge makes an error.
        let wrong = [(6, seal("030 7")), (7, "not sealed".to_owned())];
        for (id, text) in &wrong {
            let sql = "insert into contacts (id, phone, phone_sealed) values (?, '030 6', ?)";
            store.run(sql, &[Value::Int(*id), Value::Text(text)]).await?;
        }
        let error = executor.up_to(migration, Phase::Migrate).await.err().context("two rows don't open")?.to_string();
        ensure!(error.contains("contacts(6)") && error.contains("contacts(7)") && !error.contains("contacts(5)"), "{error}");
        for (id, text) in &wrong {
            let rows = store.rows("select phone_sealed from contacts where id = ?", &[Value::Int(*id)]).await?;
            ensure!(rows.first().context("the row is gone")?.try_get::<String, _>(0)? == *text);
        }
        store.run("update contacts set phone_sealed = ? where id >= 6", &[Value::Text(&seal("030 6"))]).await?;
        executor.up_to(migration, Phase::Contract).await?;
        ensure!(store.number("select count(*) from contacts where phone_sealed is null").await? == 0);
        Ok(())
    }
}
