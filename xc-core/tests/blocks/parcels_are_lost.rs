xc::migration! {
    /// A value behind the others.
    name: parcels_are_lost,
    after: super::create_parcels,

    expand {
        #[allow(enum_value_unknown_to_v1, reason = "v2 writes it from its second release on")]
        alter enum parcel_state add value "lost";
    }
}
