//! A key as one text: its columns, joined by commas, with commas and backslashes of the values escaped. A key of one number is
//! that number, so that the journal can be read by people.

/// Joins a key's columns.
pub(crate) fn encode(key: &[String]) -> String {
    let mut text = String::new();
    for (i, column) in key.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        for c in column.chars() {
            if matches!(c, ',' | '\\') {
                text.push('\\');
            }
            text.push(c);
        }
    }
    text
}

/// Takes a key apart again.
pub(crate) fn decode(text: &str) -> Vec<String> {
    let mut key = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ',' => key.push(String::new()),
            c => {
                let c = if c == '\\' { chars.next().unwrap_or(c) } else { c };
                if let Some(column) = key.last_mut() {
                    column.push(c);
                }
            }
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_was() {
        for key in [&["42"][..], &["a,b", "c\\d"], &["", ""], &["\\,", "é"]] {
            let key: Vec<String> = key.iter().map(|column| (*column).to_owned()).collect();
            assert_eq!(decode(&encode(&key)), key);
        }
    }

    #[test]
    fn a_number_is_kept_as_it_is() {
        assert_eq!(encode(&["42".to_owned()]), "42");
    }
}
