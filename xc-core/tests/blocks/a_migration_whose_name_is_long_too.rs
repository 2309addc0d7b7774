xc::migration! {
    /// The names that xc makes out of these are cut, and end with a hash of the whole.
    name: a_migration_whose_name_is_long_too,
    after: super::create_long_names,

    expand { alter table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters add column text_two varchar(10) null; }
    dual_write {
        sync a_table_whose_name_is_as_long_as_postgresql_allows___63_letters {
            forward { text_two = text_one }
            reverse { text_one = text_two }
        }
    }
    migrate { backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters; }
    contract {
        alter table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters
            alter column text_two set not null,
            drop column text_one;
    }
}
