//! The schema on its way from one migration to the next: what is not read is handed on as it came.

use proc_macro2::{Group, TokenStream, TokenTree};
use xc_core::compile;
use xc_core::schema::Schema;
use xc_core::schema::carried::Carried;

use crate::support::{Sources, files, stem};

/// Tables that no block of `blocks/` names.
const OTHERS: &str = "name: others, expand {
    create table zz_first (id bigint primary key, label varchar(20) not null default \"a\\tb\");
    create table zz_last (id bigint primary key, at timestamp null);
}";

fn group(carried: TokenStream) -> Group {
    match carried.into_iter().next() {
        Some(TokenTree::Group(group)) => group,
        other => panic!("not what a schema is carried in: {other:?}"),
    }
}

fn read(carried: &TokenStream) -> Carried {
    Carried::read(&group(carried.clone())).expect("it was written by the same version")
}

/// The tables of a schema in between those that no block names.
fn among_others(schema: &Schema, others: &Schema) -> Schema {
    let mut among = schema.clone();
    among.tables.insert(0, others.tables[0].clone());
    among.tables.push(others.tables[1].clone());
    among
}

#[test]
fn a_block_leaves_the_same_schema_whether_or_not_the_tables_that_it_does_not_name_are_read() {
    let mut sources = Sources::default();
    let others = sources.parse(OTHERS, "others.rs");
    let others = compile::stops(others, Schema::default()).migration.expect("it has a name").after;
    let mut unread = 0;
    for path in files("blocks", "rs") {
        let block = sources.block(&stem(&path));
        let before = among_others(&sources.schema_before(&block), &others);
        let tokens = Carried::default().write(&before);

        let mut carried = read(&tokens);
        let part = carried.schema_for(&block).expect("it can be read");
        unread += before.tables.len() - part.tables.len();
        assert!(!carried.is_read(), "{}: tables that it does not name were read", stem(&path));
        let after = compile::stops(block.clone(), part).migration.expect("it has a name").after;
        let by_part = read(&carried.write(&after)).schema();

        let mut carried = read(&tokens);
        let whole = carried.schema().expect("it can be read");
        assert_eq!(whole, before, "{}", stem(&path));
        let compiled = compile::stops(block, whole);
        assert!(!compiled.sink.has_errors(), "{}: the other tables stand in its way", stem(&path));
        let by_whole = read(&carried.write(&compiled.migration.expect("it has a name").after)).schema();
        assert_eq!(by_part, by_whole, "{}", stem(&path));
    }
    assert!(unread > 20, "{unread} tables were left unread");
}

#[test]
fn a_block_with_a_mistake_is_answered_from_the_whole_schema() {
    let mut sources = Sources::default();
    let others = sources.parse(OTHERS, "others.rs");
    let others = compile::stops(others, Schema::default()).migration.expect("it has a name").after;
    let block = sources.parse("name: change, expand { alter table zz_frist add column a int null; }", "change.rs");
    let mut tokens = Carried::default().write(&others);
    tokens.extend(block);
    let expansion = compile::migration_after(tokens).to_string();
    assert!(expansion.contains("did you mean `zz_first`"), "{expansion}");
}

#[test]
fn what_another_version_wrote_is_not_read() {
    for text in ["[]", "[\"dialects\"]", "[\"dialects\" \"a\" \"users,\"]", "[\"dialects\" \"a\" \"\" \"table\\tusers\"]", "[name]"] {
        let tokens: TokenStream = text.parse().expect("tokens");
        assert!(Carried::read(&group(tokens)).is_none(), "{text}");
    }
    let other: TokenStream = "[\"dialects\" \"a\" \"users,\" \"tabel users\"]".parse().expect("tokens");
    assert!(read(&other).schema().is_none());
}
