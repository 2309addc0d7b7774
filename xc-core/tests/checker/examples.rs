//! The examples on the rules' pages are true: each is compiled, for each of its databases.

use proc_macro2::TokenStream;
use xc_core::compile;
use xc_core::diagnostic::Diagnostic;
use xc_core::plan::Dialect;
use xc_core::rules::{self, Example, Overridable, Rule};
use xc_core::schema::Schema;

use crate::support::Sources;

#[test]
fn what_a_page_calls_refused_is_refused_by_that_rule_alone() {
    for_each(
        |rule| rule.refused,
        |rule, concerned, found| match found {
            [only] if concerned => (only.rule.code != rule.code).then(|| format!("it is refused by {}", only.rule.code)),
            found if concerned => Some(format!("{} mistakes are reported, not one", found.len())),
            found => found.iter().any(|found| found.rule.code == rule.code).then(|| "it is refused, and is not about this database".into()),
        },
    );
}

#[test]
fn what_a_page_calls_allowed_is_allowed() {
    for_each(|rule| rule.allowed, |_, concerned, found| (concerned && !found.is_empty()).then(|| "it is refused".into()));
}

/// A message that prints the whole migration to write prints one that compiles.
#[test]
fn the_migration_that_a_message_prints_is_allowed() {
    let (mut printed, mut wrong) = (0, Vec::new());
    for rule in rules::ALL {
        for example in rule.refused {
            for (on, _, diagnostics) in compile(example) {
                let helps = diagnostics.iter().flat_map(|diagnostic| &diagnostic.helps);
                for help in helps.filter(|help| help.contains("\nexpand ") && !help.contains("...")) {
                    let way = help.split_once('\n').map(|(_, way)| way.to_owned()).unwrap_or_default();
                    let same = |(other, _, _): &(String, bool, Vec<Diagnostic>)| *other == on;
                    let found = compile(&Example { block: way.clone().leak(), ..*example }).into_iter().find(same);
                    // What asks for a reason says itself what to do.
                    let said = found.into_iter().flat_map(|(_, _, said)| said);
                    let errors = said.filter(|said| said.rule.overridable != Overridable::WithReason).map(|said| said.text());
                    let errors: Vec<String> = errors.collect();
                    printed += 1;
                    if !errors.is_empty() {
                        wrong.push(format!("{} on {on}:\n{way}\n{}", rule.code, errors.join("\n")));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(printed >= 8, "only {printed} messages print a migration");
}

/// Compiles each example of each rule, and gives what is wrong with the outcome to one assertion.
fn for_each(examples: fn(&Rule) -> &[Example], judge: fn(&Rule, bool, &[Diagnostic]) -> Option<String>) {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        for example in examples(rule) {
            for (on, concerned, diagnostics) in compile(example) {
                if let Some(what) = judge(rule, concerned, &diagnostics) {
                    let said: Vec<String> = diagnostics.iter().map(Diagnostic::text).collect();
                    wrong.push(format!("{} on {on}: {what}\n{}\n{}\n", rule.code, example.block.trim(), said.join("\n")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said of an example, where, and whether it is about that database.
fn compile(example: &Example) -> Vec<(String, bool, Vec<Diagnostic>)> {
    let mut sources = Sources::default();
    if let Some(list) = example.block.strip_prefix("migrations![") {
        let list = sources.parse(list.trim_end_matches(']'), "example");
        return vec![("a list".into(), true, super::of_tokens(compile::migrations(list)).diagnostics)];
    }
    // A block with a header of its own says what it is for.
    if example.block.starts_with("name:") {
        let before = schema(&mut sources, example.before, example.on);
        let block = sources.parse(example.block, "example");
        return vec![("its dialects".into(), true, compile::stops(block, before).sink.into_sorted())];
    }
    let on = |dialect: Dialect| {
        let before = schema(&mut sources, example.before, &[dialect]);
        let after = if before.id.is_some() { "after: first, " } else { "" };
        let block = phases(&mut sources, "change", after, &[dialect], example.block);
        // `mysql` stands for MariaDB as well.
        let concerned = example.on.contains(&dialect) || (dialect == Dialect::MySql && example.on.contains(&Dialect::MariaDb));
        (dialect.name().into(), concerned, compile::stops(block, before).sink.into_sorted())
    };
    Dialect::ALL.into_iter().map(on).collect()
}

/// The schema that an example begins with.
fn schema(sources: &mut Sources, before: &str, dialects: &[Dialect]) -> Schema {
    if before.is_empty() {
        return Schema::default();
    }
    let compiled = compile::stops(phases(sources, "first", "", dialects, before), Schema::default());
    let has_errors = compiled.sink.has_errors();
    let mistakes: Vec<String> = compiled.sink.into_sorted().iter().map(Diagnostic::text).collect();
    assert!(!has_errors, "what comes before an example is not right itself:\n{before}\n{mistakes:#?}");
    compiled.migration.expect("a block without mistakes has a name").after
}

fn phases(sources: &mut Sources, name: &str, after: &str, dialects: &[Dialect], phases: &str) -> TokenStream {
    let dialects: Vec<String> = dialects.iter().map(|dialect| format!("{dialect:?}").to_lowercase()).collect();
    let mut block = sources.parse(&format!("name: {name}, {after}dialects: [{}],", dialects.join(", ")), "header");
    block.extend(sources.parse(phases, "example"));
    block
}
