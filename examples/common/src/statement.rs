//! Statements with named parameters, in the notation of each database.

use fastrand::Rng;

use crate::change::Change;
use crate::measurements::Version;
use crate::row::Value;
use crate::store::Product;

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Insert,
    Update,
    Delete,
    Select,
}

/// What makes an `insert` an upsert: it changes the row that is there, or makes it. A part of the row may be in a table that has none yet.
const ON_CONFLICT: &str = " on conflict ";

/// A statement of the application.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) verb: Verb,
    /// The columns whose values it is given, in their order; `id` for the key.
    pub(crate) parameters: Vec<&'static str>,
    /// The text before, between and after the parameters: one part more than there are parameters.
    parts: Vec<&'static str>,
}

impl Statement {
    /// # Panics
    /// The text begins with none of the four verbs.
    pub(crate) fn parse(text: &'static str) -> Statement {
        let verb = match text.split_whitespace().next() {
            Some("insert") if text.contains(ON_CONFLICT) => Verb::Update,
            Some("insert") => Verb::Insert,
            Some("update") => Verb::Update,
            Some("delete") => Verb::Delete,
            Some("select") => Verb::Select,
            _ => panic!("an application's statement begins with insert, update, delete or select: {text}"),
        };
        let (mut parameters, mut parts) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(':') {
            let end = after.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(after.len());
            parts.push(before);
            parameters.push(&after[..end]);
            rest = &after[end..];
        }
        parts.push(rest);
        Statement { verb, parameters, parts }
    }

    /// The table that it is about.
    pub(crate) fn table(&self) -> &'static str {
        let before = match self.verb {
            Verb::Insert => "into ",
            Verb::Update if self.is_upsert() => "into ",
            Verb::Update => "update ",
            Verb::Delete | Verb::Select => "from ",
        };
        let table = self.parts.iter().find_map(|part| part.split_once(before)).map_or("", |(_, table)| table);
        table.split(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default()
    }

    /// What this version enters for its parameters, in the row with this id.
    pub(crate) fn values(&self, change: &Change, by: Version, id: i64, rng: &mut Rng) -> Vec<(&'static str, Value)> {
        let entered = self.parameters.iter().filter(|column| **column != "id");
        entered.map(|column| (*column, (change.value)(by, column, id, rng))).collect()
    }

    /// The columns that a `select` reads, as the row calls them.
    pub(crate) fn selected(&self) -> Vec<&'static str> {
        let list = self.parts[0].split_once("select ").and_then(|(_, rest)| rest.split_once(" from ")).map_or("", |(list, _)| list);
        list.split(',').map(|column| column.rsplit(['.', ' ']).next().unwrap_or(column)).collect()
    }

    /// The text for a database.
    pub(crate) fn sql(&self, product: Product) -> String {
        let sql = self.sql_of_rows(product, 1);
        match (product, sql.split_once(ON_CONFLICT)) {
            (Product::MySql, Some((insert, rest))) => {
                let set = rest.split_once("do update set ").map_or("", |(_, set)| set);
                format!("{insert} on duplicate key update {}", excluded_as_values(set))
            }
            _ => sql,
        }
    }

    /// Whether it makes the row where there is none.
    pub(crate) fn is_upsert(&self) -> bool {
        self.verb == Verb::Update && self.parts[0].starts_with("insert")
    }

    /// An `insert ... values (...)` of so many rows.
    pub(crate) fn sql_of_rows(&self, product: Product, rows: usize) -> String {
        let (head, values) = match (self.verb, self.parts[0].rsplit_once("values ")) {
            (Verb::Insert, Some((head, values))) => (format!("{head}values "), values),
            _ => (String::new(), self.parts[0]),
        };
        let mut number = 0;
        let mut row = || {
            let mut sql = values.to_owned();
            for part in &self.parts[1..] {
                number += 1;
                match product {
                    Product::MySql => sql.push('?'),
                    _ => sql += &format!("${number}"),
                }
                sql += part;
            }
            sql
        };
        without_types(head + &(0..rows).map(|_| row()).collect::<Vec<_>>().join(", "), product)
    }
}

/// `cast(... as text)` in the database's own words; `cast(... as an_enum)` on PostgreSQL alone, which has types of that kind.
fn without_types(sql: String, product: Product) -> String {
    let mut parts = sql.split("cast(");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let cast = part.split_once(" as ").and_then(|(value, rest)| rest.split_once(')').map(|(ty, rest)| (value, ty, rest)));
        match (cast, product) {
            (Some((value, "text", rest)), Product::MySql) => plain += &format!("cast({value} as char){rest}"),
            (Some((value, ty, rest)), Product::MySql | Product::Sqlite) if ty != "text" => plain += &format!("{value}{rest}"),
            _ => plain += &format!("cast({part}"),
        }
    }
    plain
}

/// `excluded.bio`, as MySQL and MariaDB spell it.
fn excluded_as_values(set: &str) -> String {
    let mut parts = set.split("excluded.");
    let mut sql = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(part.len());
        sql += &format!("values({}){}", &part[..end], &part[end..]);
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_gets_its_own_notation() {
        let statement = Statement::parse("update users set a = :a, b = :b where id = :id");
        assert_eq!(statement.parameters, ["a", "b", "id"]);
        assert_eq!(statement.sql(Product::Postgres), "update users set a = $1, b = $2 where id = $3");
        assert_eq!(statement.sql(Product::MySql), "update users set a = ?, b = ? where id = ?");
        assert_eq!(statement.table(), "users");
    }

    #[test]
    fn an_upsert_is_an_update_and_mysql_has_its_own() {
        let statement =
            Statement::parse("insert into p (id, a, b) values (:id, :a, :b) on conflict (id) do update set a = excluded.a, b = excluded.b");
        assert_eq!((statement.verb, statement.is_upsert()), (Verb::Update, true));
        assert_eq!(
            statement.sql(Product::Postgres),
            "insert into p (id, a, b) values ($1, $2, $3) on conflict (id) do update set a = excluded.a, b = excluded.b"
        );
        assert_eq!(
            statement.sql(Product::MySql),
            "insert into p (id, a, b) values (?, ?, ?) on duplicate key update a = values(a), b = values(b)"
        );
    }

    #[test]
    fn an_enum_is_a_type_on_postgres_alone() {
        let insert = Statement::parse("insert into orders (id, state) values (:id, cast(:state as order_state))");
        assert_eq!(insert.parameters, ["id", "state"]);
        assert_eq!(
            insert.sql_of_rows(Product::Postgres, 2),
            "insert into orders (id, state) values ($1, cast($2 as order_state)), ($3, cast($4 as order_state))"
        );
        assert_eq!(insert.sql_of_rows(Product::MySql, 2), "insert into orders (id, state) values (?, ?), (?, ?)");
        let select = Statement::parse("select cast(state as text) as state from orders where id = :id");
        assert_eq!(select.selected(), ["state"]);
        assert_eq!(select.sql(Product::Sqlite), "select cast(state as text) as state from orders where id = $1");
        assert_eq!(select.sql(Product::MySql), "select cast(state as char) as state from orders where id = ?");
    }

    #[test]
    fn an_insert_is_written_for_many_rows() {
        let statement = Statement::parse("insert into users (id, name) values (:id, :name)");
        assert_eq!(statement.sql_of_rows(Product::Sqlite, 2), "insert into users (id, name) values ($1, $2), ($3, $4)");
        assert_eq!(statement.table(), "users");
    }

    #[test]
    fn text_without_parameters_stays_as_it_is() {
        let statement = Statement::parse("select id from users");
        assert_eq!(statement.sql(Product::Postgres), "select id from users");
        assert_eq!(statement.table(), "users");
    }
}
