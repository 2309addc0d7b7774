xc::migration! {
    /// A key of text; a rename.
    name: rename_country,
    after: super::create_shop,

    expand { alter table countries add column country_name varchar(100) null; }
    dual_write {
        sync countries {
            forward { country_name = name }
            reverse { name = country_name }
        }
    }
    migrate { backfill countries; }
    contract { alter table countries alter column country_name set not null, drop column name; }
}
