xc::migration! {
    /// Each note has the tenant of its post.
    name: tenant_to_notes,
    after: super::create_posts,

    expand {
        alter table notes add column tenant_id bigint null;
    }
    dual_write {
        sync posts to notes on notes.post_id = posts.id rows by application {
            forward { notes.tenant_id = posts.tenant_id }
        }
    }
    migrate {
        backfill notes;
    }
    contract {
        alter table notes alter column tenant_id set not null;
    }
}
