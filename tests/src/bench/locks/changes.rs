//! What people change, in xc's way and in statements as one would type them.

use xc::Migrations;

/// A change of a table. Every table has a column `visits`, which no change is about: the load reads and writes it before, during and after.
pub(super) struct Change {
    pub(super) name: &'static str,
    /// The tables, then the change.
    pub(super) migrations: Migrations,
    /// Fills the tables: `:rows` is the number of rows.
    pub(super) fill: &'static [&'static str],
    /// The table that the load is on.
    pub(super) table: &'static str,
    /// Each in a transaction of its own.
    pub(super) plain: &'static [&'static str],
}

pub(super) const CHANGES: &[Change] = &[
    Change {
        name: "split a column",
        migrations: split::MIGRATIONS,
        fill: &["insert into users (id, name) select n, 'Maria' || n % 97 || ' Miller' || n % 991 from generate_series(1, :rows) s (n)"],
        table: "users",
        plain: &[
            "alter table users add column first_name varchar(100), add column last_name varchar(100)",
            "update users set first_name = split_part(name, ' ', 1), last_name = substr(name, length(split_part(name, ' ', 1)) + 2)",
            "alter table users alter column first_name set not null, alter column last_name set not null, drop column name",
        ],
    },
    Change {
        name: "NOT NULL",
        migrations: not_null::MIGRATIONS,
        fill: &[
            "insert into contacts (id, phone) select n, case when n % 2 = 0 then '+49 30 ' || n end from generate_series(1, :rows) s (n)",
        ],
        table: "contacts",
        plain: &["update contacts set phone = '' where phone is null", "alter table contacts alter column phone set not null"],
    },
    Change {
        name: "unique",
        migrations: unique::MIGRATIONS,
        fill: &["insert into accounts (id, email) select n, 'user' || n || '@example.org' from generate_series(1, :rows) s (n)"],
        table: "accounts",
        plain: &["alter table accounts add unique (email)"],
    },
    Change {
        name: "foreign key",
        migrations: foreign_key::MIGRATIONS,
        fill: &[
            "insert into customers (id, name) select n, 'Customer ' || n from generate_series(0, 999) s (n)",
            "insert into orders (id, customer_id) select n, n % 1000 from generate_series(1, :rows) s (n)",
        ],
        table: "orders",
        plain: &[
            "create index orders_customer on orders (customer_id)",
            "alter table orders add foreign key (customer_id) references customers (id)",
        ],
    },
    Change {
        name: "key to bigint",
        migrations: key::MIGRATIONS,
        fill: &["insert into sensors (id, name) select n, 'Sensor ' || n from generate_series(1, :rows) s (n)"],
        table: "sensors",
        plain: &["alter table sensors alter column id type bigint"],
    },
];

mod split {
    xc::migration! {
        name: create_users,
        dialects: [postgres],
        expand {
            create table users (id bigint primary key, name varchar(100) not null, visits bigint not null default 0);
        }
    }
    xc::migration! {
        name: split_name,
        after: create_users,
        dialects: [postgres],
        expand {
            alter table users add column first_name varchar(100) null, add column last_name varchar(100) null;
        }
        dual_write {
            sync users {
                forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
                reverse {
                    #[allow(mapping_may_truncate, reason = "the bench writes short names only")]
                    name = concat(first_name, " ", last_name)
                }
            }
        }
        migrate {
            backfill users;
        }
        contract {
            alter table users alter column first_name set not null, alter column last_name set not null, drop column name;
        }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_users, split_name];
}

mod not_null {
    xc::migration! {
        name: create_contacts,
        dialects: [postgres],
        expand {
            create table contacts (id bigint primary key, phone varchar(40) null, visits bigint not null default 0);
        }
    }
    xc::migration! {
        name: require_phone,
        after: create_contacts,
        dialects: [postgres],
        dual_write { sync contacts { forward { phone = coalesce(phone, "") } } }
        migrate    { backfill contacts; }
        contract   { alter table contacts alter column phone set not null; }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, require_phone];
}

mod unique {
    xc::migration! {
        name: create_accounts,
        dialects: [postgres],
        expand {
            create table accounts (id bigint primary key, email varchar(190) not null, visits bigint not null default 0);
        }
    }
    xc::migration! {
        name: one_account_for_an_email,
        after: create_accounts,
        dialects: [postgres],
        contract { alter table accounts add unique (email); }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_accounts, one_account_for_an_email];
}

mod foreign_key {
    xc::migration! {
        name: create_orders,
        dialects: [postgres],
        expand {
            create table customers (id bigint primary key, name varchar(100) not null);
            create table orders (id bigint primary key, customer_id bigint not null, visits bigint not null default 0);
        }
    }
    xc::migration! {
        name: orders_have_a_customer,
        after: create_orders,
        dialects: [postgres],
        expand   { create index orders_customer on orders (customer_id); }
        contract { alter table orders add foreign key (customer_id) references customers (id); }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_orders, orders_have_a_customer];
}

mod key {
    xc::migration! {
        name: create_sensors,
        dialects: [postgres],
        expand {
            create table sensors (
                #[allow(small_primary_key, reason = "it is what the next migration changes")]
                id int primary key,
                name varchar(100) not null,
                visits bigint not null default 0
            );
        }
    }
    xc::migration! {
        name: key_to_bigint,
        after: create_sensors,
        dialects: [postgres],
        expand     { alter table sensors add column id_big bigint like id; }
        dual_write { sync sensors { forward { id_big = id } } }
        migrate    { backfill sensors; }
        contract {
            alter table sensors
                #[allow(changed_type_same_name, reason = "the load binds 64 bits and reads no key")]
                swap column id with id_big,
                drop column id_big;
        }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_sensors, key_to_bigint];
}
