//! Family 07, from 20 on: syncs of two tables.

pub mod join_not_by_key;
pub mod left_behind;
pub mod lookup_without_index;
pub(super) mod not_yet;
pub mod one_way_rename;
pub mod presence_column;
pub mod reads_other_table;
pub mod row_cant_be_made;
