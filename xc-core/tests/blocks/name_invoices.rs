xc::migration! {
    /// Everything that has a name of its own, on a table in a schema.
    name: name_invoices,
    after: create_billing,
    dialects: [postgres],

    expand {
        alter table billing.invoices add column customer_name like customer, add column payer_name varchar(100) null;
        create index invoices_by_name on billing.invoices (customer_name, code) where code is not null;
        #[allow(foreign_key_without_index, reason = "a note is never deleted")]
        create table billing.notes (id bigint primary key auto_increment, invoice bigint not null references billing.invoices);
    }
    dual_write {
        sync billing.invoices { customer <-> customer_name }
    }
    migrate {
        backfill billing.invoices;
    }
    contract {
        alter table billing.invoices drop column customer;
        alter table billing.invoices add constraint code_is_upper check (code = upper(code));
        drop index invoices_by_code;
    }
}
