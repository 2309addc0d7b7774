//! The changes that people make, as the examples write them: through all phases and back again, while both versions of the application work.

mod examples;

xc_tests::changes! {
    rename_column,
    merge_columns,
    add_not_null,
    add_unique,
    add_foreign_key,
    replace_enum,
    soft_enum_to_lookup_table,
    add_index,
    drop_column,
    move_columns_to_table,
    move_columns_to_existing_table,
    copy_from_parent,
    rename_table,
    change_type,
    key_to_bigint on [sqlite, postgres],
}
