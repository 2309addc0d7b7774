//! The operator's command line, and an application that says which phases it can live with.
//!
//! ```text
//! touch /tmp/shop.db; export DATABASE_URL=sqlite:///tmp/shop.db
//! cargo run --example operator -- plan                  every statement, with its lock and its undo; nothing is done
//! cargo run --example operator -- up create_users
//! cargo run --example operator -- serve v1              in another terminal: version 1, until Ctrl-C
//! cargo run --example operator -- serve v2              refuses to start: its shape is not there yet
//! cargo run --example operator -- up split_user_name --to migrate
//! cargo run --example operator -- serve v2              in a third one: now it may
//! cargo run --example operator -- instances
//! cargo run --example operator -- contract              waits for version 1: end it
//! ```
//!
//! A binary of one's own has the last line of `main`; `serve` stands for the application, which in a real project is another binary with the same list of migrations.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xc::presence;
use xc::presence::Builder;

xc::migration! {
    name: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        create table users (
            id bigint primary key auto_increment,
            name varchar(100) not null
        );
    }
}

xc::migration! {
    /// Split `users.name` into first and last name.
    name: split_user_name,
    after: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        alter table users
            add column first_name varchar(100) null,
            add column last_name  varchar(100) null;
    }
    dual_write {
        sync users {
            forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 takes at most 99 characters for the two together")]
                name = concat(first_name, " ", last_name)
            }
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

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, split_user_name];

/// What version 1 was compiled with: it was built before the change was written.
const MIGRATIONS_OF_V1: xc::Migrations = xc::migrations![create_users];

/// Version 1 says nothing of `split_user_name`, which it does not know: it lives until contract begins.
fn v1(url: &str) -> Builder {
    presence(url, MIGRATIONS_OF_V1).build("v1")
}

/// Version 2 has forgotten `users.name`: it needs dual write, and lives on behind contract.
fn v2(url: &str) -> Builder {
    presence(url, MIGRATIONS).build("v2").without_old(split_user_name)
}

/// The application. Its requests are left out: `cargo run --example quickstart` has them.
async fn serve(version: Option<&str>) -> Result<()> {
    let url = std::env::var("DATABASE_URL").context("DATABASE_URL names the application's database")?;
    let instance = match version {
        Some("v1") => v1(&url),
        Some("v2") => v2(&url),
        _ => bail!("`serve v1` or `serve v2`"),
    };
    // Before the first request: on a database that is behind this build, or beyond it, the application does not start.
    let instance = instance.require().await?;
    eprintln!("{} serves; Ctrl-C ends it", instance.instance());
    loop {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => break,
            () = instance.changed(std::time::Duration::from_secs(3600)) => match instance.ready() {
                Ok(()) => eprintln!("ready"),
                Err(error) => eprintln!("not ready: {error}"),
            },
        }
    }
    // After the last request: whoever waits for this instance goes on.
    instance.stop().await;
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).map(String::as_str) == Some("serve") {
        let served = tokio::runtime::Runtime::new()
            .context("can't start")
            .and_then(|runtime| runtime.block_on(serve(arguments.get(2).map(String::as_str))));
        if let Err(error) = served {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
        return ExitCode::SUCCESS;
    }
    xc::cli::main(MIGRATIONS)
}
