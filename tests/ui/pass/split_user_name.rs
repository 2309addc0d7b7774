//! The migration of the README, with the schema from a table that was pasted in as a MySQL user writes it.

mod migrations {
    pub mod create_users {
        xc::migration! {
            name: create_users,
            dialects: [postgres, mysql, sqlite],

            expand {
                CREATE TABLE users (
                    id BIGINT PRIMARY KEY AUTO_INCREMENT,
                    name VARCHAR(100) NOT NULL,
                    nickname VARCHAR(100) NULL,
                    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
                );
            }
        }
    }
    pub use create_users::create_users;

    pub mod split_user_name {
        xc::migration! {
            /// Split `users.name` into first and last name.
            name: split_user_name,
            after: super::create_users,
            dialects: [postgres, mysql, sqlite],

            expand {
                alter table users
                    add column first_name varchar(100) null,
                    add column last_name  varchar(100) null;
            }
            dual_write {
                sync users {
                    forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
                    reverse { #[allow(mapping_may_truncate, reason = "v2 checks it")] name = concat(first_name, " ", last_name) }
                }
            }
            migrate {
                backfill users;
            }
            contract {
                alter table users
                    alter column first_name set not null,
                    alter column last_name  set not null,
                    drop column name;
            }
        }
    }
    pub use split_user_name::split_user_name;

    xc::migration! {
        name: add_phone,
        after: split_user_name,
        dialects: [postgres, mysql, sqlite],
        expand {
            ALTER TABLE users ADD COLUMN phone VARCHAR(30) NULL;
            ALTER TABLE users ADD visits BIGINT NOT NULL DEFAULT 0;
        }
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![migrations::create_users, migrations::split_user_name, migrations::add_phone];

fn main() {
    for dialect in xc::Dialect::ALL {
        assert!(MIGRATIONS.iter().all(|migration| migration.plan(dialect).is_some()));
    }
    assert_eq!(MIGRATIONS[1].doc, "Split `users.name` into first and last name.");
    let plan = migrations::split_user_name.plan(xc::Dialect::Postgres).expect("it names PostgreSQL");
    let sql: &'static str = plan.migrate[0].fill[0];
    assert!(sql.starts_with("UPDATE"));
}
