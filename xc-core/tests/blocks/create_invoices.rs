xc::migration! {
    /// Columns that the database computes, and stores with the row.
    name: create_invoices,

    expand {
        create table invoices (
            id       bigint primary key,
            customer varchar(60) not null,
            reference varchar(20) null,
            cents    int not null,
            note     varchar(40) null,
            label    varchar(81) not null generated always as (concat(customer, "/", coalesce(reference, ""))) stored,
            sorted   varchar(60) generated always as (trim(customer)) stored,
            check (length(label) > 1)
        );
        create index invoices_sorted on invoices (sorted);
    }
}
