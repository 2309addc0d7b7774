//! Text to tokens to what a block compiles to, with names in place of the files that proc-macro2 makes up.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use xc_core::compile::{self, Compiled};
use xc_core::diagnostic::{Diagnostic, Place};
use xc_core::parse;
use xc_core::schema::Schema;

/// A folder beside this one.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The files of a folder that end so, in order.
pub(crate) fn files(name: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).expect("the folder is part of the crate");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

/// The name of a file, without what follows its first point.
pub(crate) fn stem(file: &Path) -> String {
    let name = file.file_name().and_then(|name| name.to_str()).expect("a name in Unicode");
    name.split('.').next().unwrap_or(name).to_owned()
}

/// Compares a file with what it should hold, or writes it where `BLESS` is set. `Some` is what to tell about a difference.
pub(crate) fn differs(file: &Path, should: &str) -> Option<String> {
    let is = fs::read_to_string(file).unwrap_or_default();
    if is == should {
        return None;
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, should).expect("a writable folder");
        return None;
    }
    let line = is.lines().zip(should.lines()).take_while(|(is, should)| is == should).count();
    let show = |text: &str| text.lines().skip(line).take(12).collect::<Vec<_>>().join("\n");
    Some(format!("{} differs from line {} on.\n--- expected\n{}\n--- found\n{}\n", file.display(), line + 1, show(&is), show(should)))
}

/// Sources that were parsed: what each is called, and its text.
#[derive(Default)]
pub(crate) struct Sources {
    by_file: BTreeMap<String, (String, String)>,
    after: BTreeMap<String, Schema>,
}

impl Sources {
    /// Parses a text under a name that messages will show.
    pub(crate) fn parse(&mut self, text: &str, name: &str) -> TokenStream {
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{name}: not tokens: {error}\n{text}"));
        if let Some(first) = tokens.clone().into_iter().next() {
            self.by_file.insert(first.span().file(), (name.to_owned(), text.to_owned()));
        }
        tokens
    }

    /// The inside of the `xc::migration! { ... }` of a file in `blocks/`.
    pub(crate) fn block(&mut self, name: &str) -> TokenStream {
        let file = folder("blocks").join(format!("{name}.rs"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        match self.parse(&text, &format!("{name}.rs")).into_iter().last() {
            Some(TokenTree::Group(group)) => group.stream(),
            _ => panic!("{name}: a file in blocks/ holds one `xc::migration! {{ ... }}`"),
        }
    }

    /// Compiles a block of `blocks/`, after those that it names.
    pub(crate) fn compile(&mut self, name: &str) -> Compiled {
        let block = self.block(name);
        let before = self.schema_before(&block);
        compile::stops(block, before)
    }

    /// The schema that a block of `blocks/` leaves.
    pub(crate) fn schema_after(&mut self, name: &str) -> Schema {
        if let Some(known) = self.after.get(name) {
            return known.clone();
        }
        let compiled = self.compile(name);
        let has_errors = compiled.sink.has_errors();
        let mistakes: Vec<String> = compiled.sink.into_sorted().iter().map(Diagnostic::text).collect();
        assert!(!has_errors, "{name} is not right itself: {mistakes:#?}");
        let after = compiled.migration.expect("a block without mistakes has a name").after;
        self.after.insert(name.to_owned(), after.clone());
        after
    }

    /// The schema that a block begins with: that of the block whose name ends its `after:`.
    pub(crate) fn schema_before(&mut self, block: &TokenStream) -> Schema {
        let last = parse::predecessor(block).and_then(|path| path.into_iter().last());
        last.map(|name| self.schema_after(&name.to_string())).unwrap_or_default()
    }

    /// A text with the files that proc-macro2 makes up replaced by the names of the sources.
    pub(crate) fn named(&self, text: &str) -> String {
        self.by_file.iter().fold(text.to_owned(), |text, (file, (name, _))| text.replace(file.as_str(), name))
    }

    /// The text that a place lies in; `None` for the macro call as a whole.
    pub(crate) fn text_at(&self, place: Place) -> Option<&str> {
        self.by_file.get(&place.start.file()).map(|(_, text)| text.as_str())
    }
}
