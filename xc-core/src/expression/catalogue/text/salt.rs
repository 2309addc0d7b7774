//! `random_salt()`: what makes equal values differ. Another one for each row.

use crate::expression::catalogue::{Function, Takes, Volatility};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "random_salt",
    usage: "random_salt(): 32 hexadecimal digits by chance, others each time; in a forward with `parity by reverse`",
    takes: Takes::exactly(&[]),
    volatility: Volatility::Volatile,
    gives: |_| Domain::text(32),
    write: |call| match call.dialect {
        // 122 bits by chance; without an extension since 13.
        Dialect::Postgres => "encode(uuid_send(gen_random_uuid()), 'hex')".into(),
        Dialect::MySql | Dialect::MariaDb => "LOWER(HEX(RANDOM_BYTES(16)))".into(),
        Dialect::Sqlite => "lower(hex(randomblob(16)))".into(),
    },
    ..Function::BASE
}];
