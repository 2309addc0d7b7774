xc::migration! {
    /// A schema of PostgreSQL's, and tables in it whose names are also those of tables without one.
    name: create_billing,
    dialects: [postgres],

    expand {
        create schema billing;
        create table users (id bigint primary key auto_increment, name varchar(100) not null unique);
        create table billing.users (id bigint primary key auto_increment, name varchar(100) not null unique);
        create table billing.invoices (
            id       bigint primary key auto_increment,
            customer varchar(200) not null,
            code     varchar(20) null,
            payer    bigint null references billing.users (id),
            seller   bigint null references users (id),
            check (code <> ""),
            unique (customer, code)
        );
        create index invoices_by_payer on billing.invoices (payer);
        create index invoices_by_code on billing.invoices (code);
        create index invoices_by_seller on billing.invoices (seller);
    }
}
