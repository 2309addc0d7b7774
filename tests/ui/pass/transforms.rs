//! Functions of every type, of one column and of several, plain and async, that fail and that don't.

mod contacts {
    xc::migration! {
        name: create_contacts,
        expand {
            create table contacts (
                id      bigint primary key,
                phone   varchar(40) not null,
                country varchar(2) null,
                score   int not null,
                rate    double null,
                raw     bytea not null,
                extra   bytea null,
                type    text null
            );
        }
    }

    #[derive(Debug)]
    pub struct Odd;

    impl std::fmt::Display for Odd {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("odd")
        }
    }

    /// Every type that is taken and given.
    fn every(phone: &str, score: i32, rate: Option<f64>, raw: &[u8], extra: Option<&[u8]>) -> Result<(String, Option<i64>, bool, Vec<u8>), Odd> {
        let length = raw.len() + extra.map_or(0, <[u8]>::len);
        if score < 0 { Err(Odd) } else { Ok((phone.to_uppercase(), rate.map(|rate| rate as i64), score % 2 == 0, vec![length as u8])) }
    }

    /// Columns of both shapes in any order; what is not null in the end is given without an `Option`.
    fn is_every(loud: &str, phone: &str, sized: &[u8], raw: &[u8], even: bool, whole: Option<i64>) -> Result<bool, Odd> {
        if even && whole.is_none() { Err(Odd) } else { Ok(loud == phone.to_uppercase() && sized.len() <= raw.len()) }
    }

    xc::migration! {
        /// Several columns.
        name: change,
        after: create_contacts,
        expand {
            alter table contacts
                add column loud  text null,
                add column whole bigint null,
                add column even  boolean null,
                add column sized bytea null;
        }
        dual_write { by application contacts (phone, score, loud, whole, even, sized); }
        migrate {
            backfill contacts using every(phone, score, rate, raw, extra) -> (loud, whole, even, sized)
                parity by is_every(loud, phone, sized, raw, even, whole) on error skip;
        }
        contract { alter table contacts alter column loud set not null, alter column even set not null, alter column sized set not null; }
    }

    pub mod deeper {
        pub async fn shout(word: Option<&str>) -> Option<String> {
            std::future::ready(()).await;
            word.map(str::to_uppercase)
        }

        xc::migration! {
            /// A column named like a keyword, by an `async fn` of the same module.
            name: shout_types,
            after: super::change,
            expand { alter table contacts add column loud_type text null; }
            dual_write { by application contacts (type, loud_type); }
            migrate { backfill contacts using self::shout(type).await -> loud_type; }
        }
    }
}

use contacts::deeper::{shout_types, shout_types_contacts};
use contacts::{change, change_contacts, create_contacts};

const MIGRATIONS: xc::Migrations = xc::migrations![create_contacts, change, shout_types];

fn main() {
    let both = change_contacts::both("abc", 7, Some(2.5), &[1, 2], None).expect("7 is not odd");
    assert_eq!(both, change_contacts::Both { phone: "abc", score: 7, loud: "ABC".into(), whole: Some(2), even: false, sized: vec![2] });
    assert_eq!(change_contacts::both("abc", -1, None, &[], None).unwrap_err().to_string(), "odd");
    let transform = MIGRATIONS[1].plan(xc::Dialect::Sqlite).and_then(|plan| plan.migrate[0].transform.as_ref()).expect("it has one");
    let xc::transform::Call::Blocking(call) = transform.call else { panic!("it is no async fn") };
    let texts = |texts: &[Option<&str>]| texts.iter().map(|text| text.map(Into::into)).collect::<Vec<Option<String>>>();
    let row = |values: &[Option<&str>]| xc::transform::Row::new(texts(values));
    let given = call(&row(&[Some("é"), Some("4"), Some("1.5"), Some("00ff"), Some("ab")]));
    assert_eq!(given, Ok(texts(&[Some("É"), Some("1"), Some("1"), Some("03")])));
    assert_eq!(call(&row(&[Some("é"), Some("-4"), None, Some(""), None])).unwrap_err().to_string(), "odd");
    assert!(call(&row(&[None, Some("4"), None, Some(""), None])).is_err());

    let later = &MIGRATIONS[2].plan(xc::Dialect::Sqlite).expect("it names all").migrate[0];
    assert!(matches!(later.transform.as_ref().map(|transform| transform.call), Some(xc::transform::Call::Async(_))));
    drop(shout_types_contacts::both(Some("abc")));
}
