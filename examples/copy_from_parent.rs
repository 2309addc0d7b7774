//! Copy a value of the parent into its children: `notes.tenant` is that of the note's post.
//!
//! Tables are split by tenant, or read without a join, and rows of `notes` have not said so far whose they are. The application makes the notes, many to a
//! post, so the sync makes none: `rows by application`, and no `reverse`, for nothing goes back. Whoever inserts a note looks the tenant up, version 1 without
//! knowing it; whoever changes it in a post changes it in all of its notes. After contract version 2 does so itself.
//!
//! `cargo run --example copy_from_parent`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change};

xc::migration! {
    name: create_posts,
    expand {
        create table posts (
            id bigint primary key auto_increment,
            tenant varchar(100) not null
        );
        create table notes (
            id bigint primary key,
            post_id bigint not null,
            body varchar(100) not null
        );
        create index notes_post_id_idx on notes (post_id);
    }
}

xc::migration! {
    /// Each note has the tenant of its post.
    name: tenant_to_notes,
    after: create_posts,

    expand {
        alter table notes add column tenant varchar(100) null;
    }
    dual_write {
        sync posts to notes on notes.post_id = posts.id rows by application {
            forward { notes.tenant = posts.tenant }
        }
    }
    migrate {
        backfill notes;
    }
    contract {
        alter table notes alter column tenant set not null;
    }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_posts, tenant_to_notes],
    v1: Application {
        uses: "posts.tenant, notes.body",
        statements: &[
            "insert into posts (id, tenant) values (:id, :tenant)",
            "insert into notes (id, post_id, body) values (2 * :id, :id, :body), (2 * :id + 1, :id, :body)",
            "update posts set tenant = :tenant where id = :id",
            "update notes set body = :body where id = 2 * :id",
            "select tenant from posts where id = :id",
            "select body from notes where id = 2 * :id",
            "delete from notes where post_id = :id",
            "delete from posts where id = :id",
        ],
    },
    v2: Application {
        uses: "notes.tenant, notes.body",
        statements: &[
            "insert into posts (id, tenant) values (:id, :tenant)",
            "insert into notes (id, post_id, body, tenant) values (2 * :id, :id, :body, :tenant), (2 * :id + 1, :id, :body, :tenant)",
            "update notes set body = :body where id = 2 * :id",
            "select body from notes where id = 2 * :id",
            "select tenant from notes where id = 2 * :id + 1",
            "delete from notes where post_id = :id",
            "delete from posts where id = :id",
        ],
    },
    // From then on, it finds the tenant in each note.
    v2_from: xc::Phase::Migrate,
    // Who is right where they differ, could not be told later.
    returns: false,
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
