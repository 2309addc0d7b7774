//! Indexes: built in place, beside reads and writes.

use super::{INPLACE, MySql, cost};
use crate::locks::Operation;
use crate::schema::Table;
use crate::schema::constraint::Index;
use crate::sql::{Change, Step, ddl, gate, index_already, index_name, text};

impl MySql {
    pub(super) fn index_there(&self, table: &str, index: &str) -> String {
        format!(
            "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = {} AND index_name = {}",
            text(table, self.0),
            text(index, self.0)
        )
    }

    fn add_index(&self, table: &Table, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let add = format!("ADD {unique}INDEX {} {}", self.name(&index.name), ddl::index_parts(table, index, self.0));
        self.alter(&table.name, &[add], INPLACE)
    }

    fn remove_index(&self, table: &Table, index: &str) -> String {
        self.alter(&table.name, &[format!("DROP INDEX {}", self.name(index))], INPLACE)
    }

    pub(super) fn create_index(&self, table: &Table, index: &Index) -> Step {
        Step {
            already: index_already(&table.name, &index.name),
            cost: cost(&[Operation::CreateIndex]),
            ..self.step(
                index_name(&table.name, &index.name),
                &table.name,
                Change { refuse_if: gate::index(table, index, self.0), ..Change::of([self.add_index(table, index)]) },
                Change::of([self.remove_index(table, &index.name)]),
                self.index_there(&table.name, &index.name),
            )
        }
    }

    pub(super) fn drop_index(&self, table: &Table, index: &Index) -> Step {
        Step {
            already: format!("index {} on {} is gone already, and not by xc", index.name, table.name),
            cost: cost(&[Operation::DropIndex]),
            ..self.step(
                format!("drop index {} on {}", index.name, table.name),
                &table.name,
                Change::of([self.remove_index(table, &index.name)]),
                Change::of([self.add_index(table, index)]),
                format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", self.index_there(&table.name, &index.name)),
            )
        }
    }
}
