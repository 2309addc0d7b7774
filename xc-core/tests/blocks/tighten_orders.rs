xc::migration! {
    /// Constraints, indexes and defaults of tables that have rows.
    name: tighten_orders,
    after: create_orders,

    expand {
        alter table customers
            add column email_key varchar(255) null;
        alter table customers alter column note set default "none";
        create index customers_email_key on customers (email_key);
        create index customers_country on customers (country);
    }
    dual_write {
        sync customers {
            forward { email_key = trim(email) }
        }
    }
    migrate {
        backfill customers;
    }
    contract {
        alter table customers
            add constraint customers_email unique (email),
            alter column country drop default,
            alter column note drop not null;
        drop index orders_by_parent on orders;
        alter table orders
            drop unique (reference, customer_id),
            drop foreign key (parent_id),
            add foreign key (parent_id) references orders (id) on delete set null;
    }
}
