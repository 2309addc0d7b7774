//! The project that is measured: 300 migrations in a chain, a file each, over 100 tables that end with 15 columns; beside it the same crate
//! without migrations, and the same changes as files for `sqlx::migrate!`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xtask::workspace_root;

/// How large the project is.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// Each is created by a migration, then gets a column by a second, then has a column split by a third.
    pub(super) tables: usize,
}

impl Size {
    pub(super) fn migrations(self) -> usize {
        3 * self.tables
    }
}

/// Columns of each table when it is created. The two later migrations add one, and put two in the place of one.
const COLUMNS: &[&str] = &[
    "id bigint primary key auto_increment",
    "name varchar(120) not null",
    "email varchar(254) not null",
    "phone varchar(32) null",
    "street varchar(200) null",
    "city varchar(100) null",
    "postcode varchar(16) null",
    "country varchar(2) not null default \"DE\"",
    "status varchar(24) not null default \"new\"",
    "quantity int not null default 0",
    "amount decimal(12, 2) null",
    "active boolean not null default true",
    "created_at timestamptz not null default current_timestamp",
];

/// The columns of each table after all migrations.
pub(super) const COLUMNS_AT_THE_END: usize = COLUMNS.len() + 2;

/// The crates of the project.
pub(super) struct Project {
    /// The workspace's folder.
    pub(super) folder: PathBuf,
    /// The file that is touched in the crate with migrations: one in the middle of the chain.
    pub(super) touched: PathBuf,
}

/// A migration: its name, its phases in xc's language, and the same change in SQL.
struct Migration {
    name: String,
    phases: String,
    sql: String,
}

/// Writes the project anew.
pub(super) fn write(folder: &Path, size: Size) -> Result<Project> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("can't remove {}", folder.display()))?;
    }
    let root = workspace_root();
    let root = root.to_str().context("the path of the project is not Unicode")?;
    let manifest = format!(
        "[workspace]\nmembers = [\"with\", \"without\", \"sqlx-with\", \"sqlx-without\"]\nresolver = \"3\"\n\n\
         [workspace.dependencies]\nxc = {{ path = {root:?}, default-features = false }}\n\
         sqlx = {{ version = \"0.9\", default-features = false, features = [\"macros\", \"migrate\"] }}\n"
    );
    file(&folder.join("Cargo.toml"), &manifest)?;
    // The versions that the checkout was tested with.
    fs::copy(workspace_root().join("Cargo.lock"), folder.join("Cargo.lock")).context("Cargo.lock")?;
    for (name, dependency) in [("with", "xc"), ("without", "xc"), ("sqlx-with", "sqlx"), ("sqlx-without", "sqlx")] {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}.workspace = true\n"
        );
        file(&folder.join(name).join("Cargo.toml"), &manifest)?;
    }

    let chain = chain(size);
    let mut modules = String::from("//! The chain.\n\n");
    let mut list = String::new();
    for (index, migration) in chain.iter().enumerate() {
        let name = &migration.name;
        let _ = writeln!(modules, "pub mod {name};");
        let _ = writeln!(list, "    migrations::{name}::{name},");
        let after = match index.checked_sub(1) {
            None => String::new(),
            Some(before) => format!("    after: super::{0}::{0},\n", chain[before].name),
        };
        let block =
            format!("xc::migration! {{\n    name: {name},\n{after}    dialects: [postgres, mysql, sqlite],\n\n{}}}\n", migration.phases);
        file(&folder.join("with/src/migrations").join(format!("{name}.rs")), &block)?;
        file(&folder.join("sqlx-with/migrations").join(format!("{:04}_{name}.sql", index + 1)), &migration.sql)?;
    }
    file(&folder.join("with/src/migrations/mod.rs"), &modules)?;
    let list = format!("pub mod migrations;\n\npub const MIGRATIONS: xc::Migrations = xc::migrations![\n{list}];\n");
    file(&folder.join("with/src/lib.rs"), &list)?;
    file(&folder.join("without/src/lib.rs"), "pub const MIGRATIONS: xc::Migrations = xc::migrations![];\n")?;
    let list = "pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!(\"./migrations\");\n";
    file(&folder.join("sqlx-with/src/lib.rs"), list)?;
    file(&folder.join("sqlx-without/src/lib.rs"), "pub use sqlx::migrate::Migrator;\n")?;

    let middle = &chain[chain.len() / 2].name;
    Ok(Project { folder: folder.into(), touched: folder.join("with/src/migrations").join(format!("{middle}.rs")) })
}

/// All tables first: the schema that flows is then at its largest for two thirds of the migrations.
fn chain(size: Size) -> Vec<Migration> {
    let tables: Vec<String> = (0..size.tables).map(|index| format!("{}_{index:03}", KINDS[index % KINDS.len()])).collect();
    let creates = tables.iter().map(|table| create(table));
    let changes = tables.iter().flat_map(|table| [add(table), split(table)]);
    creates.chain(changes).collect()
}

const KINDS: &[&str] =
    &["customer", "supplier", "employee", "subscriber", "contact", "warehouse", "order", "shipment", "invoice", "visitor"];

fn create(table: &str) -> Migration {
    Migration {
        name: format!("create_{table}"),
        phases: format!(
            "    expand {{\n        create table {table} (\n            {}\n        );\n    }}\n",
            COLUMNS.join(",\n            ")
        ),
        sql: format!("CREATE TABLE {table} (\n    {}\n);\n", COLUMNS.join(",\n    ").replace('"', "'")),
    }
}

fn add(table: &str) -> Migration {
    Migration {
        name: format!("add_remark_to_{table}"),
        phases: format!("    expand {{\n        alter table {table} add column remark varchar(500) null;\n    }}\n"),
        sql: format!("ALTER TABLE {table} ADD COLUMN remark VARCHAR(500) NULL;\n"),
    }
}

fn split(table: &str) -> Migration {
    let phases = format!(
        r#"    expand {{
        alter table {table}
            add column first_name varchar(120) null,
            add column last_name varchar(120) null;
    }}
    dual_write {{
        sync {table} {{
            forward {{ first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }}
            reverse {{ #[allow(mapping_may_truncate, reason = "v2 checks it")] name = concat(first_name, " ", last_name) }}
        }}
    }}
    migrate {{
        backfill {table};
    }}
    contract {{
        alter table {table}
            alter column first_name set not null,
            alter column last_name set not null,
            drop column name;
    }}
"#
    );
    let sql = format!(
        "ALTER TABLE {table} ADD COLUMN first_name VARCHAR(120) NULL, ADD COLUMN last_name VARCHAR(120) NULL;\n\
         UPDATE {table} SET first_name = split_part(name, ' ', 1), last_name = substr(name, length(split_part(name, ' ', 1)) + 2);\n\
         ALTER TABLE {table} ALTER COLUMN first_name SET NOT NULL, ALTER COLUMN last_name SET NOT NULL, DROP COLUMN name;\n"
    );
    Migration { name: format!("split_name_of_{table}"), phases, sql }
}

fn file(path: &Path, text: &str) -> Result<()> {
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        fs::write(path, text)
    };
    write().with_context(|| format!("can't write {}", path.display()))
}
