xc::migration! {
    /// An index on a column that is computed when it is read.
    name: create_indexed_bills,
    dialects: [mysql],

    expand {
        create table bills (
            id       bigint primary key,
            customer varchar(60) not null,
            place    varchar(40) not null,
            note     varchar(40) null,
            sorted   varchar(60) generated always as (trim(customer)) virtual
        );
        #[allow(index_on_virtual, reason = "every server is MySQL")]
        create index bills_sorted on bills (sorted);
    }
}
