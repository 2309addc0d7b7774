//! Settings by their names, as `tune` and `--set` take them.

use super::outcome::Problem;
use crate::control::{Setting, Tunable};

/// `pause=50`, `row_rate=off`, `workers=default`.
pub(super) fn setting(text: &str) -> Result<(Tunable, Setting), Problem> {
    let wrong = |problem: String| {
        Problem::usage(format!("`{text}`: {problem}\n  help: write `target_batch_time=50`, `row_rate=off` or `workers=default`"))
    };
    let (name, value) = text.split_once('=').ok_or_else(|| wrong("a setting is a name, `=` and a value".to_owned()))?;
    let name = name.trim().replace('-', "_");
    let tunable: Tunable = name.parse().map_err(|known: String| {
        let near = Tunable::ALL.into_iter().map(|tunable| (strsim::damerau_levenshtein(&name, tunable.name()), tunable.name())).min();
        wrong(match near {
            Some((distance, near)) if distance <= 3 => format!("there is no `{name}`; did you mean `{near}`?"),
            _ => known,
        })
    })?;
    let setting = match value.trim() {
        "default" => Setting::Default,
        "off" => Setting::Off,
        number => {
            Setting::To(number.replace('_', "").parse().map_err(|_| wrong(format!("`{number}` is no whole number of {}", tunable.unit())))?)
        }
    };
    Ok((tunable, setting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_with_its_mistakes() {
        assert!(setting("row_rate=5_000").is_ok_and(|read| read == (Tunable::RowRate, Setting::To(5000))));
        assert!(setting("target-batch-time=default").is_ok_and(|read| read == (Tunable::TargetBatchTime, Setting::Default)));
        let said = |text| setting(text).err().map(|problem| problem.message).unwrap_or_default();
        assert!(said("row_rat=5").contains("did you mean `row_rate`?"));
        assert!(said("row_rate").contains("a name, `=` and a value"));
        assert!(said("row_rate=fast").contains("no whole number of rows/s"));
    }
}
