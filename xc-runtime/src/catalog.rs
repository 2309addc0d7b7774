//! What the database's catalogue says of a table.

use xc_core::plan::{Dialect, Generated, TableShape};

use crate::backends::{DbError, Session, Value};

/// A table as it is.
pub(crate) struct Table {
    /// Whether it is a table at all, not a view.
    pub(crate) is_table: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Vec<String>,
}

/// A column as it is.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) catalog_type: String,
    pub(crate) nullable: bool,
    pub(crate) in_primary_key: bool,
    pub(crate) generated: Generated,
}

/// One dialect's questions. Each takes the table's name ([`parameter`]), but for `names`.
struct CatalogSql {
    /// 1 for a table, 0 for something else; no row when there is nothing of that name.
    kind: &'static str,
    /// Name, type, nullable or not, generated or not (1 for stored, 2 for virtual), in their order.
    columns: &'static str,
    /// The columns of the primary key, in its order.
    primary_key: &'static str,
    /// All tables.
    names: &'static str,
}

static POSTGRES: CatalogSql = CatalogSql {
    kind: "select case when relkind in ('r', 'p') then 1 else 0 end from pg_class where oid = to_regclass($1)",
    // Of an enum, its values in their order: a mapping has an arm for each.
    columns: "select attname::text, case when typtype = 'e' then typname || '(' || (select string_agg('''' || replace(enumlabel::text, '''', '''''') \
        || '''', ',' order by enumsortorder) from pg_enum where enumtypid = atttypid) || ')' else format_type(atttypid, atttypmod) end, \
        case when attnotnull then 0 else 1 end, case attgenerated when 's' then 1 when 'v' then 2 else 0 end from pg_attribute join pg_type on pg_type.oid = atttypid where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum",
    primary_key: "select a.attname::text from pg_index i \
        cross join lateral unnest(i.indkey::int2[]) with ordinality as k (attnum, position) \
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum \
        where i.indrelid = to_regclass($1) and i.indisprimary order by k.position",
    // As a migration names them: of another schema than those of the search_path, with that before them.
    names: "select case when pg_table_is_visible(c.oid) then '' else n.nspname || '.' end || c.relname from pg_class c \
        join pg_namespace n on n.oid = c.relnamespace \
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%' \
        and n.nspname not like 'pg\\_temp%'",
};

static MYSQL: CatalogSql = CatalogSql {
    kind: "select case when table_type = 'BASE TABLE' then 1 else 0 end from information_schema.tables \
        where table_schema = database() and table_name = ?",
    columns: "select column_name, column_type, case when is_nullable = 'YES' then 1 else 0 end, \
        case when extra like '%STORED GENERATED%' then 1 when extra like '%VIRTUAL GENERATED%' then 2 else 0 end from information_schema.columns \
        where table_schema = database() and table_name = ? order by ordinal_position",
    primary_key: "select column_name from information_schema.statistics \
        where table_schema = database() and table_name = ? and index_name = 'PRIMARY' order by seq_in_index",
    names: "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'",
};

static SQLITE: CatalogSql = CatalogSql {
    kind: "select type = 'table' from sqlite_schema where name = $1 collate nocase and type in ('table', 'view')",
    // Hidden columns (2 and 3: generated) are columns too.
    columns: "select name, type, \"notnull\" = 0, case hidden when 3 then 1 when 2 then 2 else 0 end from pragma_table_xinfo($1) order by cid",
    primary_key: "select name from pragma_table_xinfo($1) where pk > 0 order by pk",
    names: "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
};

fn sql(dialect: Dialect) -> &'static CatalogSql {
    match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql | Dialect::MariaDb => &MYSQL,
        Dialect::Sqlite => &SQLITE,
    }
}

/// A table's name as a catalogue's questions take it. `to_regclass()` takes what SQL does: the schema before it, where it says one, and each in quotes.
pub(crate) fn parameter(dialect: Dialect, table: &str) -> Value {
    match dialect {
        Dialect::Postgres => Value::from(format!("\"{}\"", table.replace('"', "\"\"").replace('.', "\".\"")).as_str()),
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => Value::from(table),
    }
}

/// Reads a table, or `None` if there is none of that name.
pub(crate) async fn table(session: &mut dyn Session, dialect: Dialect, name: &str) -> Result<Option<Table>, DbError> {
    let (sql, params) = (sql(dialect), [parameter(dialect, name)]);
    let kind = session.fetch(sql.kind, &params).await?;
    let Some(kind) = kind.into_iter().flatten().next() else { return Ok(None) };
    let primary_key = texts(session.fetch(sql.primary_key, &params).await?);
    let columns = session.fetch(sql.columns, &params).await?.into_iter().filter_map(|row| {
        let [name, catalog_type, nullable, generated] = <[Value; 4]>::try_from(row).ok()?;
        let name = name.into_text()?;
        Some(Column {
            in_primary_key: primary_key.contains(&name),
            name,
            catalog_type: catalog_type.into_text()?,
            nullable: nullable.as_int()? != 0,
            generated: match generated.as_int()? {
                1 => Generated::Stored,
                2 => Generated::Virtual,
                _ => Generated::No,
            },
        })
    });
    let columns = columns.collect();
    Ok(Some(Table { is_table: kind.as_int() == Some(1), columns, primary_key }))
}

/// The names of all tables.
pub(crate) async fn table_names(session: &mut dyn Session, dialect: Dialect) -> Result<Vec<String>, DbError> {
    Ok(texts(session.fetch(sql(dialect).names, &[]).await?))
}

fn texts(rows: Vec<Vec<Value>>) -> Vec<String> {
    rows.into_iter().flatten().filter_map(Value::into_text).collect()
}

/// What an SQLite table has that a rebuilt one would not: the plan knows columns, their types, keys and constraints.
pub(crate) async fn beyond_rebuilding(session: &mut dyn Session, shape: &TableShape) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    let params = [Value::from(shape.table)];
    let keys = session
        .fetch(
            "select group_concat(\"from\", ', ') || ' to ' || \"table\" from (select * from pragma_foreign_key_list($1) order by id, seq) group by id",
            &params,
        )
        .await?;
    let known: Vec<String> = shape.foreign_keys.iter().map(|(columns, parent)| format!("{} to {parent}", columns.join(", "))).collect();
    let unknown = texts(keys).into_iter().filter(|key| !known.iter().any(|known| known.eq_ignore_ascii_case(key)));
    found.extend(unknown.map(|key| format!("a foreign key of {key}")));
    let uniques = session
        .fetch(
            "select group_concat(name, ', ') from (select list.name as of, info.name as name from pragma_index_list($1) as list, \
             pragma_index_info(list.name) as info where list.origin = 'u' order by list.name, info.seqno) group by of",
            &params,
        )
        .await?;
    let known: Vec<String> = shape.uniques.iter().map(|columns| columns.join(", ")).collect();
    let unknown = texts(uniques).into_iter().filter(|columns| !known.contains(columns));
    found.extend(unknown.map(|columns| format!("a constraint UNIQUE ({columns}) (a unique index of its own would be kept)")));
    let text = session.fetch("select sql from sqlite_schema where type = 'table' and name = $1 collate nocase", &params).await?;
    let text = texts(text).into_iter().next().unwrap_or_default();
    // What xc has written itself, or would write, is known; a check in another spelling counts as one that the migrations know.
    let text = shape.checks.iter().fold(text, |text, check| text.replacen(check, "", 1));
    let words = words(&text);
    if words.iter().filter(|found| *found == "check").count() > shape.checks.len() {
        found.push("a CHECK constraint".to_owned());
    }
    for (word, meaning) in [("collate", "a COLLATE clause"), ("strict", "the STRICT option"), ("without", "the WITHOUT ROWID option")] {
        if words.iter().any(|found| found == word) {
            found.push(meaning.to_owned());
        }
    }
    Ok(found)
}

/// The bare words of a CREATE TABLE, in lower case: without comments, literals and quoted names.
fn words(sql: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        let close = match c {
            '\'' | '"' | '`' => Some(c),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            // A doubled quote ends one literal and begins another, which comes to the same.
            rest.by_ref().find(|c| *c == close);
            words.push(String::new());
        } else if c == '-' && rest.peek() == Some(&'-') {
            rest.by_ref().find(|c| *c == '\n');
        } else if c == '/' && rest.peek() == Some(&'*') {
            let mut last = ' ';
            rest.by_ref().find(|c| std::mem::replace(&mut last, *c) == '*' && *c == '/');
        } else if c.is_alphanumeric() || c == '_' {
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// PostgreSQL: tables that this connection finds in another schema than the one in which it makes what is new. The two would come apart:
/// triggers' functions, indexes and the journal in one, the rows in the other; and a session with another `search_path` means another
/// table by the same name.
pub(crate) async fn elsewhere(session: &mut dyn Session, tables: &[&str]) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    // One with its schema before it is that one for everybody.
    for table in tables.iter().filter(|table| !table.contains('.')) {
        let rows = session
            .fetch(
                "select n.nspname::text, coalesce(current_schema()::text, ''), current_setting('search_path') \
                 from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                 where c.oid = to_regclass($1) and n.nspname is distinct from current_schema()",
                &[parameter(Dialect::Postgres, table)],
            )
            .await?;
        let Some(Ok([schema, current, path])) = rows.into_iter().next().map(<[Value; 3]>::try_from) else { continue };
        let (schema, current) = (schema.into_text().unwrap_or_default(), current.into_text().unwrap_or_default());
        found.push(format!(
            "table `{table}` is in schema `{schema}`, and what xc makes would go to `{current}`, the first of this connection's search_path ({}): \
             let it begin with `{schema}`, as that of the application: `ALTER ROLE <this user> SET search_path = {schema}, ...`; or call the table \
             `{schema}.{table}` in the migrations",
            path.into_text().unwrap_or_default()
        ));
    }
    Ok(found)
}

/// PostgreSQL: the rights that this user lacks to carry out a plan.
pub(crate) async fn missing_rights(session: &mut dyn Session, tables: &[&str], makes_functions: bool) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    for table in tables {
        let rows = session
            .fetch(
                "select current_user::text, pg_get_userbyid(relowner)::text, case when pg_has_role(relowner, 'usage') then 1 else 0 end, \
                 case when has_table_privilege(oid, 'trigger') then 1 else 0 end \
                 from pg_class where oid = to_regclass($1)",
                &[parameter(Dialect::Postgres, table)],
            )
            .await?;
        let Some(Ok([user, owner, owns, triggers])) = rows.into_iter().next().map(<[Value; 4]>::try_from) else { continue };
        let (user, owner) = (user.into_text().unwrap_or_default(), owner.into_text().unwrap_or_default());
        if owns.as_int() != Some(1) {
            found.push(format!(
                "table `{table}` belongs to `{owner}`, and only its owner may change it; this user is `{user}`: \
                 run xc as `{owner}`, or have an administrator run `GRANT {owner} TO {user}`"
            ));
        } else if makes_functions && triggers.as_int() != Some(1) {
            found.push(format!(
                "user `{user}` may not make triggers on table `{table}`: have its owner run `GRANT TRIGGER ON {table} TO {user}`"
            ));
        }
    }
    if makes_functions {
        let rows = session
            .fetch(
                "select current_user::text, current_schema()::text, \
                 case when has_schema_privilege(current_schema(), 'create') then 1 else 0 end",
                &[],
            )
            .await?;
        if let Some(Ok([user, schema, creates])) = rows.into_iter().next().map(<[Value; 3]>::try_from)
            && creates.as_int() == Some(0)
        {
            let (user, schema) = (user.into_text().unwrap_or_default(), schema.into_text().unwrap_or_default());
            found.push(format!(
                "user `{user}` may not make the trigger functions of dual_write in schema `{schema}`: have an administrator run \
                 `GRANT CREATE ON SCHEMA {schema} TO {user}`"
            ));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_a_literal_a_name_or_a_comment_is_no_clause() {
        let found = words("create table t (\"check\" text default 'collate', [strict] int, -- generated\n /* without */ a int)");
        assert_eq!(found, ["create", "table", "t", "text", "default", "int", "a", "int"]);
    }

    #[test]
    fn a_clause_is_found_in_any_case() {
        assert!(words("CREATE TABLE t(a int CHECK(a>0))").contains(&"check".to_owned()));
    }
}
