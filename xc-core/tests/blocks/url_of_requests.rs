xc::migration! {
    /// A table without a key, on the one database that can walk it.
    name: url_of_requests,
    after: super::create_shop,
    dialects: [postgres >= 14],

    expand {
        alter table requests add column url varchar(200) null;
    }
    dual_write {
        sync requests {
            forward { url = path }
            reverse { path = url }
        }
    }
    migrate {
        backfill requests;
    }
    contract {
        alter table requests alter column url set not null, drop column path;
    }
}
