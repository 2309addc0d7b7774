//! Calling the function, for many rows.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::task::JoinSet;
use xc_core::plan::{Dialect, Transform};
use xc_core::transform::{Call, Failure, Row, Texts};

use super::{Computed, Read};

/// How many calls of an `async fn` are under way at once.
const CONCURRENT: usize = 16;

/// Computes rows, in their order. A call that panics is a failure of its row.
///
/// Where a function judges whether a row is in step, what is in step is what was computed: the other function might give another value, that
/// is no better.
pub(crate) async fn compute(transform: &'static Transform, dialect: Dialect, rows: Vec<Read>) -> Vec<Computed> {
    let in_step = in_step(transform, &rows).await;
    let given = rows.iter().zip(&in_step).filter(|(_, in_step)| !**in_step).map(|(row, _)| Row::new(row.given.clone())).collect();
    let mut outcomes = called(transform.call, given).await.into_iter();
    let mut outcome = |row: &Read, in_step: bool| match in_step {
        true => Ok(row.held.clone()),
        false => {
            let outcome = outcomes.next().unwrap_or_else(|| Err(Failure::new("the call was cut off")));
            outcome.and_then(|texts| check(transform, dialect, texts)).map_err(|failure| failure.to_string())
        }
    };
    let computed = |(read, in_step)| Computed { outcome: outcome(&read, in_step), read };
    rows.into_iter().zip(in_step).map(computed).collect()
}

/// Whether the columns that the function fills hold what counts, as the judge says. A row that the judge fails on is not in step: the other
/// function says what is wrong with it, or mends it.
async fn in_step(transform: &'static Transform, rows: &[Read]) -> Vec<bool> {
    let mut in_step = vec![false; rows.len()];
    let Some(judge) = &transform.parity else { return in_step };
    // A row that holds nothing is not filled yet.
    let filled = |row: &Read| row.there && row.held.iter().any(Option::is_some);
    let asked: Vec<usize> = (0..rows.len()).filter(|index| filled(&rows[*index])).collect();
    let both = |index: &usize| Row::new(rows[*index].given.iter().chain(&rows[*index].held).cloned().collect());
    let verdicts = called(judge.call, asked.iter().map(both).collect()).await;
    for (index, verdict) in asked.into_iter().zip(verdicts) {
        in_step[index] = verdict.is_ok_and(|texts| matches!(texts.as_slice(), [Some(text)] if text == "1"));
    }
    in_step
}

async fn called(call: Call, given: Vec<Row>) -> Vec<Result<Texts, Failure>> {
    match call {
        Call::Blocking(function) => blocking(function, given).await,
        Call::Async(function) => concurrent(function, given).await,
    }
}

/// On a thread of its own: the function may take its time, and the executor's lease is renewed meanwhile.
async fn blocking(function: fn(&Row) -> Result<Texts, Failure>, given: Vec<Row>) -> Vec<Result<Texts, Failure>> {
    let count = given.len();
    let computed = tokio::task::spawn_blocking(move || {
        let one = |row: &Row| catch_unwind(AssertUnwindSafe(|| function(row))).unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
        given.iter().map(one).collect()
    });
    computed.await.unwrap_or_else(|error| vec![Err(Failure::new(error.to_string())); count])
}

async fn concurrent(function: fn(Row) -> xc_core::transform::Computing, given: Vec<Row>) -> Vec<Result<Texts, Failure>> {
    let mut outcomes: Vec<Result<Texts, Failure>> = vec![Err(Failure::new("the call was cut off")); given.len()];
    let mut waiting = given.into_iter().enumerate();
    // Dropped with the run, and with it the calls that are under way.
    let mut calls = JoinSet::new();
    let mut indexes = std::collections::HashMap::new();
    loop {
        while calls.len() < CONCURRENT
            && let Some((index, row)) = waiting.next()
        {
            // Within the task, so that a panic before the first await is the task's as well.
            let call = calls.spawn(async move { function(row).await });
            indexes.insert(call.id(), index);
        }
        let Some(done) = calls.join_next_with_id().await else { return outcomes };
        let (id, outcome) = match done {
            Ok((id, outcome)) => (id, outcome),
            Err(error) => {
                let id = error.id();
                let failure = if error.is_panic() { panicked(error.into_panic().as_ref()) } else { Failure::new("the call was cut off") };
                (id, Err(failure))
            }
        };
        if let Some(place) = indexes.remove(&id).and_then(|index| outcomes.get_mut(index)) {
            *place = outcome;
        }
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Failure {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Failure::new(format!("the function panicked: {}", words.unwrap_or("it gave no text")))
}

/// What every database would refuse, and some of them would not.
fn check(transform: &Transform, dialect: Dialect, texts: Texts) -> Result<Texts, Failure> {
    for (target, text) in transform.writes.iter().zip(&texts) {
        let Some(text) = text else { continue };
        if let Some(most) = target.max_chars
            && text.chars().count() > most as usize
        {
            return Err(Failure::new(format!("it gives {} characters, and `{}` takes {most}", text.chars().count(), target.name)));
        }
        if dialect == Dialect::Postgres && text.contains('\0') {
            return Err(Failure::new(format!("it gives a NUL character, which PostgreSQL can't hold, for `{}`", target.name)));
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(row: &Row) -> Result<Texts, Failure> {
        let number: i64 = row.get(0)?;
        assert!(number != 3, "three is too much");
        if number == 4 { Err(Failure::new("no fours")) } else { Ok(vec![Some((number * 2).to_string())]) }
    }

    fn slowly(row: Row) -> xc_core::transform::Computing {
        Box::pin(async move {
            // The later ones are done earlier.
            tokio::time::sleep(std::time::Duration::from_millis(20 - row.get::<i64>(0)? as u64)).await;
            doubled(&row)
        })
    }

    fn given(count: i64) -> Vec<Row> {
        (0..count).map(|number| Row::new(vec![Some(number.to_string())])).collect()
    }

    fn expected(count: i64) -> Vec<Result<Texts, Failure>> {
        let one = |number: i64| match number {
            3 => Err(Failure::new("the function panicked: three is too much")),
            4 => Err(Failure::new("no fours")),
            _ => Ok(vec![Some((number * 2).to_string())]),
        };
        (0..count).map(one).collect()
    }

    #[tokio::test]
    async fn a_row_that_fails_or_panics_is_one_failure_and_the_others_are_computed() {
        assert_eq!(blocking(doubled, given(8)).await, expected(8));
    }

    #[tokio::test]
    async fn an_async_function_s_results_are_those_of_their_rows() {
        assert_eq!(concurrent(slowly, given(20)).await, expected(20));
    }
}
