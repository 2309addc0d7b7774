//! The examples themselves: nothing of them is written twice.

#[path = "../../../examples/add_foreign_key.rs"]
pub(crate) mod add_foreign_key;
#[path = "../../../examples/add_index.rs"]
pub(crate) mod add_index;
#[path = "../../../examples/add_not_null.rs"]
pub(crate) mod add_not_null;
#[path = "../../../examples/add_unique.rs"]
pub(crate) mod add_unique;
#[path = "../../../examples/drop_column.rs"]
pub(crate) mod drop_column;
#[path = "../../../examples/key_to_bigint.rs"]
pub(crate) mod key_to_bigint;
#[path = "../../../examples/merge_columns.rs"]
pub(crate) mod merge_columns;
#[path = "../../../examples/move_columns_to_existing_table.rs"]
pub(crate) mod move_columns_to_existing_table;
#[path = "../../../examples/move_columns_to_table.rs"]
pub(crate) mod move_columns_to_table;
#[path = "../../../examples/rename_column.rs"]
pub(crate) mod rename_column;
#[path = "../../../examples/rename_table.rs"]
pub(crate) mod rename_table;
#[path = "../../../examples/replace_enum.rs"]
pub(crate) mod replace_enum;
#[path = "../../../examples/soft_enum_to_lookup_table.rs"]
pub(crate) mod soft_enum_to_lookup_table;
