//! The migrations, and the function that says what SQL can't.

xc::migration! {
    name: create_contacts,
    expand {
        create table contacts (
            id      bigint primary key,
            phone   varchar(40) not null,
            country varchar(2) null
        );
    }
}

xc::migration! {
    /// Phones as the telephone network writes them.
    name: phones_in_e164,
    after: create_contacts,

    expand {
        alter table contacts add column phone_e164 varchar(20) null;
    }
    dual_write {
        by application contacts (phone, phone_e164);
    }
    migrate {
        backfill contacts using normalise_phone(phone, country) -> phone_e164;
    }
    contract {
        alter table contacts
            alter column phone_e164 set not null,
            #[allow(lossy_mapping, reason = "nobody needs the spaces that people typed")]
            drop column phone;
    }
}

/// All migrations, in their order.
pub(crate) const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, phones_in_e164];

/// `030 / 12 34` in Germany is `+49301234`. Its types are those of the columns: rustc checks them.
pub(crate) fn normalise_phone(phone: &str, country: Option<&str>) -> Result<String, String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let prefix = match country {
        _ if phone.starts_with('+') => return Ok(format!("+{digits}")),
        None | Some("DE") => "49",
        Some("FR") => "33",
        Some(other) => return Err(format!("no prefix for {other}")),
    };
    Ok(format!("+{prefix}{}", digits.trim_start_matches('0')))
}
