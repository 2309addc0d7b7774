xc::migration! {
    /// Phones as the telephone network writes them, by a Rust function.
    name: phones_in_e164,
    after: super::create_contacts,

    expand {
        alter table contacts add column phone_e164 varchar(20) null;
    }
    dual_write {
        by application contacts (phone, phone_e164);
    }
    migrate {
        backfill contacts using crate::normalise_phone(phone, country) -> phone_e164;
    }
    contract {
        alter table contacts
            alter column phone_e164 set not null,
            #[allow(lossy_mapping, reason = "what people typed is not needed")]
            drop column phone;
    }
}
