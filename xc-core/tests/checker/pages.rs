//! The pages of the rules: whole, and the same wherever they are read.

use std::path::Path;

use xc_core::explain;
use xc_core::rules::{self, Overridable, Page, Rule, text};

use crate::support::differs;

#[test]
fn every_page_is_whole() {
    for Rule { code, page, overridable, refused, allowed, .. } in rules::ALL {
        let Page { what, why, databases, instead, sources } = page;
        for (part, text) in [("what", what), ("why", why), ("databases", databases), ("instead", instead)] {
            assert!(!text.is_empty(), "{code}: `{part}` of the page is empty");
            assert!(text.ends_with(['.', '`', '?']), "{code}: `{part}` of the page ends in the middle of a sentence: {text}");
        }
        assert!(!sources.is_empty(), "{code}: the page has no source");
        assert!(!refused.is_empty() && !allowed.is_empty(), "{code}: an example of what is refused, and the nearest that is allowed");
        assert!(*overridable != Overridable::No(""), "{code}: why can't it be overridden?");
    }
}

#[test]
fn the_document_has_the_pages_as_they_are() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/RULES.md");
    assert_eq!(differs(&file, &text::all()), None, "BLESS=1 writes it anew");
}

#[test]
fn every_rule_is_explained_by_code_and_by_name() {
    for rule in rules::ALL {
        let page = explain::explain(rule.code).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((page.code, page.name), (rule.code, rule.name));
        assert_eq!(explain::explain(&rule.name.to_uppercase()), Ok(page));
        let printed = page.to_string();
        assert!(printed.starts_with(&format!("{} {}\n", rule.code, rule.name)), "{printed}");
        for part in ["Why it hurts: ", "Databases: ", "Write instead: ", "Refused", "Allowed", "Sources:"] {
            assert!(printed.contains(part), "{}: no `{part}` in\n{printed}", rule.code);
        }
        for source in rule.page.sources {
            let first = source.split_whitespace().next().unwrap_or_default();
            assert!(printed.contains(&format!("- {first}")), "{}: `{source}` is missing in\n{printed}", rule.code);
        }
    }
    assert_eq!(explain::pages().count(), rules::ALL.len());
}

#[test]
fn what_is_no_rule_is_answered_with_the_nearest() {
    let said = |asked: &str| explain::explain(asked).map(|page| page.code).map_err(|error| error.to_string());
    assert_eq!(said(" rename_in_place "), Ok("XC0309"));
    assert_eq!(said("rename_in_plase"), Err("there is no rule `rename_in_plase`; did you mean XC0309 rename_in_place?".into()));
    assert_eq!(said("XC9999"), Err("there is no rule `XC9999`".into()));
    assert_eq!(said(""), Err("there is no rule ``".into()));
}
