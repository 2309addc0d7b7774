//! What a migration says in texts reaches its SQL as it is: the plan is a literal of Rust, which quotes, signs and line ends in them must not end.

xc::migration! {
    /// Hash signs after quotes.
    name: create_signs,
    dialects: [postgres, mysql, sqlite],

    expand {
        create table signs (
            id   bigint primary key auto_increment,
            text varchar(200) not null default "a \"# \"## \\ \n \r\t { } é 🦀 \u{202e}'",
            kind varchar(9) check (kind in ("\"#", "\"####"))
        );
    }
}

xc::migration! {
    /// What the schema carries from one migration to the next is read again.
    name: fill_signs,
    dialects: [postgres, mysql, sqlite],
    after: create_signs,

    expand {
        alter table signs add column copy varchar(400);
    }
    dual_write {
        sync signs {
            forward { copy = concat(text, "\"# \u{2028}\r") }
        }
    }
    migrate {
        backfill signs;
    }
}

fn main() {
    let sql = xc::plan::Dialect::Sqlite;
    let of = |migration: &xc::Migration| format!("{:?}", migration.plan(sql));
    assert!(of(create_signs).contains(&format!("{:?}", "a \"# \"## \\ \n \r\t { } é 🦀 \u{202e}''").trim_matches('"').to_owned()), "{}", of(create_signs));
    assert!(of(fill_signs).contains(&format!("{:?}", "\"# \u{2028}\r").trim_matches('"').to_owned()), "{}", of(fill_signs));
}
