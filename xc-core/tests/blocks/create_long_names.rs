xc::migration! {
    /// Names of 63 bytes, the longest that every database takes.
    name: create_long_names,

    expand {
        create table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (
            a_column_whose_name_is_as_long_as_postgresql_allows__63_letters bigint primary key,
            text_one varchar(10) not null
        );
    }
}
