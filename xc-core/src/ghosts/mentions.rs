//! Every place of a block where a table or a column is named.

use crate::diagnostic::{Place, Sp};
use crate::syntax::{
    AlterAction, Assignment, ColumnDef, Constraint, ConstraintKind, Expression, Migration, Name, Pair, PairAssignment, Qualified, Statement,
};

/// A name in a block, and what it is to be the name of.
#[derive(Debug)]
pub struct Mention {
    /// The table.
    pub table: String,
    /// The column; `None` where the table itself is named.
    pub column: Option<String>,
    /// Where.
    pub place: Place,
    /// Whether it is declared here.
    pub declares: bool,
}

/// What a block names, as far as it could be parsed. Whether there is such a table or column is not asked.
pub fn mentions(block: &Migration) -> Vec<Mention> {
    let mut found = Found::default();
    for statement in block.phases.iter().flat_map(|phase| &phase.statements) {
        found.statement(statement);
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Mention>);

impl Found {
    fn table(&mut self, name: &Name) {
        self.push(&name.node, None, name.place, false);
    }

    fn column(&mut self, table: &str, name: &Name) {
        self.push(table, Some(&name.node), name.place, false);
    }

    fn columns(&mut self, table: &str, names: &[Name]) {
        names.iter().for_each(|name| self.column(table, name));
    }

    fn push(&mut self, table: &str, column: Option<&str>, place: Place, declares: bool) {
        self.0.push(Mention { table: table.into(), column: column.map(str::to_owned), place, declares });
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::CreateTable(create) => {
                let table = &create.table.node;
                self.push(table, None, create.table.place, true);
                create.columns.iter().for_each(|def| self.definition(table, def));
                self.columns(table, &create.primary_key);
                create.constraints.iter().for_each(|constraint| self.constraint(table, constraint));
            }
            Statement::AlterTable(alter) => {
                self.table(&alter.table);
                alter.actions.iter().for_each(|action| self.action(&alter.table.node, &action.node));
            }
            Statement::DropTable(drop) => self.table(&drop.table),
            Statement::CreateIndex(create) => {
                let table = &create.table.node;
                self.table(&create.table);
                self.columns(table, &create.include);
                let values = create.parts.iter().map(|part| &part.value).chain(&create.predicate);
                values.for_each(|value| self.expression(table, &value.expression));
            }
            // No table or column is named.
            Statement::Enum(_) | Statement::Schema(_) => {}
            Statement::DropIndex(drop) => drop.table.iter().for_each(|table| self.table(table)),
            Statement::Sync(sync) => {
                self.table(&sync.table);
                sync.copies.iter().flat_map(|(old, new)| [old, new]).for_each(|name| self.column(&sync.table.node, name));
                sync.forward
                    .iter()
                    .chain(&sync.reverse)
                    .for_each(|assignment| self.assignment(&sync.table.node, &sync.table.node, assignment));
            }
            Statement::ByApplication(by) => {
                self.table(&by.table);
                self.columns(&by.table.node, &by.columns);
            }
            Statement::Pair(pair) => self.pair(pair),
            Statement::Raw(raw) => {
                raw.table.iter().for_each(|table| self.table(table));
                raw.effect.iter().flat_map(|effect| &effect.node).for_each(|statement| self.statement(statement));
            }
            Statement::Backfill(backfill) => {
                self.table(&backfill.table);
                let using = backfill.using.iter();
                using.for_each(|using| {
                    [&using.call.arguments, &using.targets]
                        .into_iter()
                        .chain(using.parity.iter().map(|judge| &judge.arguments))
                        .for_each(|names| self.columns(&backfill.table.node, names))
                });
            }
        }
    }

    fn action(&mut self, table: &str, action: &AlterAction) {
        match action {
            AlterAction::AddColumn(def) => self.definition(table, def),
            AlterAction::DropColumn(name)
            | AlterAction::SetNotNull(name)
            | AlterAction::DropNotNull(name)
            | AlterAction::SetDefault(name, _)
            | AlterAction::DropDefault(name)
            | AlterAction::SetType(name, _)
            | AlterAction::RenameColumn(name, _) => self.column(table, name),
            AlterAction::SwapColumn(name, with) => [name, with].into_iter().for_each(|name| self.column(table, name)),
            AlterAction::AddConstraint(constraint) => self.constraint(table, constraint),
            AlterAction::DropUnique(names) | AlterAction::DropForeignKey(names) | AlterAction::AddPrimaryKey(names) => {
                self.columns(table, names);
            }
            AlterAction::DropConstraint(_) | AlterAction::DropPrimaryKey | AlterAction::RenameTable(_) => {}
        }
    }

    fn definition(&mut self, table: &str, def: &ColumnDef) {
        self.push(table, Some(&def.name.node), def.name.place, true);
        def.like.iter().for_each(|like| self.column(table, like));
        def.generated.iter().for_each(|generated| self.expression(table, &generated.node.source.expression));
    }

    fn constraint(&mut self, table: &str, constraint: &Constraint) {
        match &constraint.kind {
            ConstraintKind::Unique(columns) => self.columns(table, columns),
            ConstraintKind::Check(source) => self.expression(table, &source.expression),
            ConstraintKind::ForeignKey { columns, table: parent, references, .. } => {
                self.columns(table, columns);
                self.table(parent);
                self.columns(&parent.node, references);
            }
        }
    }

    /// A column of one table is given what is computed from another, or from the same.
    fn assignment(&mut self, to: &str, from: &str, assignment: &Assignment) {
        self.column(to, &assignment.column);
        self.expression(from, &assignment.value);
    }

    fn pair(&mut self, pair: &Pair) {
        let (source, target) = (&pair.source.node, &pair.target.node);
        self.table(&pair.source);
        self.table(&pair.target);
        // A column without a table is of either: the editor finds the one that has it.
        for Qualified { table, column } in pair.on.iter().flat_map(|(left, right)| [left, right]) {
            table.iter().for_each(|table| self.table(table));
            let tables = table.as_ref().map_or(vec![source, target], |table| vec![&table.node]);
            tables.into_iter().for_each(|table| self.column(table, column));
        }
        let sides = [(&pair.forward, target, source), (&pair.reverse, source, target)];
        for (assignments, to, from) in sides {
            for PairAssignment { table, assignment } in assignments {
                table.iter().for_each(|table| self.table(table));
                self.assignment(to, from, assignment);
            }
        }
    }

    fn expression(&mut self, table: &str, expression: &Sp<Expression>) {
        match &expression.node {
            Expression::Column(name) => self.push(table, Some(name), expression.place, false),
            Expression::ColumnOf(table, name) => {
                self.table(table);
                self.column(&table.node, name);
            }
            Expression::Call(_, arguments) => arguments.iter().for_each(|argument| self.expression(table, argument)),
            Expression::Cast(_, value, _) => self.expression(table, value),
            Expression::Case(arms, otherwise) => {
                arms.iter().flat_map(|(when, then)| [when, then]).for_each(|part| self.expression(table, part));
                otherwise.iter().for_each(|otherwise| self.expression(table, otherwise));
            }
            Expression::Literal(_) | Expression::Null => {}
        }
    }
}
