//! Two tables: v1 keeps what a person says about themselves in `users`, v2 in `profiles`. Both keep `users.visits`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use sqlx::Row as _;

use super::model::{forward, reverse};
use super::{Application, Store, Value, Version, names};
use crate::servers::Kind;

/// The application of the tables `users` and `profiles`.
#[derive(Clone, Copy, Debug)]
pub struct Profiles;

/// A row of `users` as v1 sees it, and its row of `profiles` as v2 sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// `users.name`.
    pub name: String,
    /// `users.bio`.
    pub bio: Option<String>,
    /// The row of `profiles`, if there is one.
    pub profile: Option<Profile>,
}

/// A row of `profiles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// `profiles.first_name`.
    pub first: String,
    /// `profiles.last_name`.
    pub last: String,
    /// `profiles.bio`.
    pub bio: Option<String>,
}

impl Member {
    /// A row that v1 inserted: there is a profile if there is anything to keep in it.
    pub fn by_v1(name: &str, bio: Option<&str>) -> Member {
        let mut member = Member { name: name.into(), bio: bio.map(Into::into), profile: None };
        member.follow_down();
        member
    }

    /// A row that v2 inserted: first the user, without v1's columns, then the profile.
    pub fn by_v2(profile: Profile) -> Member {
        let mut member = Member { name: String::new(), bio: None, profile: Some(profile) };
        member.follow_up();
        member
    }

    /// Whether v1's columns hold nothing that a profile would have to hold.
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.bio.is_none()
    }

    /// After a write of v1: what is out of parity follows.
    fn follow_down(&mut self) {
        if self.profile.is_none() && self.is_empty() {
            return;
        }
        let (first, last) = forward(&self.name);
        match &mut self.profile {
            None => self.profile = Some(Profile { first, last, bio: self.bio.clone() }),
            Some(profile) => {
                if reverse(&profile.first, &profile.last) != self.name {
                    (profile.first, profile.last) = (first, last);
                }
                profile.bio.clone_from(&self.bio);
            }
        }
    }

    /// v1 sets both columns, or one.
    pub fn set(&mut self, name: Option<&str>, bio: Option<Option<&str>>) {
        let before = self.clone();
        if let Some(name) = name {
            self.name = name.into();
        }
        if let Some(bio) = bio {
            self.bio = bio.map(Into::into);
        }
        if *self != before {
            self.follow_down();
        }
    }

    /// v2 has changed the profile: what is out of parity follows.
    fn follow_up(&mut self) {
        match &self.profile {
            None => (self.name, self.bio) = (String::new(), None),
            Some(profile) => {
                let (first, last) = forward(&self.name);
                if (&first, &last) != (&profile.first, &profile.last) {
                    self.name = reverse(&profile.first, &profile.last);
                }
                self.bio.clone_from(&profile.bio);
            }
        }
    }
}

impl Application for Profiles {
    type Row = Member;

    async fn seed(self, store: &Store, rows: usize) -> Result<Vec<(i64, Member)>> {
        const AT_ONCE: usize = 200;
        let people: Vec<(String, Option<String>)> = (0..rows).map(|_| (names::whole(), bio())).collect();
        for chunk in people.chunks(AT_ONCE) {
            let values: Vec<Value<'_>> = chunk.iter().flat_map(|(name, bio)| [Value::Text(name), optional(bio.as_deref())]).collect();
            let places = vec!["(?, ?)"; chunk.len()].join(", ");
            store.run(&format!("insert into users (name, bio) values {places}"), &values).await?;
        }
        let rows = store.rows("select id, name, bio from users order by id", &[]).await?;
        rows.iter()
            .map(|row| {
                let (id, name, bio): (i64, String, Option<String>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                Ok((id, Member::by_v1(&name, bio.as_deref())))
            })
            .collect()
    }

    async fn read(self, store: &Store, version: Version, id: i64, expected: &Member, whole: bool) -> Result<()> {
        match version {
            Version::V1 => {
                let rows = store.rows("select name, bio from users where id = ?", &[Value::Int(id)]).await?;
                let row = rows.first().with_context(|| format!("user {id} is gone"))?;
                let (name, bio): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
                ensure!(name == expected.name && bio == expected.bio, "user {id} has {name:?}, {bio:?}, not {expected:?}");
            }
            Version::V2 => {
                let rows = store.rows("select first_name, last_name, bio from profiles where user_id = ?", &[Value::Int(id)]).await?;
                let found = rows.first().map(read_profile).transpose()?;
                let may_be_without = !whole || expected.is_empty();
                ensure!(
                    found == expected.profile || (found.is_none() && may_be_without),
                    "user {id} has the profile {found:?}, not {expected:?}"
                );
            }
        }
        Ok(())
    }

    async fn update(self, store: &Store, version: Version, id: i64, member: &mut Member) -> Result<()> {
        match version {
            Version::V1 => v1_update(store, id, member).await,
            Version::V2 => v2_update(store, id, member).await,
        }
    }

    async fn touch(self, store: &Store, id: i64) -> Result<()> {
        let changed = store.run("update users set visits = visits + 1 where id = ?", &[Value::Int(id)]).await?;
        ensure!(changed == 1, "{changed} rows were updated");
        Ok(())
    }

    async fn delete(self, store: &Store, version: Version, id: i64) -> Result<()> {
        if version == Version::V2 {
            store.run("delete from profiles where user_id = ?", &[Value::Int(id)]).await?;
        }
        let changed = store.run("delete from users where id = ?", &[Value::Int(id)]).await?;
        ensure!(changed == 1, "{changed} rows were deleted");
        Ok(())
    }

    async fn is_there(self, store: &Store, id: i64) -> Result<bool> {
        store.has_row("users", id).await
    }

    async fn insert(self, store: &Store, version: Version) -> Result<(i64, Member)> {
        match version {
            Version::V1 => {
                let (name, bio) = (names::whole(), bio());
                let id = match &bio {
                    Some(bio) => store.insert("insert into users (name, bio) values (?, ?)", &[&name, bio]).await?,
                    None => store.insert("insert into users (name) values (?)", &[&name]).await?,
                };
                Ok((id, Member::by_v1(&name, bio.as_deref())))
            }
            Version::V2 => {
                let id = store.insert("insert into users (visits) values (0)", &[]).await?;
                let profile = Profile { first: names::part(), last: names::part(), bio: bio() };
                let values = [Value::Int(id), Value::Text(&profile.first), Value::Text(&profile.last), optional(profile.bio.as_deref())];
                store.run("insert into profiles (user_id, first_name, last_name, bio) values (?, ?, ?, ?)", &values).await?;
                Ok((id, Member::by_v2(profile)))
            }
        }
    }

    async fn check(self, store: &Store, version: Version, members: &BTreeMap<i64, Member>) -> Result<()> {
        let sql = match version {
            Version::V1 => "select id, name, bio from users order by id",
            Version::V2 => {
                "select users.id, first_name, last_name, profiles.bio, user_id from users left join profiles on user_id = users.id order by users.id"
            }
        };
        let rows = store.rows(sql, &[]).await?;
        ensure!(rows.len() == members.len(), "{} rows are there, {} should be", rows.len(), members.len());
        for row in &rows {
            let id: i64 = row.try_get(0)?;
            let member = members.get(&id).with_context(|| format!("user {id} should not be there"))?;
            match version {
                Version::V1 => {
                    let (name, bio): (String, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
                    ensure!(name == member.name && bio == member.bio, "user {id} has {name:?}, {bio:?}, not {member:?}");
                }
                Version::V2 => {
                    let there = row.try_get::<Option<i64>, _>(4)?.is_some();
                    let found =
                        if there { Some(Profile { first: row.try_get(1)?, last: row.try_get(2)?, bio: row.try_get(3)? }) } else { None };
                    ensure!(
                        found == member.profile || (found.is_none() && member.is_empty()),
                        "user {id} has the profile {found:?}, not {member:?}"
                    );
                }
            }
        }
        if version == Version::V2 {
            let lost = store.number("select count(*) from profiles where user_id not in (select id from users)").await?;
            ensure!(lost == 0, "{lost} profiles are left without a user");
        }
        Ok(())
    }
}

async fn v1_update(store: &Store, id: i64, member: &mut Member) -> Result<()> {
    let (name, bio) = (names::whole(), bio());
    let changed = match fastrand::u8(..3) {
        0 => {
            member.set(Some(&name), None);
            store.run("update users set name = ? where id = ?", &[Value::Text(&name), Value::Int(id)]).await?
        }
        1 => {
            member.set(None, Some(bio.as_deref()));
            store.run("update users set bio = ? where id = ?", &[optional(bio.as_deref()), Value::Int(id)]).await?
        }
        _ => {
            member.set(Some(&name), Some(bio.as_deref()));
            let values = [Value::Text(&name), optional(bio.as_deref()), Value::Int(id)];
            store.run("update users set name = ?, bio = ? where id = ?", &values).await?
        }
    };
    ensure!(changed == 1, "{changed} rows were updated");
    Ok(())
}

/// v2 does not know whether the backfill has made the profile already: it updates, and where there is none, inserts.
async fn v2_update(store: &Store, id: i64, member: &mut Member) -> Result<()> {
    let (first, last) = (names::part(), names::part());
    let text = bio().unwrap_or_default();
    // v2 keeps to what the old column can hold, as long as v1 lives.
    let fits = |first: &str, last: &str| first.chars().count() + last.chars().count() < 100;
    // Of a row that may have no profile and nothing to make one from, v2 gives everything.
    let known = member.profile.clone().filter(|_| !member.is_empty());
    match (fastrand::u8(..6), known) {
        (0, Some(known)) if fits(&first, &known.last) => {
            write(store, id, &[("first_name", &first)]).await?;
            member.profile = Some(Profile { first, ..known });
        }
        (1, Some(known)) if fits(&known.first, &last) => {
            write(store, id, &[("last_name", &last)]).await?;
            member.profile = Some(Profile { last, ..known });
        }
        (2, Some(known)) => {
            write(store, id, &[("bio", &text)]).await?;
            member.profile = Some(Profile { bio: Some(text), ..known });
        }
        (3, Some(known)) => {
            // Where there is no profile yet, this does nothing.
            if store.run("update profiles set bio = null where user_id = ?", &[Value::Int(id)]).await? == 0 {
                return Ok(());
            }
            member.profile = Some(Profile { bio: None, ..known });
        }
        (4, Some(_)) => {
            if store.run("delete from profiles where user_id = ?", &[Value::Int(id)]).await? == 0 {
                return Ok(());
            }
            member.profile = None;
        }
        _ => {
            upsert(store, id, &[("first_name", &first), ("last_name", &last), ("bio", &text)]).await?;
            member.profile = Some(Profile { first, last, bio: Some(text) });
        }
    }
    member.follow_up();
    Ok(())
}

/// A statement that gives some columns only can't insert once they are NOT NULL.
async fn write(store: &Store, id: i64, columns: &[(&str, &String)]) -> Result<()> {
    let set: Vec<String> = columns.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let mut values: Vec<Value<'_>> = columns.iter().map(|(_, value)| Value::Text(value)).collect();
    values.push(Value::Int(id));
    match store.run(&format!("update profiles set {} where user_id = ?", set.join(", ")), &values).await? {
        0 => upsert(store, id, columns).await,
        _ => Ok(()),
    }
}

async fn upsert(store: &Store, id: i64, columns: &[(&str, &String)]) -> Result<()> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let set = |value: &dyn Fn(&str) -> String| names.iter().map(|name| format!("{name} = {}", value(name))).collect::<Vec<_>>().join(", ");
    let update = match store.kind() {
        Kind::MySql | Kind::MariaDb => format!("on duplicate key update {}", set(&|name| format!("values({name})"))),
        _ => format!("on conflict (user_id) do update set {}", set(&|name| format!("excluded.{name}"))),
    };
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!("insert into profiles (user_id, {}) values (?, {places}) {update}", names.join(", "));
    let mut values = vec![Value::Int(id)];
    values.extend(columns.iter().map(|(_, value)| Value::Text(value)));
    store.run(&sql, &values).await?;
    Ok(())
}

fn read_profile(row: &sqlx::any::AnyRow) -> Result<Profile> {
    Ok(Profile { first: row.try_get(0)?, last: row.try_get(1)?, bio: row.try_get(2)? })
}

fn optional(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, Value::Text)
}

fn bio() -> Option<String> {
    fastrand::bool().then(names::whole)
}
