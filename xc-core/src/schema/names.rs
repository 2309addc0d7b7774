//! The names of tables, which may have a schema before them (`billing.invoices`, PostgreSQL), and those that xc makes: cut to what every database takes.

use crate::hash;

/// The name of a table without its schema.
pub fn bare(table: &str) -> &str {
    table.split_once('.').map_or(table, |(_, name)| name)
}

/// The schema that a table's name says. Without one, it is the first of the connection's search_path.
pub fn schema_of(table: &str) -> Option<&str> {
    table.split_once('.').map(|(schema, _)| schema)
}

/// A name in the schema of a table. PostgreSQL keeps an index there, and a table that is renamed stays there.
pub fn beside(table: &str, name: &str) -> String {
    schema_of(table).map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"))
}

/// A name, with a sign that no identifier of the language has in place of the point behind a schema, cut where it is longer than any database takes, with a hash of the whole: PostgreSQL's limit of 63 bytes is the narrowest.
pub fn fit(name: String) -> String {
    const LIMIT: usize = 63;
    let name = if name.contains('.') { name.replace('.', "$") } else { name };
    if name.len() <= LIMIT {
        return name;
    }
    let hash = format!("_{:08x}", hash::fnv1a(name.as_bytes()) as u32);
    let mut cut = LIMIT - hash.len();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{hash}", &name[..cut])
}
