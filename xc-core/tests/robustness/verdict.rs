//! What must hold for every input, right or wrong.

use proc_macro2::{TokenStream, TokenTree};
use xc_core::compile;
use xc_core::diagnostic::Diagnostic;
use xc_core::schema::Schema;
use xc_core::schema::carried::Carried;

use super::tokens::count;

/// What an input came to.
pub(super) struct Verdict {
    /// What is said of it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The schema that it leaves; where it is refused, as far as it was understood.
    pub(super) after: Option<Schema>,
    /// Whether it is refused.
    pub(super) refused: bool,
}

/// Takes an input through the compiler. `Err` is what must never happen.
pub(super) fn judge(text: &str, before: &Schema) -> Result<Verdict, String> {
    let Ok(tokens) = text.parse::<TokenStream>() else {
        // Nothing of the kind reaches a macro.
        return Ok(Verdict { diagnostics: Vec::new(), after: None, refused: true });
    };
    let compiled = compile::stops(tokens.clone(), before.clone());
    let refused = compiled.sink.has_errors();
    if refused != compiled.plans.is_empty() && compiled.migration.is_some() {
        return Err(format!("refused: {refused}, and {} plans", compiled.plans.len()));
    }
    let diagnostics = compiled.sink.into_sorted();
    for diagnostic in &diagnostics {
        diagnostic_is_sound(diagnostic, text, &tokens)?;
    }
    if diagnostics.len() > count(&tokens) + 1 {
        return Err(format!("{} mistakes in {} tokens", diagnostics.len(), count(&tokens)));
    }

    // What rustc is given: items, whatever the input, and each mistake once. The schema comes as it does from a predecessor's macro.
    let input = Carried::default().write(before).into_iter().chain(tokens).collect();
    let expansion = compile::migration_after(input);
    let file = syn::parse2::<syn::File>(expansion).map_err(|error| format!("no items: {error}"))?;
    let errors = file.items.iter().filter(|item| is_error(item)).count();
    let told = diagnostics.iter().filter(|diagnostic| diagnostic.rule.severity == xc_core::rules::Severity::Error).count();
    if errors != told {
        return Err(format!("{told} mistakes in the whole schema, {errors} in what is read of it"));
    }

    ghosts_are_rust(compiled.ghosts)?;

    let after = compiled.migration.map(|migration| migration.after);
    if let Some(after) = after.as_ref().filter(|_| !refused) {
        let carried = Carried::default().write(after).into_iter().next();
        let read = match carried {
            Some(TokenTree::Group(group)) => Carried::read(&group).and_then(|mut carried| carried.schema()),
            _ => None,
        };
        let read = read.map(sorted);
        let after = sorted(after.clone());
        if read.as_ref() != Some(&after) {
            return Err(format!("the schema does not survive the way to the next migration: {after:?} became {read:?}"));
        }
    }
    Ok(Verdict { diagnostics, after, refused })
}

/// What is gone has no order of its own.
fn sorted(mut schema: Schema) -> Schema {
    schema.dropped.sort_by(|a, b| (&a.table, &a.name, a.kind.name(), &a.at).cmp(&(&b.table, &b.name, b.kind.name(), &b.at)));
    schema
}

/// What an editor is given: a call of a macro, and what that makes of it, are items whatever the names are.
fn ghosts_are_rust(ghosts: TokenStream) -> Result<(), String> {
    let file = syn::parse2::<syn::File>(ghosts).map_err(|error| format!("the ghosts are no items: {error}"))?;
    let calls = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Mod(module) => module.content,
        _ => None,
    });
    for item in calls.flat_map(|(_, items)| items) {
        let syn::Item::Macro(call) = item else { return Err("a hidden module with something else than a call".into()) };
        let names = xc_core::ghosts::names(call.mac.tokens);
        if names.is_empty() {
            return Err("the ghosts were not understood by their own macro".into());
        }
        syn::parse2::<syn::File>(names).map_err(|error| format!("the ghosts become no items: {error}"))?;
    }
    Ok(())
}

fn is_error(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Macro(call) if call.mac.path.segments.last().is_some_and(|segment| segment.ident == "compile_error"))
}

fn diagnostic_is_sound(diagnostic: &Diagnostic, text: &str, tokens: &TokenStream) -> Result<(), String> {
    let said = diagnostic.text();
    if diagnostic.message.is_empty() || !said.starts_with(diagnostic.rule.code) {
        return Err(format!("a message without code or text: {said:?}"));
    }
    let Some(first) = tokens.clone().into_iter().next() else { return Ok(()) };
    let (start, end) = (diagnostic.place.start, diagnostic.place.end);
    if start.file() != first.span().file() || end.file() != first.span().file() {
        return Err(format!("a mistake that points at no place of the input: {said}"));
    }
    let (from, to) = (start.byte_range(), end.byte_range());
    if from.start > to.end || to.end > text.len() {
        return Err(format!("a mistake at bytes {} to {} of {}: {said}", from.start, to.end, text.len()));
    }
    Ok(())
}
