//! Broken blocks: whatever is missing, doubled or out of place, the compiler answers with mistakes and never panics.

use proc_macro2::{Group, TokenStream, TokenTree};
use xc_core::compile;

use crate::support::{Sources, files, stem};

/// So many broken forms of each block.
const ROUNDS: usize = 400;

#[test]
fn a_broken_block_gives_mistakes_and_no_panic() {
    fastrand::seed(4711);
    let (mut refused, mut accepted) = (0, 0);
    for path in files("blocks", "rs") {
        let mut sources = Sources::default();
        let block = sources.block(&stem(&path));
        let before = sources.schema_before(&block);
        let tokens = count(&block);
        for round in 0..ROUNDS.max(tokens) {
            // Every token is once the last; then breaks at random.
            let broken = if round < tokens {
                let mut left = round;
                cut(&block, &mut left)
            } else {
                (0..=fastrand::usize(..3)).fold(block.clone(), |block, _| mutate(&block, tokens))
            };
            let compiled = compile::stops(broken.clone(), before.clone());
            let mistakes = compiled.sink.into_sorted();
            refused += usize::from(!mistakes.is_empty());
            accepted += usize::from(mistakes.is_empty());
            assert!(mistakes.is_empty() || compiled.plans.is_empty(), "SQL in spite of a mistake: {broken}");
            for mistake in mistakes {
                assert!(!mistake.message.is_empty(), "{broken}");
                assert!(mistake.text().starts_with(mistake.rule.code), "{broken}");
            }
            // The tokens for rustc, too.
            compile::migration(broken);
        }
    }
    assert!(refused > accepted, "{refused} were refused and {accepted} accepted: the breaks do not break");
}

fn count(tokens: &TokenStream) -> usize {
    let inside = |token: TokenTree| if let TokenTree::Group(group) = token { count(&group.stream()) } else { 0 };
    tokens.clone().into_iter().map(|token| 1 + inside(token)).sum()
}

fn regroup(group: &Group, stream: TokenStream) -> TokenTree {
    let mut made = Group::new(group.delimiter(), stream);
    made.set_span(group.span());
    TokenTree::Group(made)
}

/// The first `left` tokens, with the groups that are open there closed: an editor closes them as well.
fn cut(tokens: &TokenStream, left: &mut usize) -> TokenStream {
    let mut kept = TokenStream::new();
    for token in tokens.clone() {
        if *left == 0 {
            break;
        }
        *left -= 1;
        kept.extend([match token {
            TokenTree::Group(group) => {
                let inside = cut(&group.stream(), left);
                regroup(&group, inside)
            }
            token => token,
        }]);
    }
    kept
}

/// One token somewhere is dropped, doubled, or put in another's place.
fn mutate(tokens: &TokenStream, count: usize) -> TokenStream {
    let mut flat = Vec::new();
    flatten(tokens, &mut flat);
    let other = flat[fastrand::usize(..flat.len())].clone();
    let mut at = fastrand::usize(..count);
    change(tokens, &mut at, fastrand::u8(..3), &other)
}

fn flatten(tokens: &TokenStream, into: &mut Vec<TokenTree>) {
    for token in tokens.clone() {
        if let TokenTree::Group(group) = &token {
            flatten(&group.stream(), into);
        }
        into.push(token);
    }
}

fn change(tokens: &TokenStream, at: &mut usize, how: u8, other: &TokenTree) -> TokenStream {
    let mut changed = TokenStream::new();
    for token in tokens.clone() {
        let here = *at == 0;
        *at = at.wrapping_sub(1);
        match (here, how) {
            (true, 0) => {}
            (true, 1) => changed.extend([token.clone(), token]),
            (true, _) => changed.extend([other.clone()]),
            (false, _) => changed.extend([match token {
                TokenTree::Group(group) => {
                    let inside = change(&group.stream(), at, how, other);
                    regroup(&group, inside)
                }
                token => token,
            }]),
        }
    }
    changed
}
