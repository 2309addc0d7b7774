//! Other URLs of the server that an administrator's URL leads to.

use anyhow::{Context, Result};

/// `scheme://user@host/database?query`, taken apart. `user` includes the password, if there is one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ServerUrl {
    scheme: String,
    user: String,
    host: String,
    query: String,
}

impl ServerUrl {
    pub(super) fn parse(url: &str) -> Result<ServerUrl> {
        // The text may hold a password, so the errors don't repeat it.
        let (scheme, rest) = url.split_once("://").context("the server's URL has no '://'")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, _database) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = authority.rsplit_once('@').context("the server's URL names no user")?;
        Ok(ServerUrl { scheme: scheme.into(), user: user.into(), host: host.into(), query: query.into() })
    }

    /// The same user on another database.
    pub(super) fn with_database(&self, database: &str) -> String {
        self.build(&self.user, database)
    }

    /// Another user. Both texts must need no escaping in a URL.
    pub(super) fn with_user(&self, user: &str, password: &str, database: &str) -> String {
        self.build(&format!("{user}:{password}"), database)
    }

    fn build(&self, user: &str, database: &str) -> String {
        let separator = if self.query.is_empty() { "" } else { "?" };
        format!("{}://{user}@{}/{database}{separator}{}", self.scheme, self.host, self.query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_stays_and_the_database_changes() -> Result<()> {
        let url = ServerUrl::parse("postgres://postgres:a@b@127.0.0.1:5432/postgres?sslmode=disable")?;
        assert_eq!(url.with_database("x"), "postgres://postgres:a@b@127.0.0.1:5432/x?sslmode=disable");
        assert_eq!(url.with_user("u", "p", "x"), "postgres://u:p@127.0.0.1:5432/x?sslmode=disable");
        Ok(())
    }

    #[test]
    fn a_url_without_database_or_query_is_taken() -> Result<()> {
        assert_eq!(ServerUrl::parse("mysql://root@localhost")?.with_database("x"), "mysql://root@localhost/x");
        Ok(())
    }

    #[test]
    fn a_url_without_a_user_is_refused() {
        assert!(ServerUrl::parse("mysql://localhost/x").is_err());
    }
}
