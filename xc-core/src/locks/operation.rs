//! The operations of the table.

use std::fmt;
use std::str::FromStr;

macro_rules! operations {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal,)+) => {
        /// A change of the schema, as the databases tell them apart: by what they lock, scan and rewrite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Operation {
            /// All of them, in the order of the table.
            pub const ALL: &[Operation] = &[$(Operation::$variant,)+];

            /// Its name in the table: `add_column`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Operation::$variant => $name,)+
                }
            }

            /// What it is, for people: `Add a column that may be null and has no default.`
            pub fn title(self) -> &'static str {
                match self {
                    $(Operation::$variant => concat!($($doc),+).trim_start(),)+
                }
            }
        }
    };
}

operations! {
    /// Create a table.
    CreateTable "create_table",
    /// Rename a table.
    RenameTable "rename_table",
    /// Drop a table.
    DropTable "drop_table",
    /// Delete all rows of a table at once.
    TruncateTable "truncate_table",
    /// Make a table anew with the same content.
    RebuildTable "rebuild_table",

    /// Add a column that may be null and has no default.
    AddColumn "add_column",
    /// Add a column with a constant default.
    AddColumnDefault "add_column.default",
    /// Add a column whose default is the current time.
    AddColumnNow "add_column.now",
    /// Add a column whose default is an expression with the same value for every row.
    AddColumnExpression "add_column.expression",
    /// Add a column with a default that differs from row to row.
    AddColumnVolatile "add_column.volatile",
    /// Add a column that numbers the rows: identity or AUTO_INCREMENT.
    AddColumnAutoIncrement "add_column.auto_increment",
    /// Add a generated column that is stored.
    AddColumnStored "add_column.stored",
    /// Add a generated column that is computed when it is read.
    AddColumnVirtual "add_column.virtual",
    /// Add a nullable column to a table that has a virtual generated column in an index.
    AddColumnBesideVirtualIndexed "add_column.beside_virtual_indexed",
    /// Add a nullable column with a check in the same statement.
    AddColumnCheck "add_column.check",
    /// Add a nullable column with a foreign key in the same statement.
    AddColumnReferences "add_column.references",
    /// Add a nullable column with a unique constraint in the same statement.
    AddColumnUnique "add_column.unique",
    /// Drop a column.
    DropColumn "drop_column",
    /// Drop a generated column that is stored.
    DropColumnStored "drop_column.stored",
    /// Drop a generated column that is computed when it is read.
    DropColumnVirtual "drop_column.virtual",
    /// Drop a column of a table that has a virtual generated column in an index.
    DropColumnBesideVirtualIndexed "drop_column.beside_virtual_indexed",
    /// Rename a column.
    RenameColumn "rename_column",
    /// Rename a generated column that is stored.
    RenameColumnStored "rename_column.stored",
    /// Rename a generated column that is computed when it is read.
    RenameColumnVirtual "rename_column.virtual",
    /// Give a column a default.
    SetDefault "set_default",
    /// Take a column's default away.
    DropDefault "drop_default",

    /// Make a column NOT NULL.
    SetNotNull "set_not_null",
    /// Make a column NOT NULL in a table that has a stored generated column, of whatever.
    SetNotNullBesideStored "set_not_null.beside_stored",
    /// Make a column NOT NULL in a table that has a virtual generated column in no index.
    SetNotNullBesideVirtual "set_not_null.beside_virtual",
    /// Make a column NOT NULL in a table that has a virtual generated column in an index.
    SetNotNullBesideVirtualIndexed "set_not_null.beside_virtual_indexed",
    /// Make a column NOT NULL that a validated check proves to hold no null.
    SetNotNullProven "set_not_null.proven",
    /// Add a NOT NULL constraint that new rows must keep, and old ones need not yet.
    AddNotNullNotValid "add_not_null.not_valid",
    /// Validate a NOT NULL constraint.
    ValidateNotNull "validate_not_null",
    /// Let a NOT NULL column hold null.
    DropNotNull "drop_not_null",
    /// Let a column be null in a table that has a stored generated column.
    DropNotNullBesideStored "drop_not_null.beside_stored",
    /// Let a column be null in a table that has a virtual generated column in an index.
    DropNotNullBesideVirtualIndexed "drop_not_null.beside_virtual_indexed",

    /// Add a check.
    AddCheck "add_check",
    /// Add a check that new rows must keep, and old ones need not yet.
    AddCheckNotValid "add_check.not_valid",
    /// Validate a check.
    ValidateCheck "validate_check",
    /// Drop a check.
    DropCheck "drop_check",
    /// Add an exclusion constraint.
    AddExclusion "add_exclusion",

    /// Add a foreign key.
    AddForeignKey "add_foreign_key",
    /// Add a foreign key, seen from the table that it refers to.
    AddForeignKeyReferenced "add_foreign_key.referenced",
    /// Add a foreign key without looking at the rows: NOT VALID, or with foreign_key_checks off.
    AddForeignKeyNotValid "add_foreign_key.not_valid",
    /// Add a foreign key without looking at the rows, seen from the table that it refers to.
    AddForeignKeyNotValidReferenced "add_foreign_key.not_valid.referenced",
    /// Validate a foreign key.
    ValidateForeignKey "validate_foreign_key",
    /// Validate a foreign key, seen from the table that it refers to.
    ValidateForeignKeyReferenced "validate_foreign_key.referenced",
    /// Drop a foreign key.
    DropForeignKey "drop_foreign_key",
    /// Drop a foreign key, seen from the table that it refers to.
    DropForeignKeyReferenced "drop_foreign_key.referenced",

    /// Add a unique constraint.
    AddUnique "add_unique",
    /// Make a unique index that is there a constraint.
    AddUniqueUsingIndex "add_unique.using_index",
    /// Drop a unique constraint.
    DropUnique "drop_unique",
    /// Add a primary key to a table without one.
    AddPrimaryKey "add_primary_key",
    /// Add a primary key to a table that has a stored generated column.
    AddPrimaryKeyBesideStored "add_primary_key.beside_stored",
    /// Add a primary key to a table that has a virtual generated column in an index.
    AddPrimaryKeyBesideVirtualIndexed "add_primary_key.beside_virtual_indexed",
    /// Make a unique index over NOT NULL columns that is there the primary key.
    AddPrimaryKeyUsingIndex "add_primary_key.using_index",
    /// Make a unique index over nullable columns that is there the primary key.
    AddPrimaryKeyUsingIndexNullable "add_primary_key.using_index.nullable",
    /// Drop the primary key.
    DropPrimaryKey "drop_primary_key",

    /// Create an index.
    CreateIndex "create_index",
    /// Create an index concurrently.
    CreateIndexConcurrently "create_index.concurrently",
    /// Create an index on a generated column that is computed when it is read.
    CreateIndexVirtual "create_index.virtual",
    /// Create an index on a generated column that is stored.
    CreateIndexStored "create_index.stored",
    /// Create a unique index.
    CreateUniqueIndex "create_unique_index",
    /// Create a unique index concurrently.
    CreateUniqueIndexConcurrently "create_unique_index.concurrently",
    /// Build an index anew.
    Reindex "reindex",
    /// Build an index anew concurrently.
    ReindexConcurrently "reindex.concurrently",
    /// Rename an index.
    RenameIndex "rename_index",
    /// Drop an index.
    DropIndex "drop_index",
    /// Drop an index concurrently.
    DropIndexConcurrently "drop_index.concurrently",

    /// Change the type from smallint to int.
    SmallintToInt "smallint_to_int",
    /// Change the type from int to bigint.
    IntToBigint "int_to_bigint",
    /// Change the type from bigint to int.
    BigintToInt "bigint_to_int",
    /// Widen a varchar whose values take at most 255 bytes before and after.
    VarcharWider "varchar_wider",
    /// Widen a varchar from at most 127 bytes to more than 255.
    VarcharWiderFrom127Bytes "varchar_wider.from_127_bytes",
    /// Widen a varchar from 128 to 255 bytes to more than 255.
    VarcharWiderFrom255Bytes "varchar_wider.from_255_bytes",
    /// Widen a varchar whose values take more than 255 bytes before and after.
    VarcharWiderFrom256Bytes "varchar_wider.from_256_bytes",
    /// Narrow a varchar.
    VarcharNarrower "varchar_narrower",
    /// Change the type from varchar to text.
    VarcharToText "varchar_to_text",
    /// Change the type from text to varchar.
    TextToVarchar "text_to_varchar",
    /// Give a numeric more digits before the point.
    NumericPrecision "numeric_precision",
    /// Give a numeric more digits behind the point.
    NumericScale "numeric_scale",
    /// Change the type from timestamp to timestamp with time zone, in a session whose time zone is UTC.
    TimestampToTimestamptzUtc "timestamp_to_timestamptz.utc",
    /// Change the type from timestamp to timestamp with time zone, in a session of another time zone.
    TimestampToTimestamptz "timestamp_to_timestamptz",
    /// Convert a table to another character set.
    ConvertCharset "convert_charset",
    /// Add a value at the end of an enum.
    EnumAppend "enum_append",
    /// Add a value in the middle of an enum.
    EnumInsert "enum_insert",
    /// Take a value out of an enum, or change the order of its values.
    EnumReorder "enum_reorder",

    /// Create a trigger.
    CreateTrigger "create_trigger",
    /// Drop a trigger.
    DropTrigger "drop_trigger",
    /// Drop a trigger's function, and the trigger with it.
    DropFunctionCascade "drop_function.cascade",
}

impl Operation {
    /// The same operation seen from the table that it refers to.
    pub const fn referenced(self) -> Option<Operation> {
        match self {
            Operation::AddForeignKey => Some(Operation::AddForeignKeyReferenced),
            Operation::AddForeignKeyNotValid => Some(Operation::AddForeignKeyNotValidReferenced),
            Operation::ValidateForeignKey => Some(Operation::ValidateForeignKeyReferenced),
            Operation::DropForeignKey => Some(Operation::DropForeignKeyReferenced),
            _ => None,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Operation {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let operation = Operation::ALL.iter().copied().find(|operation| operation.name() == name);
        operation.ok_or_else(|| format!("`{name}` is not an operation of the lock table"))
    }
}
