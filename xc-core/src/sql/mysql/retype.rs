//! A longer text, or an enum with more values, as a change of the catalogue.

use super::{INPLACE, MySql, cost};
use crate::locks::Operation;
use crate::plan::Dialect;
use crate::schema::types::Type;
use crate::schema::{Column, Table};
use crate::sql::{Change, Step, alter_column_name, ddl, gate};

impl MySql {
    /// MariaDB does it INSTANT, MySQL INPLACE; either refuses where it would have to copy the table after all.
    pub(super) fn widen(&self, table: &Table, was: &Column, shall: &Column) -> Step {
        let modify = [format!("MODIFY COLUMN {}", ddl::column(shall, self.0))];
        let change = match self.0 {
            Dialect::MariaDb => self.instant(&table.name, &modify),
            // A value behind the others: "Online DDL Operations", Modifying the definition of an ENUM or SET column.
            _ if shall.ty.as_enum().is_some() => self.instant(&table.name, &modify),
            _ => Change::of([self.alter(&table.name, &modify, INPLACE)]),
        };
        let gate = match shall.ty {
            Type::Varchar(characters) => gate::lengthened(&table.name, shall, characters, self.0),
            _ => gate::restated(&table.name, &[shall], self.0),
        };
        let step = Step {
            already: String::new(),
            ..self.step(
                alter_column_name(was, shall, &table.name),
                &table.name,
                Change { refuse_if: Some(gate), ..change },
                // Narrower again would copy the table. The wider column takes all that the other took.
                Change::default(),
                // Done twice, it is the same.
                "SELECT 0".into(),
            )
        };
        if shall.ty.as_enum().is_some() { Step { cost: cost(&[Operation::EnumAppend]), ..step } } else { step }
    }
}
