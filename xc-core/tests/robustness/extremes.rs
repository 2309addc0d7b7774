//! Inputs at the edges of what anybody writes: very many, very long, very deep.

use std::thread;
use std::time::{Duration, Instant};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use xc_core::compile;
use xc_core::schema::Schema;

use super::verdict::{Verdict, judge};

fn judged(text: &str, before: &Schema) -> Verdict {
    let began = Instant::now();
    let verdict = judge(text, before).unwrap_or_else(|why| panic!("{why}\n{}", text.chars().take(2000).collect::<String>()));
    assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());
    verdict
}

fn accepted(text: &str, before: &Schema) -> Schema {
    let verdict = judged(text, before);
    let said: Vec<String> = verdict.diagnostics.iter().map(|diagnostic| diagnostic.text()).collect();
    assert!(!verdict.refused, "{said:#?}");
    verdict.after.expect("what is accepted leaves a schema")
}

/// The codes of what is said, in the order of the source.
fn refused(text: &str, before: &Schema) -> Vec<&'static str> {
    let verdict = judged(text, before);
    assert!(verdict.refused, "{text}");
    verdict.diagnostics.iter().map(|diagnostic| diagnostic.rule.code).collect()
}

#[test]
fn a_table_of_a_thousand_columns_is_a_table() {
    let columns: Vec<String> = (0..1000).map(|index| format!("column_{index} varchar(40) null")).collect();
    let after = accepted(
        &format!(
            "name: wide, dialects: [postgres, sqlite], expand {{ create table wide (id bigint primary key, {}); }}",
            columns.join(", ")
        ),
        &Schema::default(),
    );
    assert_eq!(after.tables[0].columns.len(), 1001);
    let copy = "name: copied, expand { alter table wide add column copy varchar(40) null; }
        dual_write { sync wide { forward { copy = column_999 } reverse { column_999 = copy } } } migrate { backfill wide; }
        contract { alter table wide drop column column_999; }";
    assert_eq!(accepted(copy, &after).tables[0].columns.len(), 1001);
    let misspelt = "name: copied, contract { alter table wide alter column colum_999 drop not null; }";
    assert_eq!(refused(misspelt, &after), ["XC0302"]);
}

#[test]
fn an_enum_has_as_many_values_as_a_byte_has_room_for_and_more_where_no_row_is_touched() {
    let values: Vec<String> = (0..255).map(|value| format!("\"v{value}\"")).collect();
    let chain = |dialects: &str| {
        let create = format!(
            "name: many, dialects: [{dialects}], expand {{ create enum many ({}); create table t (id bigint primary key, v many null); }}",
            values.join(", ")
        );
        let add = format!("name: more, dialects: [{dialects}], expand {{ alter enum many add value \"more\"; }}");
        (accepted(&create, &Schema::default()), add)
    };
    let (before, add) = chain("postgres, mysql");
    assert_eq!(refused(&add, &before), ["XC0405", "XC0435"]);
    let (before, add) = chain("postgres, sqlite");
    assert_eq!(accepted(&add, &before).enums[0].ty.values.len(), 256);
}

#[test]
fn a_hundred_columns_are_renamed_in_one_block() {
    let list = |line: &dyn Fn(usize) -> String| (0..100).map(line).collect::<Vec<_>>().join(", ");
    let create = format!(
        "name: wide, expand {{ create table wide (id bigint primary key, {}); }}",
        list(&|index| format!("old_{index} varchar(8) not null default \"x\""))
    );
    let before = accepted(&create, &Schema::default());
    let rename = format!(
        "name: renamed, expand {{ alter table wide {}; }} dual_write {{ sync wide {{ {} }} }} migrate {{ backfill wide; }} contract {{ alter table wide {}; }}",
        list(&|index| format!("add column new_{index} like old_{index}")),
        list(&|index| format!("old_{index} <-> new_{index}")),
        list(&|index| format!("drop column old_{index}"))
    );
    let after = accepted(&rename, &before);
    let table = &after.tables[0];
    assert_eq!(table.columns.len(), 101);
    assert!(table.columns.iter().all(|column| !column.nullable && (column.name == "id" || column.default.is_some())));
}

#[test]
fn names_may_be_keywords_of_rust_and_words_beyond_ascii() {
    let words =
        ["type", "match", "r#fn", "self", "Self", "crate", "super", "r#dyn", "async", "_", "größe", "名前", "select", "from", "Ünïcode"];
    let columns: Vec<String> = words.iter().map(|word| format!("{word} varchar(20) not null default \"{word}\"")).collect();
    let create = format!("name: words, expand {{ create table r#impl (id bigint primary key, {}); }}", columns.join(", "));
    let after = accepted(&create, &Schema::default());
    assert_eq!(after.tables[0].name, "impl");
    assert_eq!(after.tables[0].columns[3].name, "fn");
    for word in words {
        let change = format!(
            "name: change, expand {{ alter table impl add column loop varchar(20) null; }}
             dual_write {{ sync impl {{ forward {{ loop = {word} }} reverse {{ {word} = loop }} }} }} migrate {{ backfill impl; }}
             contract {{ alter table impl alter column loop set not null, drop column {word}; }}"
        );
        accepted(&change, &after);
    }
}

#[test]
fn blocks_and_phases_may_be_empty() {
    for text in ["name: nothing", "name: nothing, expand {}", "name: nothing, expand {;;} dual_write {} migrate {} contract {}"] {
        accepted(text, &Schema::default());
    }
    assert_eq!(refused("expand {}", &Schema::default()), ["XC0003"]);
    judged("", &Schema::default());
}

#[test]
fn a_name_and_a_text_may_be_very_long() {
    let name = "n".repeat(20_000);
    let create = format!("name: long, expand {{ create table {name} (id bigint primary key); }}");
    assert!(refused(&create, &Schema::default()).contains(&"XC0308"));
    let text = "\u{1f980}\"\\".repeat(5_000).escape_debug().to_string();
    accepted(
        &format!(
            "name: long, dialects: [postgres], expand {{ create table t (id bigint primary key, a varchar(60000) default \"{text}\"); }}"
        ),
        &Schema::default(),
    );
}

#[test]
fn numbers_beyond_all_bounds_are_refused_where_they_stand() {
    for ty in
        ["varchar(99999999999999999999)", "varchar(-1)", "decimal(4294967295, 2)", "timestamp(7)", "varchar(1.5)", "varchar(0x10, 0b1)"]
    {
        let create = format!("name: numbers, expand {{ create table t (id bigint primary key, a {ty} null); }}");
        assert_eq!(refused(&create, &Schema::default()).len(), 1, "{ty}");
    }
    for value in ["9223372036854775808", "-9223372036854775809", "340282366920938463463374607431768211456", "1e400", "1u8", "'a'"] {
        let create = format!("name: numbers, expand {{ create table t (id bigint primary key, a bigint default {value}); }}");
        assert_eq!(refused(&create, &Schema::default()).len(), 1, "{value}");
    }
}

/// Whatever can stand in itself, with an `x` where the next level goes.
const NESTS: &[&str] = &[
    "(x)",
    "not x",
    "-x",
    "lower(x)",
    "coalesce(a, x)",
    "case when a is null then x else a end",
    "case x when a then a end",
    "cast(x as text)",
    "(x)::text",
    "x || a",
    "x and a",
    "a in (x)",
    "a between (x) and a",
];

#[test]
fn whatever_nests_has_a_limit_and_no_stack_overflows() {
    // rustc expands macros on a thread of 8 MB, and a build without optimization has the largest frames.
    let deep = thread::Builder::new().stack_size(8 << 20).spawn(|| {
        let before = accepted("name: one, expand { create table t (id bigint primary key, a text null); }", &Schema::default());
        for nest in NESTS {
            for depth in [200, 3_000] {
                let (open, close) = nest.split_once('x').expect("a nest has an x");
                let value = format!("{}a{}", open.repeat(depth), close.repeat(depth));
                let text = format!(
                    "name: deep, expand {{ alter table t add column b text null; }} dual_write {{ sync t {{ forward {{ b = {value} }} }} }}
                     migrate {{ backfill t; }}"
                );
                let Ok(tokens) = text.parse::<TokenStream>() else { panic!("{nest}: no tokens") };
                let compiled = compile::stops(tokens, before.clone());
                let said = compiled.sink.into_sorted();
                // A chain of operators is high, not deep: short ones are right, or of a wrong type.
                assert!(depth == 200 || said.iter().any(|mistake| mistake.rule.code == "XC0004"), "{nest}: {said:?}");
            }
        }
        for delimiter in [Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis] {
            let mut nested = TokenStream::new();
            for _ in 0..3_000 {
                nested = TokenStream::from(TokenTree::Group(Group::new(delimiter, nested)));
            }
            let mut block: TokenStream = "name: deep, expand".parse().expect("tokens");
            block.extend(nested);
            let mistakes = compile::stops(block, Schema::default()).sink.count();
            assert!(mistakes >= 1, "{delimiter:?}");
        }
    });
    deep.expect("a thread").join().expect("no panic");
}
