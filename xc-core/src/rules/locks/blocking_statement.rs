//! What blocks a table, or writes it anew, has no place in a migration. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0506.
pub static BLOCKING_STATEMENT: Rule = Rule {
    code: "XC0506",
    name: "blocking_statement",
    severity: Severity::Error,
    overridable: Overridable::No("it stops the application for as long as the table is large"),
    page: Page {
        what: "A statement or an action that locks a whole table, or writes it anew: VACUUM FULL, CLUSTER, REINDEX, OPTIMIZE TABLE, LOCK \
               TABLE; ENGINE=, CONVERT TO CHARACTER SET, ROW_FORMAT=, FORCE, SET TABLESPACE; attaching and detaching partitions; \
               ALGORITHM= and LOCK=.",
        why: "Each of them holds a lock that stops writes at least, and most stop reads too, until the last row is through; and everybody \
              who comes after it waits in the queue. ALGORITHM=COPY and LOCK=SHARED ask for just that.",
        databases: "PostgreSQL: VACUUM FULL, CLUSTER and REINDEX hold ACCESS EXCLUSIVE, DETACH PARTITION as well. MySQL and MariaDB: \
                    ENGINE=, CONVERT and ROW_FORMAT= copy the table; OPTIMIZE TABLE rebuilds it.",
        instead: "For bloat: pg_repack or `reindex concurrently`, outside of a migration; on MySQL, gh-ost or pt-online-schema-change. \
                  For an index: `create index` and `drop index`, which xc does concurrently. ALGORITHM= and LOCK= are left out: xc names \
                  the ones that do not block, so that the server refuses anything worse.",
        sources: &[
            "PostgreSQL manual, \"Explicit Locking\", Table-Level Locks: ACCESS EXCLUSIVE",
            "PostgreSQL manual, \"REINDEX\", CONCURRENTLY; \"ALTER TABLE\", DETACH PARTITION",
            "MySQL 8.0 manual, \"Online DDL Operations\", Table Operations",
            "strong_migrations; squawk; spirit",
        ],
    },
    refused: &[
        Example::after(USERS, "contract { vacuum full users; }"),
        Example::after(USERS, "expand { alter table users add column age int null, algorithm=copy; }"),
        Example::after(USERS, "contract { alter table users engine=InnoDB; }"),
    ],
    allowed: &[Example::after(USERS, "expand { alter table users add column age int null; create index users_name on users (name); }")],
    found: Found::OnTheWay,
};
