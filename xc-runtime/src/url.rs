//! The database's URL: which database it means, and a form of it that may be shown.

use std::fmt;

use crate::error::Error;

/// Which backend a URL asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Postgres,
    MySql,
    Sqlite,
}

impl Scheme {
    /// The product, for people.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Scheme::Postgres => "PostgreSQL",
            Scheme::MySql => "MySQL",
            Scheme::Sqlite => "SQLite",
        }
    }

    /// The Cargo feature that links it in.
    pub(crate) fn feature(self) -> &'static str {
        match self {
            Scheme::Postgres => "postgres",
            Scheme::MySql => "mysql",
            Scheme::Sqlite => "sqlite",
        }
    }
}

/// Every spelling that is taken.
const SCHEMES: [(&str, Scheme); 5] = [
    ("postgres", Scheme::Postgres),
    ("postgresql", Scheme::Postgres),
    ("mysql", Scheme::MySql),
    ("mariadb", Scheme::MySql),
    ("sqlite", Scheme::Sqlite),
];

/// A URL whose scheme is known. Shown, it has no password.
#[derive(Clone)]
pub(crate) struct DatabaseUrl {
    pub(crate) scheme: Scheme,
    /// As given: holds the password.
    pub(crate) text: String,
}

impl DatabaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::url("", "the database URL is empty", EXAMPLES));
        }
        let Some((name, rest)) = text.split_once(':') else {
            return Err(Error::url(&redact(text), "it has no scheme", EXAMPLES));
        };
        let lower = name.to_ascii_lowercase();
        let Some((_, scheme)) = SCHEMES.iter().find(|(known, _)| *known == lower) else {
            let near = SCHEMES
                .iter()
                .map(|(known, _)| (strsim::damerau_levenshtein(&lower, known), *known))
                .min()
                .filter(|(distance, _)| *distance <= 3)
                .map_or_else(|| EXAMPLES.to_owned(), |(_, known)| format!("did you mean `{known}://`?"));
            return Err(Error::url(&redact(text), &format!("`{name}` is no database that xc knows"), &near));
        };
        if *scheme != Scheme::Sqlite && !rest.starts_with("//") {
            return Err(Error::url(&redact(text), &format!("`//` is missing after `{name}:`"), EXAMPLES));
        }
        Ok(DatabaseUrl { scheme: *scheme, text: format!("{lower}:{rest}") })
    }
}

const EXAMPLES: &str =
    "write `postgres://user:password@host/database`, `mysql://user:password@host/database` or `sqlite://path/to/file.db`";

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact(&self.text))
    }
}

/// The URL without its password, and without its parameters, which may hold one too.
///
/// A password may contain `/`, `@` and `?` by mistake, so everything up to the last `@` counts as user and password.
fn redact(text: &str) -> String {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), text),
    };
    let (user, place) = match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split([':', '/', '?']).next().unwrap_or_default();
            (if login == user { format!("{user}@") } else { format!("{user}:***@") }, place)
        }
        None => (String::new(), rest),
    };
    let place = place.split('?').next().unwrap_or_default();
    format!("{scheme}{user}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_url_has_no_password() {
        for (text, shown) in [
            ("postgres://me:secret@host:5432/db?password=secret", "postgres://me:***@host:5432/db"),
            ("mysql://me:se/c@r?et@host/db", "mysql://me:***@host/db"),
            ("mysql://me@host/db", "mysql://me@host/db"),
            ("sqlite:///var/app.db", "sqlite:///var/app.db"),
        ] {
            assert_eq!(redact(text), shown);
        }
    }

    #[test]
    fn a_near_scheme_is_suggested() {
        let error = DatabaseUrl::parse("postgre://host/db").err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("did you mean `postgres://`?"), "{error}");
        assert!(DatabaseUrl::parse("mariadb://host/db").is_ok_and(|url| url.scheme == Scheme::MySql));
        assert!(DatabaseUrl::parse("").is_err_and(|error| error.to_string().contains("empty")));
    }
}
