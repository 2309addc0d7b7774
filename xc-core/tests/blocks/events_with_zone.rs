xc::migration! {
    /// The point in time, with a zone.
    name: events_with_zone,
    after: super::create_events,

    expand {
        alter table events add column at_zone timestamptz null;
    }
    dual_write {
        sync events { forward { at_zone = at } reverse { at = at_zone } }
    }
    migrate {
        backfill events;
    }
    contract {
        alter table events drop column at;
    }
}
