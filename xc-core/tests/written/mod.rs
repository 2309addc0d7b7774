//! A plan goes into the program as text; what is read there is what was written.

use proc_macro2::{TokenStream, TokenTree};
use xc_core::compile;
use xc_core::plan::{self, Written};
use xc_core::schema::carried::Carried;
use xc_core::sql::{Backfill, Change, Plan, Step, TableShape};
use xc_core::transform::{Call, Failure, Row, Texts};

use crate::support::{Sources, files, stem};

#[test]
fn the_plan_of_every_block_is_read_as_it_was_written() {
    for path in files("blocks", "rs") {
        let name = stem(&path);
        let mut sources = Sources::default();
        let block = sources.block(&name);
        let before = sources.schema_before(&block);
        let input = Carried::default().write(&before).into_iter().chain(block.clone()).collect();
        let text = text_of(compile::migration_after(input)).expect("an expansion has a plan");
        let plans = compile::stops(block, before).plans;
        let calls: Vec<Call> = plans.iter().flat_map(|plan| &plan.migrate).filter_map(called).collect();
        let read = Written::new(text.leak(), calls.leak()).plans();
        assert_eq!(read.len(), plans.len(), "{name}");
        for (read, written) in read.iter().zip(&plans) {
            same_plan(&name, read, written);
        }
    }
}

/// A function that is called as the one that a backfill names.
fn called(backfill: &Backfill) -> Option<Call> {
    const BLOCKING: fn(&Row) -> Result<Texts, Failure> = |_| Ok(Vec::new());
    let transform = backfill.transform.as_ref()?;
    Some(if transform.call.awaited { Call::Async(|_| Box::pin(async { Ok(Vec::new()) })) } else { Call::Blocking(BLOCKING) })
}

/// The text that an expansion gives to `Written::new`.
fn text_of(tokens: TokenStream) -> Option<String> {
    let mut called = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => called = name == "new",
            TokenTree::Group(group) if called => {
                let first = group.stream().into_iter().next()?;
                return syn::parse2::<syn::LitStr>(first.into()).ok().map(|text| text.value());
            }
            TokenTree::Group(group) => {
                if let Some(text) = text_of(group.stream()) {
                    return Some(text);
                }
            }
            _ => called = false,
        }
    }
    None
}

/// Both sides have the same names and the same order, so that most of them print alike.
macro_rules! alike {
    ($name:expr, $read:expr, $written:expr; $($field:ident),*) => {
        $(assert_eq!(format!("{:?}", $read.$field), format!("{:?}", $written.$field), "{}: {}", $name, stringify!($field));)*
    };
}

fn same_plan(name: &str, read: &plan::Plan, written: &Plan) {
    alike!(name, read, written; dialects, requires, retired, old);
    pairs(name, read.expects, &written.expects, same_table);
    pairs(name, read.expand, &written.expand, same_step);
    pairs(name, read.dual_write, &written.dual_write, same_step);
    pairs(name, read.migrate, &written.migrate, same_backfill);
    pairs(name, read.settle, &written.settle, same_step);
    pairs(name, read.contract, &written.contract, same_step);
}

fn pairs<R, W>(name: &str, read: &[R], written: &[W], same: fn(&str, &R, &W)) {
    assert_eq!(read.len(), written.len(), "{name}");
    read.iter().zip(written).for_each(|(read, written)| same(name, read, written));
}

fn same_table(name: &str, read: &plan::TableShape, written: &TableShape) {
    alike!(name, read, written; table, primary_key, uniques, foreign_keys, checks, closed);
    let columns: Vec<_> = read.columns.iter().map(|column| (column.name, column.catalog_type, column.nullable, column.generated)).collect();
    assert_eq!(format!("{columns:?}"), format!("{:?}", written.columns), "{name}");
}

fn same_step(name: &str, read: &plan::Step, written: &Step) {
    alike!(name, read, written; name, table, servers, probe, already, concurrent, when);
    let cost = (&*written.cost.text, written.cost.lock, written.cost.lock_elsewhere);
    assert_eq!((read.cost, read.lock, read.lock_elsewhere), cost, "{name}: {}", read.name);
    same_change(name, &read.run, &written.run);
    same_change(name, &read.undo, &written.undo);
}

fn same_change(name: &str, read: &plan::Change, written: &Change) {
    alike!(name, read, written; rebuilds, refuse_if, afterwards, never, repairs);
    let statements: Vec<_> = read.statements.iter().map(|statement| (statement.sql, statement.fallback)).collect();
    assert_eq!(format!("{statements:?}"), format!("{:?}", written.statements), "{name}");
    let clear = read.clear.as_ref().map(|clear| (clear.found, clear.statement));
    assert_eq!(format!("{clear:?}"), format!("{:?}", written.clear), "{name}");
}

fn same_backfill(name: &str, read: &plan::Backfill, written: &Backfill) {
    let mut expected = format!("{written:?}");
    if let Some(transform) = &written.transform {
        // A name on this side, a function on the other.
        let how = if transform.call.awaited { "Async" } else { "Blocking" };
        expected = expected.replace(&format!("{:?}", transform.call), how);
    }
    assert_eq!(format!("{read:?}"), expected, "{name}");
}
