//! The checklist of contract: evidence from the journal, the catalogue and the server.

use std::time::Duration;

use xc_core::plan::{Dialect, Migration, Plan};

use super::plan_of;
use crate::backends::{DbError, Session, Value};
use crate::checklist::{Checklist, FORCEABLE, Force, Item, REPLICA_LAG_BYTES};
use crate::dependents;
use crate::error::{Error, Kind, time};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::{Reached, Write};
use crate::presence::gate;
use crate::work::Work;

/// Replicas: name, bytes behind or null.
const REPLICAS: &str = "select coalesce(nullif(application_name, ''), client_addr::text, 'unnamed'), \
    pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint from pg_stat_replication where not pg_is_in_recovery()";

/// Looks at everything, and changes nothing.
pub(crate) async fn checklist(inner: &Inner, migration: &'static Migration, reached: Reached) -> Result<Checklist, Error> {
    if !(Reached::DualWriting..=Reached::Migrated).contains(&reached) {
        let needed = Reached::Migrated;
        return Err(Kind::WrongState { name: migration.name, what: "the checklist of contract".to_owned(), needed, reached }.into());
    }
    let plan = plan_of(inner, migration)?;
    let mut session = inner.database.open().await.map_err(Error::database("can't open a connection"))?;
    items(inner, session.as_mut(), migration, plan, reached).await.map_err(Error::database("can't look at what contract depends on"))
}

/// Before the first step of contract.
pub(super) async fn check(work: &mut Work<'_>, forces: &[Force]) -> Result<(), Error> {
    let (inner, migration, plan) = (work.inner, work.migration, work.plan);
    if let Some(force) = forces.iter().find(|force| !FORCEABLE.contains(&force.item.as_str())) {
        return Err(Kind::NoForce { name: migration.name, item: force.item.clone(), items: FORCEABLE.join(", ") }.into());
    }
    let found = async { items(inner, work.session().await?, migration, plan, Reached::Migrated).await }.await;
    let mut checklist = found.map_err(Error::database("can't look at what contract depends on"))?;
    checklist.force(forces);
    inner.emit(Event::Checklist { migration: migration.name, checklist: checklist.clone() });
    if !checklist.is_passed() {
        return Err(Kind::Checklist { name: migration.name, checklist }.into());
    }
    let forced: Vec<String> = checklist
        .items
        .iter()
        .filter_map(|item| item.forced.as_ref().map(|reason| format!("{}: {reason} ({})", item.name, item.evidence)))
        .collect();
    let writes: Vec<Write<'_>> = forced.iter().map(|forced| Write::Log("forced", forced, &inner.holder)).collect();
    if writes.is_empty() { Ok(()) } else { work.write(&writes).await }
}

async fn items(
    inner: &Inner,
    session: &mut dyn Session,
    migration: &'static Migration,
    plan: &'static Plan,
    reached: Reached,
) -> Result<Checklist, DbError> {
    let mut items = data(inner, session, migration, plan, reached).await?;
    items.push(soak(inner, session, migration, reached).await?);
    items.push(instances(inner, session, migration).await?);
    items.push(dependents(inner, session, plan).await?);
    items.push(replicas(inner, session).await?);
    Ok(Checklist { items })
}

/// Backfill, verification, nulls.
async fn data(
    inner: &Inner,
    session: &mut dyn Session,
    migration: &'static Migration,
    plan: &'static Plan,
    reached: Reached,
) -> Result<Vec<Item>, DbError> {
    if plan.migrate.is_empty() {
        let passed = reached == Reached::Migrated;
        let evidence = if passed { "there is nothing to backfill" } else { "there is nothing to backfill; run migrate, which says so" };
        return Ok(vec![Item::new("backfill", passed, evidence)]);
    }
    let (_, finished, since) = inner.journal.backfilled(session, migration).await?;
    let wanted = i64::try_from(plan.migrate.len()).unwrap_or(i64::MAX);
    let backfilled = finished >= wanted;
    let backfill = match backfilled {
        true => format!("{finished} of {wanted} finished, the last {} ago", time(since)),
        false => format!("{finished} of {wanted} finished: run migrate"),
    };
    let last = inner.journal.last_of(session, migration, ["verified", "not verified"]).await?;
    let (clean, verification) = match last {
        None => (false, "there was none: run migrate".to_owned()),
        Some((what, found, ago)) if what != "verified" => (false, format!("{found}, {} ago: run migrate again", time(ago))),
        Some((_, found, ago)) if !backfilled || ago > since => {
            (false, format!("{found}, {} ago, which is before the backfill ended: run migrate", time(ago)))
        }
        Some((_, found, ago)) => (reached == Reached::Migrated, format!("{found}, {} ago", time(ago))),
    };
    let columns: Vec<String> = plan
        .migrate
        .iter()
        .flat_map(|backfill| backfill.not_null.iter().map(move |column| format!("{}.{column}", backfill.table)))
        .collect();
    let mut items = vec![Item::new("backfill", backfilled, backfill), Item::new("verification", clean, verification)];
    if !columns.is_empty() {
        let evidence = if clean { "none in {}, by that verification" } else { "not known of {} without a clean verification" };
        items.push(Item::new("nulls", clean, evidence.replace("{}", &columns.join(", "))));
    }
    Ok(items)
}

async fn soak(inner: &Inner, session: &mut dyn Session, migration: &'static Migration, reached: Reached) -> Result<Item, DbError> {
    let soak = inner.options.soak;
    if soak.is_zero() {
        return Ok(Item::new("soak", true, "no time was asked for"));
    }
    let age = if reached == Reached::Migrated { inner.journal.age(session, migration).await? } else { Duration::ZERO };
    let evidence = format!("migrated for {} of {}", time(age), time(soak));
    Ok(Item::new("soak", age >= soak, if age >= soak { evidence } else { evidence + ": wait for the rest" }))
}

/// Live instances of the application that need the old shape.
async fn instances(inner: &Inner, session: &mut dyn Session, migration: &'static Migration) -> Result<Item, DbError> {
    let alive = gate::instances(inner, session).await?.len();
    let against: Vec<String> = gate::against_contract(inner, session, migration).await?.iter().map(ToString::to_string).collect();
    Ok(match (alive, against.as_slice()) {
        (0, _) => Item::new("instances", true, "none has registered itself: make sure that the old version is gone"),
        (alive, []) => Item::new("instances", true, format!("none of {alive} that have registered themselves needs the old shape")),
        (_, against) => Item::new("instances", false, format!("{}: end them first", against.join("; "))),
    })
}

async fn dependents(inner: &Inner, session: &mut dyn Session, plan: &'static Plan) -> Result<Item, DbError> {
    let found = dependents::of(session, inner.database.dialect(), plan).await?;
    Ok(match found.as_slice() {
        [] if plan.old.is_empty() => Item::new("dependents", true, "nothing is taken away"),
        [] => Item::new("dependents", true, "no view, function, trigger or foreign key is known to depend on what goes"),
        found => Item::new("dependents", false, format!("{}: change or drop them first", found.join("; "))),
    })
}

async fn replicas(inner: &Inner, session: &mut dyn Session) -> Result<Item, DbError> {
    match inner.database.dialect() {
        Dialect::Postgres => {}
        Dialect::Sqlite => return Ok(Item::new("replicas", true, "a file has none")),
        Dialect::MySql | Dialect::MariaDb => {
            return Ok(Item::new("replicas", true, "not known: a source does not know how far its replicas are"));
        }
    }
    let mut behind = Vec::new();
    let replicas = session.fetch(REPLICAS, &[]).await?;
    let count = replicas.len();
    for row in replicas {
        let mut columns = row.into_iter();
        let name = columns.next().and_then(Value::into_text).unwrap_or_default();
        match columns.next().as_ref().and_then(Value::as_int) {
            Some(bytes) if bytes <= REPLICA_LAG_BYTES => {}
            Some(bytes) => behind.push(format!("{name} is {} MB behind", bytes / (1024 * 1024))),
            None => behind.push(format!("how far {name} is behind is not known to this user (it needs the role pg_monitor)")),
        }
    }
    Ok(match (count, behind.as_slice()) {
        (0, _) => Item::new("replicas", true, "the server knows of none"),
        (count, []) => Item::new("replicas", true, format!("{count} of {count} have caught up")),
        (_, behind) => Item::new("replicas", false, format!("{}: wait until they have caught up", behind.join("; "))),
    })
}
