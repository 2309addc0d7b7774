//! Phones in the network's form, by a Rust function.

xc::migration! {
    name: create_contacts,
    dialects: [postgres, mysql, sqlite],

    expand {
        create table contacts (
            id      bigint primary key auto_increment,
            phone   varchar(60) not null,
            country varchar(2) null,
            visits  bigint not null default 0
        );
    }
}

xc::migration! {
    name: phones_in_e164,
    after: create_contacts,
    dialects: [postgres, mysql, sqlite],

    expand {
        alter table contacts add column phone_e164 varchar(20) null;
    }
    dual_write {
        by application contacts (phone, phone_e164);
    }
    migrate {
        backfill contacts using crate::contacts::normalise_phone(phone, country) -> phone_e164;
    }
    contract {
        alter table contacts
            alter column phone_e164 set not null,
            #[allow(lossy_mapping, reason = "nobody needs the signs that people typed")]
            drop column phone;
    }
}

/// Both, in order.
pub const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, phones_in_e164];

/// The same, without the rows that the function fails on; and the column stays nullable.
pub mod skipping {
    use super::create_contacts;

    xc::migration! {
        name: phones_or_none,
        after: create_contacts,
        dialects: [postgres, mysql, sqlite],

        expand {
            alter table contacts add column phone_e164 varchar(20) null;
        }
        dual_write {
            by application contacts (phone, phone_e164);
        }
        migrate {
            backfill contacts using crate::contacts::normalise_phone(phone, country) -> phone_e164 on error skip;
        }
        contract {
            alter table contacts
                #[allow(lossy_mapping, reason = "nobody needs the signs that people typed")]
                drop column phone;
        }
    }

    /// Both, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, phones_or_none];
}

/// An `async fn` that waits where it is told to.
pub mod waiting {
    use super::create_contacts;

    xc::migration! {
        name: phones_in_time,
        after: create_contacts,
        dialects: [postgres, mysql, sqlite],

        expand {
            alter table contacts add column phone_e164 varchar(20) null;
        }
        dual_write {
            by application contacts (phone, phone_e164);
        }
        migrate {
            backfill contacts using crate::contacts::wait_and_normalise(phone, country).await -> phone_e164;
        }
    }

    /// Both, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, phones_in_time];
}

/// Every type, under a key of two columns, one of them text.
pub mod readings {
    xc::migration! {
        name: create_readings,
        dialects: [postgres, mysql, sqlite],

        expand {
            #[allow(timestamp_without_zone, float_is_inexact, reason = "every type is tried")]
            create table readings (
                station varchar(20) not null,
                at      timestamp(3) not null,
                small   smallint null,
                whole   int null,
                large   bigint null,
                price   decimal(10, 2) null,
                single  real null,
                precise double null,
                valid   boolean null,
                note    text null,
                day     date null,
                seen    timestamptz null,
                token   uuid null,
                extra   json null,
                raw     bytea null,
                primary key (station, at)
            );
        }
    }

    xc::migration! {
        name: readings_by_rust,
        after: create_readings,
        dialects: [postgres, mysql, sqlite],

        expand {
            #[allow(float_is_inexact, reason = "every type is tried")]
            alter table readings
                add column new_small   smallint null,
                add column new_whole   int null,
                add column new_large   bigint null,
                add column new_single  real null,
                add column new_precise double null,
                add column new_valid   boolean null,
                add column new_note    text null,
                add column new_raw     bytea null;
        }
        dual_write {
            by application readings (
                small, whole, large, single, precise, valid, note, raw,
                new_small, new_whole, new_large, new_single, new_precise, new_valid, new_note, new_raw
            );
        }
        migrate {
            backfill readings using crate::contacts::every_type(small, whole, large, single, precise, valid, note, raw).await
                -> (new_small, new_whole, new_large, new_single, new_precise, new_valid, new_note, new_raw);
        }
        // On SQLite the next one changes the same table, which must wait until this one's triggers are gone.
        contract {
            alter table readings alter column new_large set default 0;
        }
    }

    xc::migration! {
        name: readings_as_text,
        after: readings_by_rust,
        dialects: [postgres, mysql, sqlite],

        expand {
            alter table readings
                add column new_price decimal(10, 2) null,
                add column new_day   date null,
                add column new_seen  timestamptz null,
                add column new_token uuid null,
                add column new_extra json null;
        }
        dual_write {
            by application readings (price, day, seen, token, extra, new_price, new_day, new_seen, new_token, new_extra);
        }
        migrate {
            backfill readings using crate::contacts::as_text(price, day, seen, token, extra)
                -> (new_price, new_day, new_seen, new_token, new_extra) on error skip;
        }
    }

    /// All, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_readings, readings_by_rust, readings_as_text];
}

/// A table whose only key is a unique constraint.
pub mod unkeyed {
    xc::migration! {
        name: create_tags,
        dialects: [postgres, mysql, sqlite],

        expand {
            create table tags (
                kind  varchar(20) not null,
                label varchar(40) not null,
                phone varchar(40) null,
                unique (kind, label)
            );
        }
    }

    xc::migration! {
        name: tags_in_e164,
        after: create_tags,
        dialects: [postgres, mysql, sqlite],

        expand {
            alter table tags add column phone_e164 varchar(20) null;
        }
        dual_write {
            by application tags (phone, phone_e164);
        }
        migrate {
            backfill tags using crate::contacts::normalise_some(phone) -> phone_e164;
        }
        contract {
            alter table tags
                #[allow(lossy_mapping, reason = "nobody needs the signs that people typed")]
                drop column phone;
        }
    }

    /// Both, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_tags, tags_in_e164];
}

/// A function that gives another text each time, and one that knows whether it is of this phone.
pub mod sealed {
    use super::create_contacts;

    xc::migration! {
        name: phones_sealed,
        after: create_contacts,
        dialects: [postgres, mysql, sqlite],

        expand {
            alter table contacts add column phone_sealed varchar(200) null;
        }
        dual_write {
            by application contacts (phone, phone_sealed);
        }
        migrate {
            backfill contacts using crate::contacts::seal(phone) -> phone_sealed
                parity by crate::contacts::opens(phone, phone_sealed).await;
        }
        contract {
            alter table contacts
                alter column phone_sealed set not null,
                #[allow(lossy_mapping, reason = "the sealed phone can be opened")]
                drop column phone;
        }
    }

    /// Both, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, phones_sealed];
}
