//! Every rule, by cases: what it refuses and says, and the nearest thing that it allows.

pub(crate) mod case;
mod coverage;
mod examples;
mod pages;
mod report;

use proc_macro2::{TokenStream, TokenTree};
use xc_core::compile;
use xc_core::diagnostic::Diagnostic;
use xc_core::rules::{self, Rule};
use xc_core::schema::carried::Carried;

use crate::support::{Sources, differs, files, stem};
use case::{Case, CaseFile, Form};

/// What a case came to.
struct Outcome {
    diagnostics: Vec<Diagnostic>,
    expansion: TokenStream,
}

#[test]
fn every_case_says_what_its_file_shows() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in files("cases", "md") {
        let file = case::read(&path);
        count += file.cases.len();
        let mut text = preamble(&file);
        for case in &file.cases {
            let mut sources = Sources::default();
            let outcome = compile(case, &mut sources);
            text.push('\n');
            text.push_str(&case.spelled(&report::all(&outcome.diagnostics, &sources)));
            wrong.extend(broken_promises(&file, case, &outcome).map(|what| format!("{}: {}: {what}", stem(&path), case.heading)));
        }
        wrong.extend(differs(&path, &text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 120, "{count} cases: some were lost");
}

#[test]
fn every_rule_is_shown_refusing_and_beside_what_it_allows() {
    let files: Vec<(String, CaseFile)> = files("cases", "md").iter().map(|path| (stem(path), case::read(path))).collect();
    for rule in rules::ALL {
        let wanted = format!("{}_{}", rule.code, rule.name);
        let Some((_, file)) = files.iter().find(|(name, _)| *name == wanted) else { panic!("no cases/{wanted}.md") };
        assert_eq!(file.rule, Some((rule.code.to_owned(), rule.name.to_owned())), "the title of cases/{wanted}.md");
        assert!(file.cases.iter().any(|case| case.mistakes() > 0), "{wanted}: nothing is refused");
        assert!(file.cases.iter().any(|case| case.mistakes() == 0), "{wanted}: nothing is allowed");
    }
    let known = |file: &CaseFile| file.rule.as_ref().is_none_or(|(code, _)| rules::ALL.iter().any(|rule| rule.code == code));
    for (name, file) in &files {
        assert!(known(file), "cases/{name}.md is of a rule that is gone");
    }
}

/// The title, and what the rule's page says.
fn preamble(file: &CaseFile) -> String {
    let rule = file.rule.as_ref().and_then(|(code, _)| rules::ALL.iter().find(|rule| rule.code == code));
    match rule {
        Some(rule) => format!("# {} {}\n\n{}\n", rule.code, rule.name, rule.page.what),
        None => format!("{}\n", file.preamble.trim_end()),
    }
}

fn broken_promises<'a>(file: &'a CaseFile, case: &'a Case, outcome: &'a Outcome) -> impl Iterator<Item = String> + 'a {
    let (promised, found) = (case.mistakes(), outcome.diagnostics.len());
    let count = (promised != found).then(|| format!("{found} mistakes are reported, not {promised}"));
    let of_the_rule =
        file.rule.as_ref().filter(|(code, _)| promised > 0 && !outcome.diagnostics.iter().any(|diagnostic| diagnostic.rule.code == code));
    let rule = of_the_rule.map(|(code, _)| format!("no mistake is of {code}"));
    // Whatever is wrong in a block, what the rest of the crate refers to is there.
    let expansion = outcome.expansion.to_string();
    let has_name = matches!(case.form(), Form::Phases { .. });
    let gone = (has_name && !(expansion.contains("pub const change :") && expansion.contains("as change ;")))
        .then(|| "the constant or its macro is missing".to_owned());
    let reached = expansion.matches("compile_error !").count() + expansion.matches("deprecated (").count();
    let lost = (reached != found).then(|| format!("{reached} of {found} mistakes reach the compiler"));
    let severity = case.severity().filter(|wanted| outcome.diagnostics.iter().any(|found| found.rule.severity != *wanted));
    let other = severity.map(|wanted| format!("not each is {wanted:?}"));
    [count, rule, gone, lost, other].into_iter().flatten()
}

/// Takes a case through the compiler, both ways: as diagnostics, and as the tokens that rustc would get.
fn compile(case: &Case, sources: &mut Sources) -> Outcome {
    let block = sources.parse(&case.block, "this.rs");
    let block = match case.form() {
        Form::Whole => block,
        Form::Phases { after } => {
            let after = after.map(|name| format!("after: super::{name}, ")).unwrap_or_default();
            let mut whole = sources.parse(&format!("name: change, {after}"), "header.rs");
            whole.extend(block);
            whole
        }
        Form::List => return of_tokens(compile::migrations(block)),
        Form::Callback => return of_tokens(compile::migration_after(block)),
    };
    let before = sources.schema_before(&block);
    let expansion = compile::migration_after(Carried::default().write(&before).into_iter().chain(block.clone()).collect());
    Outcome { diagnostics: compile::stops(block, before).sink.into_sorted(), expansion }
}

/// Diagnostics out of the `compile_error!` calls of an expansion.
fn of_tokens(expansion: TokenStream) -> Outcome {
    let mut diagnostics = Vec::new();
    let tokens: Vec<TokenTree> = expansion.clone().into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Ident(word) = token else { continue };
        let Some(TokenTree::Group(group)) = tokens.get(index + 2).filter(|_| word == "compile_error") else { continue };
        let text: syn::LitStr = syn::parse2(group.stream()).expect("compile_error! is given a text");
        let text = text.value();
        let (code, message) = text.split_once(": ").expect("a message begins with the rule's code");
        let rule: &'static Rule = rules::ALL.iter().find(|rule| rule.code == code).expect("the code is a rule's");
        let place = xc_core::diagnostic::Place { start: word.span(), end: group.span() };
        diagnostics.push(Diagnostic::new(rule, place, message));
    }
    Outcome { diagnostics, expansion }
}
