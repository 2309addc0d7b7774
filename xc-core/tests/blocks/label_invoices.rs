xc::migration! {
    /// A computed column on a table that has rows; a sync that reads a stored one; one that goes.
    name: label_invoices,
    after: super::create_invoices,
    dialects: [postgres >= 18, mysql, mariadb, sqlite],

    expand {
        alter table invoices
            add column title varchar(90) null,
            add column shout varchar(60) generated always as (trim(customer)) virtual;
    }
    dual_write {
        sync invoices { forward { title = concat("No. ", label) } }
    }
    migrate {
        backfill invoices;
    }
    contract {
        drop index invoices_sorted on invoices;
        alter table invoices drop column sorted;
    }
}
