//! Whatever comes in, the compiler answers with a plan or with mistakes that stand somewhere in it: no panic, no hang, no item that is not
//! Rust.
//!
//! `cargo xtask fuzz --seconds 600` goes on for longer than the tests do.

mod extremes;
mod fuzz;
mod grammar;
mod names;
mod tokens;
mod verdict;

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use xc_core::compile;
use xc_core::schema::Schema;

use crate::support::{Sources, files, stem};
use fuzz::Corpus;
use tokens::{count, cut};
use verdict::judge;

/// So many inputs by chance when nobody asks for more.
const INPUTS: u64 = 400;
/// What any input may take, on a machine that has other things to do and without optimization.
const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn inputs_by_chance_are_answered() {
    let number =
        |name: &str| env::var(name).ok().map(|value| value.parse::<u64>().unwrap_or_else(|_| panic!("{name} is no number: {value}")));
    let seed = number("XC_FUZZ_SEED").unwrap_or(1);
    let seconds = number("XC_FUZZ_SECONDS").map(Duration::from_secs);
    let corpus = Corpus::read();
    if let Some(only) = number("XC_FUZZ_CASE") {
        let outcome = corpus.case(seed, only);
        println!("seed {seed}, number {only}: {}", outcome.unwrap_or_else(|report| panic!("{report}")));
        return;
    }
    let mut state = env::var_os("XC_FUZZ_STATE").map(|path| File::create(path).expect("the file for the number of the input"));
    let watched = watch(seed);
    let began = Instant::now();
    let (mut accepted, mut failures, mut at) = (0, Vec::new(), 0);
    let goes_on = |at: u64| seconds.map_or(at < INPUTS, |seconds| began.elapsed() < seconds);
    while goes_on(at) && failures.len() < 5 {
        watched.store(at, Ordering::Relaxed);
        if let Some(state) = &mut state {
            // What is told of an input that ends the process.
            state.rewind().and_then(|()| state.write_all(&at.to_le_bytes())).expect("a writable file");
        }
        match corpus.case(seed, at) {
            Ok(whether) => accepted += u64::from(whether),
            Err(report) => failures.push(report),
        }
        at += 1;
        if seconds.is_some() && at % 20_000 == 0 {
            eprintln!("{at} inputs in {:.0} s, {accepted} accepted, {} failures", began.elapsed().as_secs_f64(), failures.len());
        }
    }
    watched.store(u64::MAX, Ordering::Relaxed);
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    if seconds.is_some() {
        eprintln!("{at} inputs in {:.0} s, {accepted} accepted, none fails", began.elapsed().as_secs_f64());
    }
    assert!(accepted * 10 > at, "{accepted} of {at} inputs were accepted: they do not reach what follows the parser");
}

/// Ends the process when an input takes too long: nothing else gets out of an endless loop.
fn watch(seed: u64) -> &'static AtomicU64 {
    static AT: AtomicU64 = AtomicU64::new(u64::MAX);
    thread::spawn(move || {
        let (mut last, mut since) = (u64::MAX, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(200));
            let at = AT.load(Ordering::Relaxed);
            if at != last || at == u64::MAX {
                (last, since) = (at, Instant::now());
            } else if since.elapsed() > LIMIT {
                eprintln!("hang: seed {seed}, number {at} takes longer than {} s", LIMIT.as_secs());
                process::exit(101);
            }
        }
    });
    &AT
}

#[test]
fn migrations_by_the_grammar_are_mostly_right() {
    let (mut right, mut wrong) = (0, Vec::new());
    for seed in 0..30 {
        let mut before = Schema::default();
        for step in 0..6 {
            let text = grammar::block(seed * 100 + step, &before);
            let verdict = judge(&text, &before).unwrap_or_else(|why| panic!("{why}\n{text}"));
            match verdict.after {
                Some(after) if !verdict.refused => {
                    right += 1;
                    before = after;
                }
                _ => wrong.push((text, verdict.diagnostics)),
            }
        }
    }
    let told = || {
        let of_one = |(text, diagnostics): &(String, Vec<xc_core::diagnostic::Diagnostic>)| {
            format!("{text}{}\n", diagnostics.iter().map(|diagnostic| format!("  {}\n", diagnostic.message)).collect::<String>())
        };
        wrong.iter().map(of_one).collect::<String>()
    };
    assert!(right > 9 * wrong.len(), "{right} are right, {} are not:\n{}", wrong.len(), told());
}

#[test]
fn a_block_that_ends_too_early_is_answered() {
    let mut several = Vec::new();
    for path in files("blocks", "rs") {
        let mut sources = Sources::default();
        let block = sources.block(&stem(&path));
        let before = sources.schema_before(&block);
        for left in 1..count(&block) {
            let begun = cut(&block, &mut left.clone());
            let said = compile::stops(begun.clone(), before.clone()).sink.into_sorted();
            let errors: Vec<String> = said.iter().map(|diagnostic| format!("{} {}", diagnostic.rule.code, diagnostic.message)).collect();
            // What is there already may break rules, each on its own; what is cut off is one mistake of form, and nothing else.
            let form = errors.iter().filter(|error| error.starts_with("XC00")).count();
            if form > 1 || (form == 1 && errors.len() > 1) {
                several.push(format!("{}: {begun}\n    {}", stem(&path), errors.join("\n    ")));
            }
        }
    }
    assert!(several.is_empty(), "{}: {}", several.len(), several.join("\n"));
}
