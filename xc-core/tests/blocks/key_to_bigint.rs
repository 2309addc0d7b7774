xc::migration! {
    /// A numbered key, and what refers to it, of a larger type under the same names.
    name: key_to_bigint,
    after: create_blog,
    dialects: [postgres, sqlite],

    expand {
        alter table authors add column id_big bigint like id;
        alter table articles
            add column author_id_big bigint like author_id,
            add column reviewer_big bigint like reviewer;
    }
    dual_write {
        sync authors { forward { id_big = id } }
        sync articles { forward { author_id_big = author_id, reviewer_big = reviewer } }
    }
    migrate {
        backfill authors;
        backfill articles;
    }
    contract {
        alter table authors
            #[allow(changed_type_same_name, reason = "the application casts to bigint")]
            swap column id with id_big,
            drop column id_big;
        alter table articles
            #[allow(changed_type_same_name, reason = "the application casts to bigint")]
            swap column author_id with author_id_big,
            #[allow(changed_type_same_name, reason = "the application casts to bigint")]
            swap column reviewer with reviewer_big,
            drop column author_id_big,
            drop column reviewer_big;
    }
}
