xc::migration! {
    /// A composite key; a mapping between numbers.
    name: price_in_euros,
    after: super::create_shop,

    expand {
        alter table order_items add column price decimal(19, 2) null;
    }
    dual_write {
        sync order_items {
            forward { price = cents * 0.01 }
        }
    }
    migrate {
        backfill order_items;
    }
    contract {
        alter table order_items alter column price set not null;
    }
}
