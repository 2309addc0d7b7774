xc::migration! {
    /// An enum, and what can hang on a column of it.
    name: create_parcels,

    expand {
        create enum parcel_state ("new", "sent", "delivered");
        create table parcels (
            id    bigint primary key auto_increment,
            state parcel_state not null default "new",
            size  varchar(10) null,
            check (size <> "")
        );
        create index parcels_open on parcels (id) where state in ("new", "sent");
        create index parcels_by_state on parcels (state, id);
    }
}
