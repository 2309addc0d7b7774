//! Texts as literals of the user's crate.

extern crate proc_macro;

use proc_macro2::{Literal, TokenStream, TokenTree};

const TEXT_DIRECTION: [char; 9] =
    ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

/// A text as a literal that is raw where it can be: to look at each character for what to escape would cost a build that is not optimized more than
/// most else that is done here.
pub fn text(text: &str) -> Literal {
    // A raw literal may not hold a carriage return (Rust reference, "Raw string literals"), nor what changes the direction of text (the lint
    // `text_direction_codepoint_in_literal`).
    if text.contains('\r') || (!text.is_ascii() && text.contains(TEXT_DIRECTION)) {
        return Literal::string(text);
    }
    let fence = "#".repeat(longest_fence(text) + 1);
    parsed(&format!("r{fence}\"{text}\"{fence}")).unwrap_or_else(|| Literal::string(text))
}

/// A literal as it is written. In a macro by the compiler alone, for proc-macro2 would read it first, by code that is not optimized.
fn parsed(written: &str) -> Option<Literal> {
    if !proc_macro::is_available() {
        return written.parse().ok();
    }
    let literal: proc_macro::Literal = written.parse().ok()?;
    let tokens = proc_macro::TokenStream::from(proc_macro::TokenTree::Literal(literal));
    match TokenStream::from(tokens).into_iter().next() {
        Some(TokenTree::Literal(literal)) => Some(literal),
        _ => None,
    }
}

/// The longest row of `#` behind a quote.
fn longest_fence(text: &str) -> usize {
    text.split('"').skip(1).map(|rest| rest.bytes().take_while(|byte| *byte == b'#').count()).max().unwrap_or(0)
}

/// The text of a literal, given as it is written.
pub fn read(written: &str) -> Option<String> {
    match written.strip_prefix('r') {
        Some(raw) => {
            let raw = raw.trim_start_matches('#').strip_prefix('"')?;
            Some(raw.trim_end_matches('#').strip_suffix('"')?.to_owned())
        }
        None => syn::parse_str::<syn::LitStr>(written).ok().map(|text| text.value()),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, text};

    #[test]
    fn what_was_written_is_read() {
        for written in ["", "a", "it's \"so\"", "\"#", "#\"##\"#", "\\", "a\nb\r\nc", "\r", "r#\"a\"#", "é 🦀 \u{0} \u{202e}", "#", "\""]
        {
            let literal = text(written);
            assert_eq!(read(&literal.to_string()).as_deref(), Some(written), "{literal}");
            assert_eq!(
                syn::parse2::<syn::LitStr>(proc_macro2::TokenTree::Literal(literal).into()).ok().map(|text| text.value()).as_deref(),
                Some(written)
            );
        }
    }
}
