//! Who depends on what contract takes away, and is not the migrations' own: views, functions, triggers, foreign keys and generated columns, read from
//! the catalogue.
//!
//! PostgreSQL keeps which columns a view reads ("pg_depend"). Of functions and triggers, and of views elsewhere, there is only a text: it counts
//! when it has both names, the table's and the column's, as words.

use xc_core::plan::{Dialect, Plan};

use crate::backends::{DbError, Session, Value};
use crate::words::{mentions, same};

struct Sql {
    /// Whose text may name a column: what it is, the table that it is on or an empty text, its text.
    texts: &'static str,
    /// Who certainly reads a column: what it is, the table that it is on or an empty text, table, column.
    readers: Option<&'static str>,
    /// Foreign keys: what it is, table, column, the other table, its column or an empty text.
    keys: &'static str,
}

static POSTGRES: Sql = Sql {
    texts: "select 'function ' || p.oid::regprocedure::text, '', coalesce(p.prosrc, '') \
        from pg_proc as p join pg_language as l on l.oid = p.prolang join pg_namespace as n on n.oid = p.pronamespace \
        where l.lanname in ('sql', 'plpgsql') and n.nspname not in ('pg_catalog', 'information_schema') and p.proname not like 'xc\\_%' \
        union all \
        select 'trigger ' || t.tgname, n.nspname || '.' || c.relname, pg_get_triggerdef(t.oid) from pg_trigger as t \
        join pg_class as c on c.oid = t.tgrelid join pg_namespace as n on n.oid = c.relnamespace \
        where not t.tgisinternal and t.tgname not like 'xc\\_%'",
    readers: Some(
        "select distinct 'view ' || v.oid::regclass::text, '', n.nspname || '.' || t.relname, a.attname::text \
        from pg_depend as d join pg_rewrite as r on r.oid = d.objid join pg_class as v on v.oid = r.ev_class \
        join pg_class as t on t.oid = d.refobjid join pg_namespace as n on n.oid = t.relnamespace join pg_attribute as a on a.attrelid = t.oid and a.attnum = d.refobjsubid \
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and v.oid <> t.oid \
        union \
        select 'generated column ' || g.attname || ' of ' || t.relname, n.nspname || '.' || t.relname, n.nspname || '.' || t.relname, \
        a.attname::text \
        from pg_attribute as g join pg_class as t on t.oid = g.attrelid join pg_namespace as n on n.oid = t.relnamespace \
        cross join lateral (select 'pg_class'::regclass::oid, t.oid, g.attnum::int union all \
            select 'pg_attrdef'::regclass::oid, f.oid, 0 from pg_attrdef as f where f.adrelid = t.oid and f.adnum = g.attnum) as by (class, id, part) \
        join pg_depend as d on d.classid = by.class and d.objid = by.id and d.objsubid = by.part \
        join pg_attribute as a on a.attrelid = t.oid and a.attnum = d.refobjsubid \
        where d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid and g.attgenerated <> '' and g.attnum <> a.attnum",
    ),
    keys: "select 'foreign key ' || k.conname || ' of ' || c.relname, cn.nspname || '.' || c.relname, a.attname::text, \
        pn.nspname || '.' || p.relname, b.attname::text \
        from pg_constraint as k join pg_class as c on c.oid = k.conrelid join pg_class as p on p.oid = k.confrelid \
        join pg_namespace as cn on cn.oid = c.relnamespace join pg_namespace as pn on pn.oid = p.relnamespace \
        cross join lateral unnest(k.conkey, k.confkey) as pair (own, other) \
        join pg_attribute as a on a.attrelid = c.oid and a.attnum = pair.own join pg_attribute as b on b.attrelid = p.oid and b.attnum = pair.other \
        where k.contype = 'f'",
};

static MYSQL: Sql = Sql {
    texts: "select concat('view ', table_name), '', view_definition from information_schema.views where table_schema = database() \
        union all \
        select concat(lower(routine_type), ' ', routine_name), '', coalesce(routine_definition, '') from information_schema.routines \
        where routine_schema = database() \
        union all \
        select concat('trigger ', trigger_name), event_object_table, action_statement from information_schema.triggers \
        where trigger_schema = database() and trigger_name not like 'xc\\_%' \
        union all \
        select concat('generated column ', column_name), table_name, generation_expression from information_schema.columns \
        where table_schema = database() and generation_expression <> ''",
    readers: None,
    keys: "select concat('foreign key ', constraint_name, ' of ', table_name), table_name, column_name, referenced_table_name, \
        referenced_column_name from information_schema.key_column_usage \
        where table_schema = database() and referenced_table_name is not null",
};

static SQLITE: Sql = Sql {
    texts: "select type || ' ' || name, case when type = 'trigger' then tbl_name else '' end, sql from sqlite_schema \
        where type in ('view', 'trigger') and name not like 'xc\\_%' escape '\\'",
    readers: None,
    keys: "select 'foreign key of ' || m.name, m.name, f.\"from\", f.\"table\", coalesce(f.\"to\", '') \
        from sqlite_schema as m join pragma_foreign_key_list(m.name) as f where m.type = 'table'",
};

/// Each dependent, with what it depends on: `view adults reads users.name`.
pub(crate) async fn of(session: &mut dyn Session, dialect: Dialect, plan: &Plan) -> Result<Vec<String>, DbError> {
    let sql = match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql | Dialect::MariaDb => &MYSQL,
        Dialect::Sqlite => &SQLITE,
    };
    if plan.old.is_empty() {
        return Ok(Vec::new());
    }
    // PostgreSQL's answers say the schema of a table. A plan does where the migration does; else it means the first of the search_path.
    let own = match dialect {
        Dialect::Postgres => rows(session, "select current_schema() || '.'").await?.into_iter().next().map(|[own]| own),
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => None,
    };
    let plain = |table: &str| own.as_deref().and_then(|own| table.strip_prefix(own)).unwrap_or(table).to_owned();
    let bare = |table: &str| table.rsplit('.').next().unwrap_or_default().to_owned();
    let leaving = Leaving(plan.old.iter().map(|(table, columns)| (plain(table), *columns)).collect());
    let mut found = Vec::new();
    for [what, on, text] in rows(session, sql.texts).await? {
        let on = plain(&on);
        for (table, columns) in &leaving.0 {
            if !same(&on, table) && !mentions(&text, &bare(table)) {
                continue;
            }
            // A trigger goes with its table.
            if columns.is_empty() && !same(&on, table) {
                found.push(format!("{what} names {table}"));
            }
            found.extend(columns.iter().filter(|column| mentions(&text, column)).map(|column| format!("{what} names {table}.{column}")));
        }
    }
    if let Some(readers) = sql.readers {
        for [what, on, of, column] in rows(session, readers).await? {
            let (on, of) = (plain(&on), plain(&of));
            if leaving.has(&of, &column) && !leaving.has_whole(&on) {
                found.push(format!("{what} reads {of}.{column}"));
            }
        }
    }
    for [what, of, column, other, other_column] in rows(session, sql.keys).await? {
        let (of, other) = (plain(&of), plain(&other));
        let known = plan
            .expects
            .iter()
            .any(|shape| same(&of, &plain(shape.table)) && shape.foreign_keys.iter().any(|(_, to)| same(&other, &plain(to))));
        if known || bare(&of).starts_with("xc_") {
            continue;
        }
        if leaving.has(&other, &other_column) {
            found.push(format!("{what} refers to {other}.{other_column}"));
        } else if leaving.has(&of, &column) && !leaving.has_whole(&of) {
            found.push(format!("{what} is on {of}.{column}"));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The tables that contract takes away, or whose columns it does: with no columns, as a whole.
struct Leaving(Vec<(String, &'static [&'static str])>);

impl Leaving {
    /// Whether a column goes.
    fn has(&self, of: &str, column: &str) -> bool {
        self.0.iter().any(|(table, columns)| same(of, table) && (columns.is_empty() || columns.iter().any(|gone| same(column, gone))))
    }

    /// Whether a table goes, and what is on it.
    fn has_whole(&self, of: &str) -> bool {
        self.0.iter().any(|(table, columns)| columns.is_empty() && same(of, table))
    }
}

async fn rows<const N: usize>(session: &mut dyn Session, query: &'static str) -> Result<Vec<[String; N]>, DbError> {
    let rows = session.fetch(query, &[]).await?;
    let texts =
        |row: Vec<Value>| <[String; N]>::try_from(row.into_iter().map(|value| value.into_text().unwrap_or_default()).collect::<Vec<_>>());
    Ok(rows.into_iter().filter_map(|row| texts(row).ok()).collect())
}
