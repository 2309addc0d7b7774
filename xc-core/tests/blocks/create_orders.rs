xc::migration! {
    /// Tables that refer to each other, with checks and indexes of every kind.
    name: create_orders,

    expand {
        create table customers (
            id      bigint primary key auto_increment,
            email   varchar(255) not null,
            country varchar(2) not null default "DE",
            note    varchar(200) null,
            constraint customers_country_check check (length(country) = 2)
        );
        create table orders (
            id          bigint primary key auto_increment,
            customer_id bigint not null references customers (id) on delete cascade,
            parent_id   bigint null,
            status      varchar(20) not null default "new" check (status = "new" or status = "paid" or status = "sent"),
            cents       bigint not null,
            reference   varchar(40) null,
            unique (reference, customer_id),
            foreign key (parent_id) references orders
        );
        create index orders_by_customer on orders (customer_id, cents desc) include (status);
        create index orders_by_parent on orders (parent_id) where parent_id is not null;
        create index orders_parents on orders (parent_id);
    }
}
