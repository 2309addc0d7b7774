//! `dialects: [postgres >= 14, mysql >= 8.0.29, sqlite]`.

use proc_macro2::Delimiter;

use super::cursor::{Cursor, Parsed};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::plan::{Dialect, Minimum};
use crate::rules::syntax::HEADER;
use crate::syntax::{Migration, Name};

const NAMES: [&str; 4] = ["postgres", "mysql", "mariadb", "sqlite"];

/// `[postgres, mysql, sqlite]`. `mysql` stands for MariaDB too, unless `mariadb` is named.
pub(super) fn dialects(cursor: &mut Cursor, migration: &mut Migration, sink: &mut Sink) -> Parsed<()> {
    let place = cursor.here();
    let Some(group) = cursor.take_group(Delimiter::Bracket) else {
        let error = cursor.expected("a list of dialects in brackets").help("`dialects: [postgres, mysql, sqlite],`");
        return Err(Diagnostic { rule: &HEADER, ..error });
    };
    for mut part in Cursor::inside(&group).split_commas() {
        let Some(name) = sink.keep(part.name("a dialect")) else { continue };
        let Some(dialect) = sink.keep(dialect(&name)) else { continue };
        let dialects = migration.dialects.get_or_insert_default();
        if dialects.iter().any(|known| known.node == dialect) {
            sink.report(Diagnostic::new(&HEADER, name.place, format!("dialect `{}` is named twice", name.node)));
            continue;
        }
        dialects.push(Sp::new(dialect, name.place));
        if let Some(Some(version)) = sink.keep(minimum(&mut part, &name, dialect)) {
            migration.minimum.push(Minimum { dialect, version });
        }
    }
    let dialects = migration.dialects.get_or_insert_default();
    if let Some(mysql) = dialects.iter().find(|known| known.node == Dialect::MySql)
        && !dialects.iter().any(|known| known.node == Dialect::MariaDb)
    {
        let place = mysql.place;
        dialects.push(Sp::new(Dialect::MariaDb, place));
    }
    dialects.sort_by_key(|dialect| dialect.node);
    if dialects.is_empty() && sink.is_empty() {
        return Err(Diagnostic::new(&HEADER, place, "no dialect is named")
            .help("`dialects: [postgres, mysql, sqlite],`, or leave the line out for those of the migration before, or all of them"));
    }
    Ok(())
}

pub(super) fn dialect(name: &Name) -> Parsed<Dialect> {
    match name.node.to_ascii_lowercase().as_str() {
        "postgres" | "postgresql" => Ok(Dialect::Postgres),
        "mysql" => Ok(Dialect::MySql),
        "mariadb" => Ok(Dialect::MariaDb),
        "sqlite" => Ok(Dialect::Sqlite),
        _ => Err(Diagnostic::new(&HEADER, name.place, format!("unknown dialect `{}`", name.node))
            .note("the dialects are postgres, mysql (which stands for MariaDB too, unless `mariadb` is named), mariadb, sqlite")
            .did_you_mean(&name.node, NAMES)),
    }
}

/// `>= 8.0.29`, or nothing.
fn minimum(cursor: &mut Cursor, name: &Name, dialect: Dialect) -> Parsed<Option<u32>> {
    if cursor.at_end() {
        return Ok(None);
    }
    let oldest = dialect.minimum_version();
    let form = format!("`{} >= {}`: the oldest server that the migration is for", name.node, dialect.version_text(oldest));
    if !cursor.take_sign(">=") {
        let error = cursor.expected(&format!("`>=` and a version, or `,`, after `{}`", name.node));
        return Err(Diagnostic { rule: &HEADER, ..error }.help(form));
    }
    let start = cursor.here();
    // 8.0.29 is three tokens to Rust: 8.0, the point, and 29.
    let mut written = String::new();
    while let Some(token) = cursor.bump() {
        written.push_str(&token.to_string());
    }
    let place: Place = cursor.since(start);
    if written.is_empty() {
        let error = cursor.expected("a version after `>=`");
        return Err(Diagnostic { rule: &HEADER, ..error }.help(form));
    }
    let Some(version) = dialect.parse_version(&written) else {
        return Err(Diagnostic::new(&HEADER, place, format!("`{written}` is no version of {dialect}")).help(form));
    };
    if version < oldest {
        return Err(Diagnostic::new(&HEADER, place, format!("xc itself needs {dialect} {} or later", dialect.version_text(oldest)))
            .help(format!("leave it out: `{}`", name.node)));
    }
    Ok(Some(version))
}
