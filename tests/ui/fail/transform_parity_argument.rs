//! A judge takes no null, and the column stays nullable. The constant, the list and the helper are there all the same: one mistake is one error.

mod create_contacts {
    xc::migration! {
        name: create_contacts,
        expand {
            create table contacts (
                id      bigint primary key auto_increment,
                phone   varchar(40) not null,
                country varchar(2) null
            );
        }
    }
}
use create_contacts::create_contacts;

fn normalise_phone(phone: &str, _country: Option<&str>) -> String {
    phone.to_owned()
}

fn is_of(phone: &str, phone_e164: &str) -> bool {
    phone == phone_e164
}

xc::migration! {
    name: change,
    after: create_contacts,

    expand {
        alter table contacts add column phone_e164 varchar(20) null;
    }
    dual_write {
        by application contacts (phone, phone_e164);
    }
    migrate {
        backfill contacts using self::normalise_phone(phone, country) -> phone_e164 parity by self::is_of(phone, phone_e164);
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_contacts.name);
    assert!(change_contacts::both("030 1234", None).is_ok());
}
