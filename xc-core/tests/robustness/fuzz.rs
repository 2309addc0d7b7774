//! Inputs by chance, each told by a seed and a number: broken blocks, tokens without form, and chains of migrations that are mostly right.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::OnceLock;

use fastrand::Rng;
use proc_macro2::{TokenStream, TokenTree};
use xc_core::schema::Schema;

use super::verdict::{Verdict, judge};
use super::{grammar, tokens};
use crate::checker::case;
use crate::support::{Sources, files, stem};

/// What breaks are made of: every block that the tests know, and the words in them.
pub(super) struct Corpus {
    blocks: Vec<(String, Schema)>,
    words: Vec<String>,
}

impl Corpus {
    /// Reads the blocks of `blocks/` and `cases/`.
    pub(super) fn read() -> Corpus {
        let mut sources = Sources::default();
        let mut blocks = Vec::new();
        for path in files("blocks", "rs") {
            let block = sources.block(&stem(&path));
            let before = sources.schema_before(&block);
            blocks.push((block.to_string(), before));
        }
        for path in files("cases", "md") {
            for case in case::read(&path).cases {
                let (block, before) = match case.form() {
                    case::Form::Phases { after } => {
                        let before = after.map(|name| sources.schema_after(name)).unwrap_or_default();
                        (format!("name: change,\n{}", case.block), before)
                    }
                    case::Form::Whole => (case.block.clone(), Schema::default()),
                    case::Form::List | case::Form::Callback => continue,
                };
                blocks.push((block, before));
            }
        }
        let mut words = Vec::new();
        for (block, _) in &blocks {
            let mut all = Vec::new();
            tokens::flatten(&block.parse().unwrap_or_default(), &mut all);
            words.extend(all.into_iter().filter_map(|token| match token {
                TokenTree::Ident(word) => Some(word.to_string()),
                _ => None,
            }));
        }
        words.sort_unstable();
        words.dedup();
        Corpus { blocks, words }
    }

    /// The input of a number, with the schema before it.
    fn input(&self, seed: u64, number: u64) -> (String, Schema) {
        let mut rng = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number));
        match rng.u8(..10) {
            0 => (
                tokens::soup(&self.words, &mut rng, 0).to_string(),
                rng.choice(&self.blocks).map(|(_, before)| before.clone()).unwrap_or_default(),
            ),
            1..6 => {
                let (block, before) = rng.choice(&self.blocks).cloned().unwrap_or_default();
                (broken(&block, &mut rng), before)
            }
            kind => {
                // Some migrations that are right, then the one that is meant.
                let mut before = Schema::default();
                for _ in 0..rng.usize(..6) {
                    let text = grammar::block(rng.u64(..), &before);
                    if let Ok(Verdict { after: Some(after), refused: false, .. }) = judge(&text, &before) {
                        before = after;
                    }
                }
                let text = grammar::block(rng.u64(..), &before);
                (if kind == 9 { broken(&text, &mut rng) } else { text }, before)
            }
        }
    }

    /// Judges the input of a number. `Ok` is whether it was accepted; `Err` is the report of what must never happen.
    pub(super) fn case(&self, seed: u64, number: u64) -> Result<bool, String> {
        let found = caught(|| {
            let (text, before) = self.input(seed, number);
            (judge(&text, &before).map(|verdict| !verdict.refused), text, before)
        });
        // Nothing holds spans of this input any more; the next one's would pile up on them.
        proc_macro2::extra::invalidate_current_thread_spans();
        match found {
            Ok((Ok(accepted), ..)) => Ok(accepted),
            Ok((Err(why), text, before)) => Err(report(seed, number, &why, &smallest(&text, &before, &why))),
            // Made once more, and only judged inside.
            Err(why) => match caught(|| self.input(seed, number)) {
                Ok((text, before)) => Err(report(seed, number, &why, &smallest(&text, &before, &why))),
                Err(_) => Err(report(seed, number, &why, "(in the making of the input)")),
            },
        }
    }
}

fn broken(text: &str, rng: &mut Rng) -> String {
    let mut block: TokenStream = text.parse().unwrap_or_default();
    for _ in 0..=rng.usize(..4) {
        block = tokens::broken(&block, rng);
    }
    block.to_string()
}

fn report(seed: u64, number: u64, why: &str, text: &str) -> String {
    format!("{why}\n--- seed {seed}, number {number}; the smallest input that shows it:\n{text}\n---")
}

/// What a closure returns, or what it panicked with, and where.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    thread_local! {
        static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
        static QUIET: RefCell<bool> = const { RefCell::new(false) };
    }
    static HOOK: OnceLock<()> = OnceLock::new();
    HOOK.get_or_init(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.with_borrow(|quiet| *quiet) {
                MESSAGE.set(Some(info.to_string()));
            } else {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result.map_err(|_| format!("panic: {}", MESSAGE.take().unwrap_or_default()))
}

/// The kind of a failure, whatever the names in it.
fn kind(why: &str) -> String {
    why.chars().take_while(|ch| *ch != ':').chain(why.split("src/").nth(1).unwrap_or_default().chars().take(30)).collect()
}

/// The input with whatever can be left out left out, as long as it fails in the same way.
fn smallest(text: &str, before: &Schema, why: &str) -> String {
    let wanted = kind(why);
    let fails = |tokens: &TokenStream| {
        let text = tokens.to_string();
        let found = caught(|| judge(&text, before).err()).unwrap_or_else(Some);
        found.is_some_and(|found| kind(&found) == wanted)
    };
    let mut block: TokenStream = text.parse().unwrap_or_default();
    if !fails(&block) {
        return format!("{text}\n(not seen again when it is read back)");
    }
    let mut at = 0;
    while at < tokens::count(&block) {
        let smaller = [tokens::without(&block, at), tokens::unwrapped_at(&block, at)].into_iter().find(&fails);
        match smaller {
            Some(smaller) => block = smaller,
            None => at += 1,
        }
    }
    block.to_string()
}
