//! The SQL of whole migrations, for each database, in files that can be read: `<migration>.<database>.sql`.

use std::fmt::Write as _;

use xc_core::lock::Lock;
use xc_core::plan::{Dialect, Generated, Servers, When};
use xc_core::sql::{Backfill, Change, Interleave, Plan, Requirement, Retired, Step, TableShape, Target, Transform};

use crate::support::{Sources, differs, files, folder, stem};

#[test]
fn the_sql_of_every_block_is_what_its_files_show() {
    let mut wrong = Vec::new();
    let mut written = Vec::new();
    for path in files("blocks", "rs") {
        let name = stem(&path);
        let mut sources = Sources::default();
        sources.schema_after(&name);
        let compiled = sources.compile(&name);
        for plan in &compiled.plans {
            let file = folder("sql").join(format!("{name}.{:?}.sql", plan.dialects[0]).to_lowercase());
            wrong.extend(differs(&file, &sources.named(&shown(&name, plan))));
            written.push(file);
        }
    }
    wrong
        .extend(files("sql", "sql").iter().filter(|file| !written.contains(file)).map(|file| format!("{} is of no block", file.display())));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_name_of_xc_s_own_is_within_the_limits_of_the_database() {
    for path in files("blocks", "rs") {
        let name = stem(&path);
        let compiled = Sources::default().compile(&name);
        // SQLite has no limit.
        for plan in compiled.plans.iter().filter(|plan| plan.dialects != [Dialect::Sqlite]) {
            let steps = plan.dual_write.iter().chain(&plan.contract);
            let statements = steps.flat_map(|step| step.run.statements.iter().chain(&step.undo.statements));
            for (sql, _) in statements {
                for own in sql.split(['"', '`', '\'']).filter(|word| word.starts_with("xc_")) {
                    assert!(own.len() <= 63, "{name}: {own}");
                }
            }
        }
    }
}

/// What the lock table says of a step's operations stands in its cost. Where SQLite makes a table anew, its writers wait.
#[test]
fn no_step_makes_reads_or_writes_wait_for_a_scan_or_a_copy() {
    for path in files("blocks", "rs") {
        let name = stem(&path);
        let mut sources = Sources::default();
        sources.schema_after(&name);
        let compiled = sources.compile(&name);
        for plan in compiled.plans.iter().filter(|plan| plan.dialects != [Dialect::Sqlite]) {
            for step in [&plan.expand, &plan.dual_write, &plan.settle, &plan.contract].into_iter().flatten() {
                assert!(!step.cost.contains("wait"), "{name}: {}: {}", step.name, step.cost);
                assert!(!step.cost.contains("not in the lock table"), "{name}: {}: {}", step.name, step.cost);
            }
        }
    }
}

/// A plan as a file.
fn shown(name: &str, plan: &Plan) -> String {
    let dialects: Vec<&str> = plan.dialects.iter().map(|dialect| dialect.name()).collect();
    let mut text = format!("-- {name} on {}\n", dialects.join(" and "));
    for Requirement { migration, phase, because } in &plan.requires {
        line(&mut text, format_args!("--\n-- requires {migration} at {phase} or later: {because}"));
    }
    plan.expects.iter().for_each(|table| expects(&mut text, table));
    for (phase, steps) in [("expand", &plan.expand), ("dual_write", &plan.dual_write)] {
        phase_heading(&mut text, phase, steps.is_empty());
        steps.iter().for_each(|each| step(&mut text, each));
    }
    phase_heading(&mut text, "migrate", plan.migrate.is_empty() && plan.settle.is_empty());
    plan.migrate.iter().for_each(|each| backfill(&mut text, each));
    plan.settle.iter().for_each(|each| step(&mut text, each));
    phase_heading(&mut text, "contract", plan.contract.is_empty());
    plan.contract.iter().for_each(|each| step(&mut text, each));
    plan.retired.iter().for_each(|each| retired(&mut text, each));
    text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a String takes whatever is written to it");
}

fn phase_heading(text: &mut String, phase: &str, is_empty: bool) {
    if !is_empty {
        line(text, format_args!("\n\n-- ======== {phase} ========"));
    }
}

fn expects(text: &mut String, table: &TableShape) {
    let more = if table.closed { "nothing else" } else { "perhaps more" };
    line(text, format_args!("--\n-- expects table {}, key ({}), {more}", table.table, table.primary_key.join(", ")));
    for (name, ty, nullable, generated) in &table.columns {
        let generated = match generated {
            Generated::No => "",
            Generated::Stored => ", generated and stored",
            Generated::Virtual => ", generated and virtual",
        };
        line(text, format_args!("--   {name} {ty} {}{generated}", if *nullable { "null" } else { "not null" }));
    }
}

fn step(text: &mut String, step: &Step) {
    line(text, format_args!("\n-- ---- {} (table {})", step.name, step.table));
    line(text, format_args!("-- cost: {}", step.cost));
    match (step.cost.lock, step.cost.lock_elsewhere) {
        (lock, Lock::None) => line(text, format_args!("-- lock: {lock}")),
        (lock, elsewhere) => line(text, format_args!("-- lock: {lock}; on other tables: {elsewhere}")),
    }
    if step.servers != Servers::ALL {
        let Servers { from, before } = step.servers;
        line(text, format_args!("-- servers: from {from}, before {before}"));
    }
    if step.when != When::Always {
        line(text, format_args!("-- when contract goes the way of {:?}", step.when));
    }
    if step.concurrent {
        line(text, format_args!("-- outside a transaction"));
    }
    line(text, format_args!("-- already: {}", step.already));
    change(text, "run", &step.run);
    change(text, "undo", &step.undo);
    line(text, format_args!("-- probe\n{};", step.probe));
}

fn change(text: &mut String, what: &str, change: &Change) {
    if let Some(why) = &change.never {
        line(text, format_args!("-- {what}: never: {why}"));
        return;
    }
    line(text, format_args!("-- {what}{}", if change.statements.is_empty() { ": nothing" } else { "" }));
    for sql in &change.repairs {
        line(text, format_args!("{sql};\n-- bring the old columns in step"));
    }
    if let Some(table) = &change.rebuilds {
        line(text, format_args!("-- rebuilds {table}"));
    }
    if let Some(gate) = &change.refuse_if {
        line(text, format_args!("-- refused where this is above 0: {}\n{};", gate.reason, gate.count));
        if let Some(show) = &gate.show {
            line(text, format_args!("-- which\n{show};"));
        }
    }
    if let Some((found, statement)) = &change.clear {
        line(text, format_args!("-- cleared away where this is above 0\n{found};\n{statement};"));
    }
    for (sql, fallback) in &change.statements {
        line(text, format_args!("{sql};"));
        if let Some(sql) = fallback {
            line(text, format_args!("-- where the server refuses the algorithm\n{sql};"));
        }
    }
    for sql in &change.afterwards {
        line(text, format_args!("-- afterwards, in any case\n{sql};"));
    }
}

fn retired(text: &mut String, retired: &Retired) {
    let renamed = retired.renamed.iter().map(|renamed| format!("all of it as {renamed}"));
    let columns = retired.columns.iter().map(|(column, retired)| format!("{column} as {retired}"));
    line(text, format_args!("\n-- ---- retired of {}: {}", retired.table, renamed.chain(columns).collect::<Vec<_>>().join(", ")));
    line(text, format_args!("-- unless there are no rows\n{};", retired.rows));
    match &retired.in_step {
        Some(in_step) => backfill(text, in_step),
        None => line(text, format_args!("-- keeps the values that it had")),
    }
}

fn backfill(text: &mut String, backfill: &Backfill) {
    line(text, format_args!("\n-- ---- backfill {}, {} key columns", backfill.table, backfill.key_columns));
    for setting in &backfill.session {
        line(text, format_args!("-- session\n{setting};"));
    }
    if backfill.transform.is_none() {
        line(text, format_args!("-- parity\n--   {}", backfill.parity));
    }
    let mut statements =
        vec![("estimate", &backfill.estimate), ("lowest", &backfill.lowest), ("highest", &backfill.highest), ("cut", &backfill.cut)];
    statements.extend(backfill.lock.iter().map(|sql| ("lock", sql)));
    statements.extend(backfill.fill.iter().map(|sql| ("fill", sql)));
    statements.extend(backfill.reverse.iter().map(|sql| ("the other way round", sql)));
    statements.extend(backfill.unfit.iter().map(|sql| ("mark what can't be", sql)));
    if let Some(mend) = &backfill.mend {
        statements.push(("find what to mend", &mend.find));
        statements.extend(mend.lock.iter().map(|sql| ("lock it", sql)));
        statements.push(("mend it", &mend.fill));
    }
    if let Some(Interleave { layout, page, fill, bitmap, updated }) = &backfill.interleave {
        statements.extend([("layout", layout), ("page", page), ("fill in passes", fill), ("by a bitmap", bitmap), ("updated", updated)]);
    }
    statements.extend([("verify", &backfill.verify), ("examine", &backfill.examine)]);
    for (name, sql) in statements.into_iter().filter(|(_, sql)| !sql.is_empty()) {
        line(text, format_args!("-- {name}\n{sql};"));
    }
    if let Some(by_function) = &backfill.transform {
        transform(text, by_function);
    }
    line(text, format_args!("-- not null: {}", backfill.not_null.join(", ")));
}

fn transform(text: &mut String, transform: &Transform) {
    let writes: Vec<String> = transform
        .writes
        .iter()
        .map(|Target { name, max_chars }| {
            max_chars.map_or_else(|| name.clone(), |max_chars| format!("{name} (at most {max_chars} characters)"))
        })
        .collect();
    line(
        text,
        format_args!(
            "-- by {}, on error {:?}: {} -> {}",
            transform.function,
            transform.on_error,
            transform.reads.join(", "),
            writes.join(", ")
        ),
    );
    let mut statements = vec![
        ("is the log there", &transform.log_there),
        ("the log's lowest key", &transform.log_lowest),
        ("a page of the log", &transform.logged),
        ("rows behind", &transform.behind),
        ("rows to fill", &transform.unfilled),
        ("rows to verify", &transform.in_step),
        ("write", &transform.write),
        ("differ", &transform.differ),
        ("settle", &transform.settle),
    ];
    statements.extend(transform.fail.iter().map(|sql| ("fail", sql)));
    if let Some((before, after)) = &transform.mute {
        statements.extend([("before writes", before), ("after writes", after)]);
    }
    for (name, sql) in statements {
        line(text, format_args!("-- {name}\n{sql};"));
    }
}
