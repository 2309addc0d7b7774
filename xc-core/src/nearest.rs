//! 'Did you mean'.

/// The known name that is nearest to the written one, if one is near enough to be a slip of the fingers.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    // Any other letter is near to a name of one.
    let allowed = match written.chars().count() {
        0..=2 => 0,
        length => (length / 3).max(1),
    };
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
