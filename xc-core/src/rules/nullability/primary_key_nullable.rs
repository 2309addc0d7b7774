//! A primary key takes no null. The resolver finds this.

use crate::rules::Rule;

/// XC0208.
pub static PRIMARY_KEY_NULLABLE: Rule = Rule {
    code: "XC0208",
    name: "primary_key_nullable",
    page: "A column of the primary key is written as nullable. PostgreSQL and MySQL make it NOT NULL whatever is written; SQLite takes several rows \
           with a null key (sqlite.org, \"CREATE TABLE\", a bug that is kept for old files). (eugene W14, Atlas PG304)",
};
