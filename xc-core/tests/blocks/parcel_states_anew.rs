xc::migration! {
    /// A new enum rather than a changed one: two values become one, one has another name, and a size becomes an enum.
    name: parcel_states_anew,
    after: super::parcels_are_lost,

    expand {
        create enum parcel_stage ("open", "it's done");
        create enum parcel_size ("s", "m");
        alter table parcels add column stage parcel_stage null, add column class parcel_size null, add column shown varchar(20) null;
        create index parcels_by_stage on parcels (stage, id);
    }
    dual_write {
        sync parcels {
            forward {
                stage = case state when "new" then "open" when "sent" then "open" when "delivered" then "it's done" when "lost" then "it's done" end,
                class = case when size = "small" then "s" when size is not null then "m" end,
                shown = concat(state, "!")
            }
            reverse {
                state = case stage when "open" then "sent" when "it's done" then "delivered" end,
                size = case class when "s" then "small" when "m" then "other" end
            }
        }
    }
    migrate {
        backfill parcels;
    }
    contract {
        drop index parcels_open on parcels;
        drop index parcels_by_state on parcels;
        alter table parcels
            alter column stage set not null,
            drop constraint parcels_size_check,
            drop column state,
            drop column size;
        drop enum parcel_state;
    }
}
