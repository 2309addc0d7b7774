//! What is told of an expression without a database: its bounds, whether it may be null, what it can be relied on for.

use proc_macro2::TokenStream;
use xc_core::compile;
use xc_core::diagnostic::Diagnostic;
use xc_core::expression::Expression;
use xc_core::expression::catalogue::Volatility;
use xc_core::expression::domain::Domain;
use xc_core::plan::Dialect;
use xc_core::schema::Table;

use crate::support::Sources;

/// The users of `create_shop`: `name` is NOT NULL, `nickname` and `age` may be null.
fn users() -> Table {
    Sources::default().schema_after("create_shop").table("users").expect("create_shop makes it").clone()
}

fn expression(text: &str) -> Expression {
    let tokens: TokenStream = text.parse().expect("tokens");
    let dialects = [Dialect::Postgres, Dialect::MySql, Dialect::MariaDb];
    compile::expression(tokens, &users(), &dialects).unwrap_or_else(|mistakes| {
        let texts: Vec<String> = mistakes.iter().map(Diagnostic::text).collect();
        panic!("{text}: {texts:#?}")
    })
}

#[test]
fn bounds_of_texts_follow_from_the_columns() {
    let longest = |text: &str| match expression(text).domain {
        Domain::Text { longest } => longest,
        other => panic!("{text} is {other:?}"),
    };
    assert_eq!(longest("name"), Some(100));
    assert_eq!(longest("concat(name, \" \", nickname)"), Some(151));
    assert_eq!(longest("substr(name, 1, 40)"), Some(40));
    assert_eq!(longest("substr(name, 91)"), Some(10));
    assert_eq!(longest("replace(nickname, \"&\", \"&amp;\")"), Some(250));
    assert_eq!(longest("replace(nickname, \"--\", \"-\")"), Some(50));
    assert_eq!(longest("case when age > 5 then name else nickname end"), Some(100));
}

#[test]
fn bounds_of_numbers_follow_from_the_columns() {
    let range = |text: &str| {
        let range = expression(text).domain.range();
        (range.low, range.high, range.scale)
    };
    assert_eq!(range("length(name) + 2"), (2, 102, 0));
    assert_eq!(range("coalesce(age, -1) - score"), (-4_294_967_294, 4_294_967_294, 0));
    assert_eq!(range("age * 0.01"), (-2_147_483_647, 2_147_483_647, 2));
    assert!(expression("nullif(age, 0)").domain.is_nonzero());
    assert!(!expression("nullif(age, 1)").domain.is_nonzero());
}

#[test]
fn an_injective_expression_tells_any_two_values_apart() {
    let users = users();
    let is_nullable = |name: &str| users.column(name).is_some_and(|column| column.nullable);
    for (text, injective) in [
        ("name", true),
        ("concat(\"user:\", name)", true),
        ("concat(name, nickname)", false),
        ("concat(name, coalesce(nickname, \"\"))", true),
        ("concat(name, name)", false),
        ("name || \"!\" || \"?\"", true),
        ("trim(name)", false),
        ("coalesce(name, \"\")", false),
        ("case when age > 5 then name else name end", false),
        ("nickname", false),
    ] {
        assert_eq!(expression(text).is_injective_in("name", &is_nullable), injective, "{text}");
    }
    for (text, injective) in [("age + 1", true), ("3 - age", true), ("age * 100", true), ("age * 0", false), ("age * score", false)] {
        assert_eq!(expression(text).is_injective_in("age", &is_nullable), injective, "{text}");
    }
}

#[test]
fn an_own_target_is_read_in_an_idempotent_form_only() {
    for (text, idempotent) in [
        ("coalesce(name, \"\")", true),
        ("coalesce(name, nickname, \"\")", true),
        ("lower(trim(name))", true),
        ("trim(name)", true),
        ("name", false),
        ("coalesce(nickname, name)", false),
        ("coalesce(name, lower(name))", false),
        ("coalesce(lower(name), \"N/A\")", false),
        ("trim(coalesce(name, \" \"))", false),
        ("concat(name, \"!\")", false),
        ("replace(name, \"aa\", \"a\")", false),
        ("substr(name, 2)", false),
    ] {
        assert_eq!(expression(text).own_target_is_idempotent("name"), idempotent, "{text}");
    }
}

#[test]
fn a_mapping_of_columns_is_immutable() {
    assert_eq!(expression("concat(lower(name), coalesce(nickname, \"\"))").volatility(), Volatility::Immutable);
}

#[test]
fn what_may_fail_is_found_unless_it_is_guarded() {
    let fails = |text: &str| expression(text).may_fail().map(|found| found.node.part);
    for (text, part) in [
        ("score / age", Some("score / age")),
        ("score % age", Some("score % age")),
        ("coalesce(1 + score / age, 0)", Some("score / age")),
        ("score / 2", None),
        ("score / nullif(age, 0)", None),
        ("score / (length(name) + 1)", None),
        ("score / length(name)", Some("score / length(name)")),
        ("case when age <> 0 then score / age end", None),
        ("case when age = 0 then 0 else score / age end", None),
        ("case when not (age = 0) then score / age else 0 end", None),
        ("case age when 0 then 0 else score / age end", None),
        ("case when age > 0 and score > 5 then score / age end", None),
        ("case when age > 0 or score > 5 then score / age end", Some("score / age")),
        ("case when age = 0 or score = 0 then 0 else score / age end", None),
        ("case when age in (1, 2) then score / age end", None),
        ("case when age not in (0, 1) then score / age end", None),
        ("case when age is null then 0 else score / age end", Some("score / age")),
        ("case when age is distinct from 0 then score / age end", None),
        ("case when (age <> 0) is true then score / age end", None),
        ("case when (age = 0) is not true then score / age end", None),
        ("case when age >= 0 then score / age end", Some("score / age")),
        ("case when score / age > 1 then 1 else 0 end", Some("score / age")),
        ("id + 1", Some("id + 1")),
        ("age + score", None),
        ("case when id < 1000 then -id end", None),
        ("case when id between 0 and 1000000 then id * 1000 end", None),
        ("case when id > 0 then id * 1000 end", Some("id * 1000")),
        ("cast(id as int)", Some("cast(id as int)")),
        ("cast(age as bigint)", None),
        ("cast(age as smallint)", Some("cast(age as smallint)")),
        ("case when age between 0 and 150 then cast(age as smallint) end", None),
        ("try_cast(id as int)", None),
        ("name::int", Some("cast(name as int)")),
        ("try_cast(name as int)", None),
    ] {
        assert_eq!(fails(text).as_deref(), part, "{text}");
    }
}

#[test]
fn a_condition_rules_out_null() {
    let users = users();
    let is_nullable = |name: &str| users.column(name).is_some_and(|column| column.nullable);
    let source = |text: &str| expression(text).null_source(&is_nullable).map(|source| source.node);
    for (text, null) in [
        ("nickname", Some("`nickname`")),
        ("coalesce(nickname, name)", None),
        ("case when nickname is not null then nickname else name end", None),
        ("case when nickname is null then name else nickname end", None),
        ("case when nickname = \"x\" then nickname else name end", None),
        ("case when nickname <> \"\" then name else nickname end", Some("`nickname`")),
        ("case when nickname <> \"\" then nickname end", Some("a `case` without `else`")),
        ("case when age > 5 and nickname is not null then concat(name, nickname) else name end", None),
        ("case when nullif(name, \"\") is null then \"none\" else nullif(name, \"\") end", None),
        ("nullif(name, \"\")", Some("`nullif(...)`")),
        ("age between 1 and 2", Some("`age`")),
        ("(age between 1 and 2) is true", None),
        ("age is distinct from score", None),
        ("try_cast(name as int)", Some("`try_cast(...)`")),
    ] {
        assert_eq!(source(text).as_deref(), null, "{text}");
    }
}

#[test]
fn what_is_surely_null_without_a_column_is_told_from_what_may_be() {
    for (text, is_null) in [
        ("nickname", true),
        ("name", false),
        ("concat(name, \" \", nickname)", true),
        ("substr(trim(nickname), 2)", true),
        ("concat_ws(\" \", name, nickname)", false),
        ("coalesce(nickname, name)", false),
        ("coalesce(nickname, trim(nickname))", true),
        ("case when nickname is null then null else nickname end", false),
        ("nickname in (name, \"x\")", false),
        ("nickname is null", false),
    ] {
        assert_eq!(expression(text).is_null_without("nickname"), is_null, "{text}");
    }
}

#[test]
fn an_expression_is_spelled_so_that_it_can_be_read_again() {
    for text in [
        "concat(name, \" \", nickname)",
        "(age + score) * 2",
        "-(age + 1)",
        "case when age > 5 then \"old\" else \"young\" end",
        "age in (1, 2, 3)",
        "not (age between 1 and 5)",
        "name like \"%\\\\_x\"",
        "cast(id as int)",
        "age is not distinct from score",
        "(age > 5) is not true",
    ] {
        let spelled = expression(text).spelled();
        assert_eq!(spelled, text);
        assert!(expression(&spelled).is_alike(&expression(text)) || text.starts_with("case"), "{text}");
    }
}
