//! One table, `users`: v1 knows a person by one name, v2 by two.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::model::Person;
use super::{Application, Store, Value, Version, names};
use crate::servers::Kind;

/// The application of the table `users`.
#[derive(Clone, Copy, Debug)]
pub struct Users;

impl Application for Users {
    type Row = Person;

    async fn seed(self, store: &Store, rows: usize) -> Result<Vec<(i64, Person)>> {
        const AT_ONCE: usize = 200;
        let names: Vec<String> = (0..rows).map(|_| names::whole()).collect();
        for chunk in names.chunks(AT_ONCE) {
            let values: Vec<Value<'_>> = chunk.iter().map(|name| Value::Text(name)).collect();
            let places = vec!["(?)"; chunk.len()].join(", ");
            store.run(&format!("insert into users (name) values {places}"), &values).await?;
        }
        let rows = store.rows("select id, name from users order by id", &[]).await?;
        rows.iter()
            .map(|row| {
                let (id, name): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
                Ok((id, Person::by_v1(&name)))
            })
            .collect()
    }

    async fn read(self, store: &Store, version: Version, id: i64, expected: &Person, whole: bool) -> Result<()> {
        let sql = match version {
            Version::V1 => "select name, name from users where id = ?",
            Version::V2 => "select first_name, last_name from users where id = ?",
        };
        let rows = store.rows(sql, &[Value::Int(id)]).await?;
        let row = rows.first().with_context(|| format!("row {id} is gone"))?;
        let (a, b): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        match version {
            Version::V1 => ensure!(a.as_deref() == Some(&expected.name), "row {id} has name {a:?}, not {expected:?}"),
            Version::V2 if a.is_none() && b.is_none() && !whole => {}
            Version::V2 => ensure!(
                a.as_deref() == Some(&expected.first) && b.as_deref() == Some(&expected.last),
                "row {id} has {a:?}, {b:?}, not {expected:?}"
            ),
        }
        Ok(())
    }

    async fn update(self, store: &Store, version: Version, id: i64, person: &mut Person) -> Result<()> {
        let changed = match version {
            Version::V1 => {
                let name = names::whole();
                person.set_name(&name);
                store.run("update users set name = ? where id = ?", &[Value::Text(&name), Value::Int(id)]).await?
            }
            Version::V2 => {
                let (a, b) = (names::part(), names::part());
                // v2 keeps to what the old column can hold, as long as v1 lives.
                let fits = |first: &str, last: &str| first.chars().count() + last.chars().count() < 100;
                match fastrand::u8(..3) {
                    0 if fits(&a, &person.last) => {
                        person.set_parts(Some(&a), None);
                        store.run("update users set first_name = ? where id = ?", &[Value::Text(&a), Value::Int(id)]).await?
                    }
                    1 if fits(&person.first, &b) => {
                        person.set_parts(None, Some(&b));
                        store.run("update users set last_name = ? where id = ?", &[Value::Text(&b), Value::Int(id)]).await?
                    }
                    _ => {
                        person.set_parts(Some(&a), Some(&b));
                        let values = [Value::Text(&a), Value::Text(&b), Value::Int(id)];
                        store.run("update users set first_name = ?, last_name = ? where id = ?", &values).await?
                    }
                }
            }
        };
        ensure!(changed == 1, "{changed} rows were updated");
        Ok(())
    }

    async fn touch(self, store: &Store, id: i64) -> Result<()> {
        let changed = store.run("update users set visits = visits + 1 where id = ?", &[Value::Int(id)]).await?;
        ensure!(changed == 1, "{changed} rows were updated");
        Ok(())
    }

    async fn delete(self, store: &Store, _: Version, id: i64) -> Result<()> {
        let changed = store.run("delete from users where id = ?", &[Value::Int(id)]).await?;
        ensure!(changed == 1, "{changed} rows were deleted");
        Ok(())
    }

    async fn is_there(self, store: &Store, id: i64) -> Result<bool> {
        store.has_row("users", id).await
    }

    async fn insert(self, store: &Store, version: Version) -> Result<(i64, Person)> {
        Ok(match version {
            Version::V1 => {
                let name = names::whole();
                (store.insert("insert into users (name) values (?)", &[&name]).await?, Person::by_v1(&name))
            }
            Version::V2 => {
                let (first, last) = (names::part(), names::part());
                let id = store.insert(v2_insert(store), &[&first, &last]).await?;
                (id, Person::by_v2(&first, &last))
            }
        })
    }

    async fn check(self, store: &Store, version: Version, people: &BTreeMap<i64, Person>) -> Result<()> {
        let (sql, alike): (_, fn(&AnyRow, &Person) -> Result<()>) = match version {
            Version::V1 => ("select id, name from users order by id", |row, person| {
                let name: Option<String> = row.try_get(1)?;
                ensure!(name.as_deref() == Some(&person.name), "holds {name:?} and not {person:?}");
                Ok(())
            }),
            Version::V2 => ("select id, first_name, last_name from users order by id", |row, person| {
                let (first, last): (Option<String>, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
                ensure!(
                    first.as_deref() == Some(&person.first) && last.as_deref() == Some(&person.last),
                    "holds {first:?}, {last:?} and not {person:?}"
                );
                Ok(())
            }),
        };
        let rows = store.rows(sql, &[]).await?;
        ensure!(rows.len() == people.len(), "{} rows are there, {} should be", rows.len(), people.len());
        for row in &rows {
            let id: i64 = row.try_get(0)?;
            let person = people.get(&id).with_context(|| format!("row {id} should not be there"))?;
            alike(row, person).with_context(|| format!("row {id}"))?;
        }
        Ok(())
    }
}

/// MariaDB checks for a default before the trigger runs in INSERT ... SELECT, and not in INSERT ... VALUES: both must go.
fn v2_insert(store: &Store) -> &'static str {
    let values = "insert into users (first_name, last_name) values (?, ?)";
    match store.kind() {
        Kind::MariaDb | Kind::MySql if fastrand::bool() => "insert into users (first_name, last_name) select ?, ?",
        _ => values,
    }
}

/// How many rows a backfill of `split_user_name` has filled, and how many the journal says are.
///
/// # Errors
/// The database's.
pub async fn filled(store: &Store) -> Result<(i64, i64)> {
    // Sums are decimals on some databases.
    let journalled = "select cast((select coalesce(sum(rows_filled), 0) from xc_backfill) + (select coalesce(sum(rows_filled), 0) from xc_range) \
        as decimal(20))";
    let query = match store.kind() {
        Kind::MySql | Kind::MariaDb => journalled.replace("decimal(20)", "signed"),
        Kind::Postgres | Kind::Sqlite => journalled.replace("decimal(20)", "bigint"),
    };
    Ok((store.number("select count(*) from users where first_name is not null").await?, store.number(&query).await?))
}
