xc::migration! {
    /// Every type through an `async fn`, and the old shape stays.
    name: readings_of_all_types,
    after: super::create_contacts,

    expand {
        alter table readings
            add column new_small   smallint null,
            add column new_whole   int null,
            add column new_large   bigint null,
            add column new_price   decimal(10, 2) null,
            add column new_single  real null,
            add column new_precise double null,
            add column new_valid   boolean null,
            add column new_note    text null,
            add column new_day     date null,
            add column new_seen    timestamptz null,
            add column new_token   uuid null,
            add column new_extra   json null,
            add column new_raw     bytea null;
    }
    dual_write {
        by application readings (whole, price, new_whole, new_price, new_raw, new_day, new_seen, new_precise, new_extra);
    }
    migrate {
        backfill readings using self::convert(whole, price, raw, day, seen, precise, extra, small, valid).await
            -> (new_whole, new_price, new_raw, new_day, new_seen, new_precise, new_extra) on error skip;
    }
    contract {
        alter table readings alter column new_whole set not null;
    }
}
