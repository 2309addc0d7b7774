//! The rules: each has a code, a name and a page, and sees the resolved migration, never tokens.
//!
//! Each rule is a file of its family: code, page, examples, and the check, if it has one of its own. What parsing and resolving find by
//! themselves (an unknown name, a wrong type) refers to the rule there.

pub mod backfill;
pub mod chain;
pub mod data_loss;
pub mod generated;
pub mod locks;
pub mod names;
pub mod nullability;
pub mod overrides;
pub mod pairs;
pub mod phases;
pub mod raw;
mod rule;
pub mod swaps;
pub mod syntax;
pub mod text;
pub mod types;

pub use rule::{Example, Found, Overridable, Page, Rule, Severity, USERS};

use crate::diagnostic::Sink;
use crate::resolve::Migration;

/// Every rule, by code.
pub static ALL: &[&Rule] = &[
    &syntax::SYNTAX,
    &syntax::NOT_YET,
    &syntax::HEADER,
    &syntax::TOO_DEEP,
    &overrides::without_reason::OVERRIDE_WITHOUT_REASON,
    &overrides::unknown_rule::UNKNOWN_RULE,
    &overrides::not_overridable::NOT_OVERRIDABLE,
    &overrides::unneeded::UNNEEDED_OVERRIDE,
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
    &names::UNKNOWN_INDEX,
    &names::UNKNOWN_CONSTRAINT,
    &names::DUPLICATE_CONSTRAINT,
    &names::unknown_enum::UNKNOWN_ENUM,
    &names::DUPLICATE_ENUM,
    &names::UNKNOWN_SCHEMA,
    &names::DUPLICATE_SCHEMA,
    &names::SCHEMA_NOT_ON_DIALECT,
    &types::WRONG_ARGUMENT,
    &types::WRONG_TYPE,
    &types::NOT_ON_DIALECT,
    &types::DEFAULT_NOT_ON_DIALECT,
    &types::TYPE_CHANGE_REWRITES,
    &types::VARCHAR_LENGTH_BYTES,
    &types::WIDENING_SCANS,
    &types::SMALL_PRIMARY_KEY,
    &types::UNSIGNED_TYPE,
    &types::MAY_FAIL,
    &types::MAPPING_MAY_TRUNCATE,
    &types::TIMESTAMP_WITHOUT_ZONE,
    &types::CHAR_IS_PADDED,
    &types::FLOAT_IS_INEXACT,
    &types::FOREIGN_KEY_TARGET,
    &types::FOREIGN_KEY_TYPE,
    &swaps::changed_type_same_name::CHANGED_TYPE_SAME_NAME,
    &types::CASE_MISSES_VALUES,
    &types::enum_lacks_value::ENUM_LACKS_VALUE,
    &types::enum_may_refuse::ENUM_MAY_REFUSE,
    &types::enum_value_not_portable::ENUM_VALUE_NOT_PORTABLE,
    &types::enum_value_unknown_to_v1::ENUM_VALUE_UNKNOWN_TO_V1,
    &generated::generated_expression::GENERATED_EXPRESSION,
    &generated::generated_is_computed::GENERATED_IS_COMPUTED,
    &generated::read_by_generated::READ_BY_GENERATED,
    &locks::auto_increment::AUTO_INCREMENT,
    &locks::foreign_key_without_index::FOREIGN_KEY_WITHOUT_INDEX,
    &locks::check_blocks_writes::CHECK_BLOCKS_WRITES,
    &locks::index_not_on_dialect::INDEX_NOT_ON_DIALECT,
    &swaps::swap_not_on_dialect::SWAP_NOT_ON_DIALECT,
    &locks::blocking_statement::BLOCKING_STATEMENT,
    &locks::volatile_default::VOLATILE_DEFAULT,
    &locks::exclusion_constraint::EXCLUSION_CONSTRAINT,
    &raw::RAW_INCOMPLETE,
    &raw::RAW_LOCK_BLOCKS,
    &raw::RAW_STATEMENT,
    &raw::RAW_EFFECT,
    &locks::enum_value_changed::ENUM_VALUE_CHANGED,
    &locks::wide_index::WIDE_INDEX,
    &locks::redundant_index::REDUNDANT_INDEX,
    &generated::stored_rewrites_table::STORED_REWRITES_TABLE,
    &generated::generated_not_on_dialect::GENERATED_NOT_ON_DIALECT,
    &generated::index_on_virtual::INDEX_ON_VIRTUAL,
    &generated::copied_beside_generated::COPIED_BESIDE_GENERATED,
    &data_loss::still_used::STILL_USED,
    &data_loss::drop_without_successor::DROP_WITHOUT_SUCCESSOR,
    &data_loss::lossy_mapping::LOSSY_MAPPING,
    &data_loss::drop_cascade::DROP_CASCADE,
    &swaps::swap_without_shadow::SWAP_WITHOUT_SHADOW,
    &swaps::swap_leaves_references::SWAP_LEAVES_REFERENCES,
    &data_loss::truncate::TRUNCATE,
    &swaps::like_without_place::LIKE_WITHOUT_PLACE,
    &swaps::primary_key_swap::PRIMARY_KEY_SWAP,
    &backfill::no_key::NO_KEY,
    &backfill::writes_key::WRITES_KEY,
    &backfill::reads_own_target::READS_OWN_TARGET,
    &backfill::overlapping_sync::OVERLAPPING_SYNC,
    &backfill::cascade_bypasses_triggers::CASCADE_BYPASSES_TRIGGERS,
    &backfill::volatile_expression::VOLATILE_EXPRESSION,
    &backfill::parity_by_reverse::PARITY_BY_REVERSE,
    &pairs::reads_other_table::READS_OTHER_TABLE,
    &pairs::join_not_by_key::JOIN_NOT_BY_KEY,
    &pairs::row_cant_be_made::ROW_CANT_BE_MADE,
    &pairs::one_way_rename::ONE_WAY_RENAME,
    &pairs::left_behind::LEFT_BEHIND,
    &pairs::presence_column::PRESENCE_COLUMN,
    &pairs::lookup_without_index::LOOKUP_WITHOUT_INDEX,
    &backfill::transform_without_application::TRANSFORM_WITHOUT_APPLICATION,
    &backfill::application_without_transform::APPLICATION_WITHOUT_TRANSFORM,
    &backfill::application_columns::APPLICATION_COLUMNS,
    &backfill::transform_target::TRANSFORM_TARGET,
    &backfill::transform_parity::TRANSFORM_PARITY,
    &chain::BROKEN_CHAIN,
    &chain::DIALECT_NOT_IN_CHAIN,
    &chain::sync_never_ends::SYNC_NEVER_ENDS,
    &chain::freed_name::FREED_NAME,
];

/// Checks a resolved migration against every rule that has a check of its own.
pub fn check(migration: &Migration, sink: &mut Sink) {
    // What is there already is as it is.
    if migration.declares {
        return;
    }
    for rule in ALL {
        if let Found::By(check) = rule.found {
            check(migration, sink);
        }
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
