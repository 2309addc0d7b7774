//! Names in a text of SQL.

/// Whether two names are one.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether a name stands in a text as a word of its own.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).any(|word| same(word, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_word_only() {
        assert!(mentions("SELECT `u`.`name` FROM users u", "name"));
        assert!(mentions("begin return new.Name; end", "name"));
        assert!(!mentions("select first_name from users", "name"));
        assert!(!mentions("select names from users", "name"));
    }
}
