//! `coalesce(a, b, ...)`.

use crate::expression::catalogue::{Function, Idempotent, Null, Takes, common};

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "coalesce",
    aliases: &["ifnull"],
    usage: "coalesce(a, b, ...): the first that is not null",
    takes: Takes::AlikeFrom(1),
    gives: common,
    null: Null::AllAre,
    // SQLite takes no fewer than two.
    write: |call| if call.sql.len() == 1 { call.first().to_owned() } else { call.function("coalesce") },
    // Not among others: coalesce(lower(c), "N/A") becomes "n/a" when it is done again.
    idempotent: Idempotent::Alone,
    ..Function::BASE
}];
