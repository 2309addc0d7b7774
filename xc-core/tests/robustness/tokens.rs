//! Breaking blocks, token by token: what an editor, a merge or a cat on the keyboard makes of them.

use fastrand::Rng;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// How many tokens there are; a group counts as one, and so does each of those inside it.
pub(super) fn count(tokens: &TokenStream) -> usize {
    let inside = |token: TokenTree| if let TokenTree::Group(group) = token { count(&group.stream()) } else { 0 };
    tokens.clone().into_iter().map(|token| 1 + inside(token)).sum()
}

fn regroup(group: &Group, stream: TokenStream) -> TokenTree {
    let mut made = Group::new(group.delimiter(), stream);
    made.set_span(group.span());
    TokenTree::Group(made)
}

/// The first `left` tokens, with the groups that are open there closed: an editor closes them as well.
pub(super) fn cut(tokens: &TokenStream, left: &mut usize) -> TokenStream {
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

/// All tokens, those inside groups as well, each group before what it holds.
pub(super) fn flatten(tokens: &TokenStream, into: &mut Vec<TokenTree>) {
    for token in tokens.clone() {
        into.push(token.clone());
        if let TokenTree::Group(group) = &token {
            flatten(&group.stream(), into);
        }
    }
}

/// What can be done to one token. A way more is a function and a line in [`WAYS`].
type Way = fn(TokenTree, &mut Rng, &[TokenTree]) -> Vec<TokenTree>;

/// The ways to break a token; the third argument is what others there are.
const WAYS: &[Way] = &[dropped, doubled, replaced, preceded, swapped, unwrapped, wrapped, halved, spelled_otherwise, pasted];

fn dropped(_: TokenTree, _: &mut Rng, _: &[TokenTree]) -> Vec<TokenTree> {
    Vec::new()
}

fn doubled(token: TokenTree, _: &mut Rng, _: &[TokenTree]) -> Vec<TokenTree> {
    vec![token.clone(), token]
}

fn replaced(_: TokenTree, rng: &mut Rng, others: &[TokenTree]) -> Vec<TokenTree> {
    rng.choice(others).cloned().into_iter().collect()
}

fn preceded(token: TokenTree, rng: &mut Rng, others: &[TokenTree]) -> Vec<TokenTree> {
    rng.choice(others).cloned().into_iter().chain([token]).collect()
}

/// In front of what it follows. That is taken for another of the block: a swap moves either.
fn swapped(token: TokenTree, rng: &mut Rng, others: &[TokenTree]) -> Vec<TokenTree> {
    [token].into_iter().chain(rng.choice(others).cloned()).collect()
}

fn unwrapped(token: TokenTree, _: &mut Rng, _: &[TokenTree]) -> Vec<TokenTree> {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        token => vec![token],
    }
}

fn wrapped(token: TokenTree, rng: &mut Rng, _: &[TokenTree]) -> Vec<TokenTree> {
    vec![Group::new(delimiter(rng), token.into()).into()]
}

/// A word, or the inside of a group, is half there.
fn halved(token: TokenTree, _: &mut Rng, _: &[TokenTree]) -> Vec<TokenTree> {
    match token {
        TokenTree::Group(group) => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            vec![regroup(&group, inside[..inside.len() / 2].iter().cloned().collect())]
        }
        TokenTree::Ident(ident) => {
            let text: Vec<char> = ident.to_string().chars().collect();
            let half: String = text[..text.len().div_ceil(2)].iter().collect();
            vec![syn::parse_str::<Ident>(&half).unwrap_or(ident).into()]
        }
        token => vec![token],
    }
}

fn spelled_otherwise(token: TokenTree, rng: &mut Rng, _: &[TokenTree]) -> Vec<TokenTree> {
    match token {
        TokenTree::Ident(ident) => {
            let text = ident.to_string();
            let text = text.trim_start_matches("r#");
            let other = match rng.u8(..4) {
                0 => text.to_uppercase(),
                1 => format!("{text}{}", rng.alphanumeric()),
                2 => text.chars().rev().collect(),
                _ => format!("r#{text}"),
            };
            vec![syn::parse_str::<Ident>(&other).unwrap_or(ident).into()]
        }
        TokenTree::Group(group) => vec![Group::new(delimiter(rng), group.stream()).into()],
        _ => vec![literal(rng)],
    }
}

/// Several tokens from elsewhere.
fn pasted(token: TokenTree, rng: &mut Rng, others: &[TokenTree]) -> Vec<TokenTree> {
    let from = rng.usize(..others.len());
    let length = rng.usize(1..=8).min(others.len() - from);
    others[from..from + length].iter().cloned().chain([token]).collect()
}

fn delimiter(rng: &mut Rng) -> Delimiter {
    rng.choice([Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket]).unwrap_or(Delimiter::Brace)
}

/// Values at the edges of what a literal can be.
fn literal(rng: &mut Rng) -> TokenTree {
    const TEXTS: &[&str] =
        &["", " ", "a", "it's", "\"", "\\", "\u{0}", "\n", "🦀", "e\u{301}", "%", "_", "; drop table users; --", "2024-02-30"];
    const OTHERS: &[&str] = &[
        "0",
        "1",
        "9223372036854775807",
        "9223372036854775808",
        "340282366920938463463374607431768211456",
        "0x10",
        "0b1",
        "1_000",
        "1u8",
        "1.5",
        "1.",
        "1e400",
        "0.1f32",
        "'a'",
        "b'a'",
        "b\"a\"",
        "c\"a\"",
        "r\"a\"",
        "r#\"a\"#",
        "'static",
    ];
    if rng.bool() {
        return Literal::string(rng.choice(TEXTS).unwrap_or(&"")).into();
    }
    let written = rng.choice(OTHERS).unwrap_or(&"0");
    let tokens = written.parse::<TokenStream>().unwrap_or_default();
    tokens.into_iter().next().unwrap_or_else(|| Literal::u8_unsuffixed(0).into())
}

/// The block with one token broken, in a way and at a place that chance decides.
pub(super) fn broken(tokens: &TokenStream, rng: &mut Rng) -> TokenStream {
    let mut all = Vec::new();
    flatten(tokens, &mut all);
    let others: Vec<TokenTree> =
        all.into_iter().filter(|token| !matches!(token, TokenTree::Group(group) if count(&group.stream()) > 40)).collect();
    if others.is_empty() {
        return TokenStream::from(any(rng));
    }
    let way = rng.choice(WAYS).copied().unwrap_or(dropped);
    let mut at = rng.usize(..count(tokens));
    change(tokens, &mut at, &mut |token, rng| way(token, rng, &others), rng)
}

fn change(tokens: &TokenStream, at: &mut usize, way: &mut dyn FnMut(TokenTree, &mut Rng) -> Vec<TokenTree>, rng: &mut Rng) -> TokenStream {
    let mut changed = TokenStream::new();
    for token in tokens.clone() {
        let here = *at == 0;
        *at = at.wrapping_sub(1);
        match token {
            token if here => changed.extend(way(token, rng)),
            TokenTree::Group(group) => {
                let inside = change(&group.stream(), at, way, rng);
                changed.extend([regroup(&group, inside)]);
            }
            token => changed.extend([token]),
        }
    }
    changed
}

/// Tokens without any form, out of the words that the language has.
pub(super) fn soup(words: &[String], rng: &mut Rng, depth: usize) -> TokenStream {
    let length = rng.usize(..=if depth == 0 { 60 } else { 12 });
    let mut tokens = TokenStream::new();
    for _ in 0..length {
        tokens.extend([match rng.u8(..10) {
            0..5 => match rng.choice(words).map(|word| syn::parse_str::<Ident>(word)) {
                Some(Ok(word)) => word.into(),
                _ => any(rng),
            },
            5 | 6 if depth < 6 => Group::new(delimiter(rng), soup(words, rng, depth + 1)).into(),
            7 => literal(rng),
            _ => any(rng),
        }]);
    }
    tokens
}

fn any(rng: &mut Rng) -> TokenTree {
    const SIGNS: &[char] = &['=', '<', '>', '!', '~', '+', '-', '*', '/', '%', '^', '&', '|', '@', '.', ',', ';', ':', '#', '$', '?'];
    match rng.u8(..4) {
        0 => literal(rng),
        1 => Ident::new("x", Span::call_site()).into(),
        _ => Punct::new(rng.choice(SIGNS).copied().unwrap_or(';'), if rng.bool() { Spacing::Alone } else { Spacing::Joint }).into(),
    }
}

/// Everything but the token at a place.
pub(super) fn without(tokens: &TokenStream, at: usize) -> TokenStream {
    change(tokens, &mut at.clone(), &mut |token, rng| dropped(token, rng, &[]), &mut Rng::with_seed(0))
}

/// With the group at a place put as what it holds; nothing is left of another token.
pub(super) fn unwrapped_at(tokens: &TokenStream, at: usize) -> TokenStream {
    let unwrap = &mut |token: TokenTree, rng: &mut Rng| match token {
        TokenTree::Group(_) => unwrapped(token, rng, &[]),
        _ => Vec::new(),
    };
    change(tokens, &mut at.clone(), unwrap, &mut Rng::with_seed(0))
}
