//! The rules: each has a code, a name and a page, and sees the resolved migration, never tokens.
//!
//! A rule that needs a check of its own has a file with everything about it. The rules that parsing and resolving find by themselves (an
//! unknown name, a wrong type) stand in one file for each family.

pub mod chain;
pub mod keys;
pub mod names;
pub mod nullability;
pub mod phases;
pub mod syntax;
pub mod types;

use crate::diagnostic::Sink;
use crate::resolve::Migration;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its code: `XC`, two digits for the family, two for the rule.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it refuses, why that hurts in production, and what to write instead.
    pub page: &'static str,
}

/// Every rule, by code.
pub static ALL: &[&Rule] = &[
    &syntax::SYNTAX,
    &syntax::NOT_YET,
    &syntax::HEADER,
    &syntax::TOO_DEEP,
    &phases::out_of_order::PHASE_OUT_OF_ORDER,
    &phases::repeated::PHASE_REPEATED,
    &names::UNKNOWN_PHASE,
    &phases::wrong_phase::OPERATION_IN_WRONG_PHASE,
    &phases::contract_without_migrate::CONTRACT_WITHOUT_MIGRATE,
    &phases::migrate_without_dual_write::MIGRATE_WITHOUT_DUAL_WRITE,
    &phases::target_not_added::TARGET_NOT_ADDED,
    &nullability::add_not_null::ADD_NOT_NULL_WITHOUT_DEFAULT,
    &nullability::default_null::DEFAULT_NULL_ON_NOT_NULL,
    &nullability::set_not_null_unfilled::SET_NOT_NULL_UNFILLED,
    &nullability::set_not_null_from_nullable::SET_NOT_NULL_FROM_NULLABLE,
    &nullability::mapping_gives_null::MAPPING_GIVES_NULL,
    &nullability::left_out_by_v2::LEFT_OUT_BY_V2,
    &nullability::primary_key_nullable::PRIMARY_KEY_NULLABLE,
    &names::UNKNOWN_TABLE,
    &names::UNKNOWN_COLUMN,
    &names::DUPLICATE_TABLE,
    &names::DUPLICATE_COLUMN,
    &names::ALREADY_DROPPED,
    &names::UNKNOWN_FUNCTION,
    &names::UNKNOWN_TYPE,
    &names::IDENTIFIER_TOO_LONG,
    &names::RENAME_IN_PLACE,
    &names::RESERVED_NAME,
    &names::ASSIGNED_TWICE,
    &names::DUPLICATE_MIGRATION,
    &types::WRONG_ARGUMENT,
    &types::WRONG_TYPE,
    &types::NOT_ON_DIALECT,
    &types::DEFAULT_NOT_ON_DIALECT,
    &keys::AUTO_INCREMENT,
    &keys::STILL_USED,
    &keys::NO_KEY,
    &keys::WRITES_KEY,
    &keys::READS_OWN_TARGET,
    &keys::OVERLAPPING_SYNC,
    &chain::BROKEN_CHAIN,
    &chain::DIALECT_NOT_IN_CHAIN,
];

/// Checks a resolved migration against every rule that has a check of its own.
pub fn check(migration: &Migration, sink: &mut Sink) {
    let checks: &[fn(&Migration, &mut Sink)] = &[
        phases::out_of_order::check,
        phases::repeated::check,
        phases::wrong_phase::check,
        phases::contract_without_migrate::check,
        phases::migrate_without_dual_write::check,
        phases::target_not_added::check,
        nullability::add_not_null::check,
        nullability::default_null::check,
        nullability::set_not_null_unfilled::check,
        nullability::set_not_null_from_nullable::check,
        nullability::mapping_gives_null::check,
        nullability::left_out_by_v2::check,
        types::check,
        keys::check,
    ];
    for check in checks {
        check(migration, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_given_once_and_in_order() {
        let codes: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
        let mut names: Vec<_> = ALL.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
