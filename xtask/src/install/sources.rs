//! Finds the Debian mirror that this machine uses, in apt's sources in either of their formats.

use std::fs;
use std::path::Path;

/// Debian's own front of all mirrors, for a machine whose sources name none.
const DEFAULT: &str = "http://deb.debian.org/debian";

/// The URI of the Debian archive in the machine's sources.
pub(super) fn debian_mirror() -> String {
    let mut entries = Vec::new();
    let parts = fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten().map(|entry| entry.path());
    for file in [Path::new("/etc/apt/sources.list").to_path_buf()].into_iter().chain(parts) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("sources") => entries.extend(deb822(&text)),
            Some("list") => entries.extend(one_line(&text)),
            _ => {}
        }
    }
    entries.iter().find(|entry| entry.is_debian_archive()).map_or_else(|| DEFAULT.to_string(), |entry| entry.uri.clone())
}

#[derive(Debug, PartialEq)]
struct Entry {
    uri: String,
    suites: Vec<String>,
    components: Vec<String>,
}

impl Entry {
    /// Other vendors' repositories lack the path segment 'debian' or the component 'main'; the security archive has no 'sid'.
    fn is_debian_archive(&self) -> bool {
        let debian = self.uri.trim_end_matches(".list").split('/').any(|segment| segment == "debian");
        let security = self.uri.contains("security") || self.suites.iter().all(|suite| suite.contains("security"));
        debian && !security && self.components.iter().any(|component| component == "main")
    }
}

/// Stanzas of `Field: value`, where an indented line continues the value.
fn deb822(text: &str) -> Vec<Entry> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut entries = Vec::new();
    for stanza in lines.split(|line| line.trim().is_empty()) {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in stanza {
            match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
                (true, Some((_, value)), _) => {
                    value.push(' ');
                    value.push_str(line);
                }
                (_, _, Some((name, value))) => fields.push((name.trim().to_lowercase(), value.to_string())),
                _ => {}
            }
        }
        let words = |name: &str| -> Vec<String> {
            let field = fields.iter().find(|(field, _)| field == name);
            field.map(|(_, value)| value.split_whitespace().map(str::to_string).collect()).unwrap_or_default()
        };
        let enabled = !words("enabled").iter().any(|word| word == "no");
        if enabled && words("types").iter().any(|word| word == "deb") {
            let entry = |uri| Entry { uri, suites: words("suites"), components: words("components") };
            entries.extend(words("uris").into_iter().map(entry));
        }
    }
    entries
}

/// Lines of `deb [options] uri suite component...`.
fn one_line(text: &str) -> Vec<Entry> {
    let entry = |line: &str| {
        let rest = line.split('#').next()?.trim().strip_prefix("deb")?;
        if !rest.starts_with([' ', '\t', '[']) {
            return None;
        }
        let rest = rest.trim_start();
        let rest = match rest.strip_prefix('[') {
            Some(options) => options.split_once(']')?.1,
            None => rest,
        };
        let mut words = rest.split_whitespace().map(str::to_string);
        Some(Entry { uri: words.next()?, suites: vec![words.next()?], components: words.collect() })
    };
    text.lines().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirrors(entries: Vec<Entry>) -> Vec<String> {
        entries.into_iter().filter(Entry::is_debian_archive).map(|entry| entry.uri).collect()
    }

    #[test]
    fn deb822_stanzas_give_the_archive_and_not_the_security_one() {
        let text = "Types: deb\n# a comment\nURIs: http://deb.debian.org/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\n\
                    Types: deb\nURIs: http://deb.debian.org/debian-security\nSuites: bookworm-security\nComponents: main\n";
        assert_eq!(mirrors(deb822(text)), ["http://deb.debian.org/debian"]);
    }

    #[test]
    fn deb822_continuation_lines_and_disabled_stanzas_are_understood() {
        let text = "Types: deb deb-src\nURIs:\n http://one.example/debian\n http://two.example/debian/\nSuites: trixie\nComponents: main\n\n\
                    Enabled: no\nTypes: deb\nURIs: http://three.example/debian\nSuites: trixie\nComponents: main\n";
        assert_eq!(mirrors(deb822(text)), ["http://one.example/debian", "http://two.example/debian/"]);
    }

    #[test]
    fn one_line_entries_with_and_without_options_are_understood() {
        let text = "# deb http://no.example/debian bookworm main\ndeb-src http://src.example/debian bookworm main\n\
                    deb [arch=amd64 signed-by=/a/b.gpg] http://ftp.example/debian bookworm main contrib # why\n\
                    deb http://security.example/debian-security bookworm-security main\n";
        assert_eq!(mirrors(one_line(text)), ["http://ftp.example/debian"]);
    }

    #[test]
    fn other_vendors_are_passed_over() {
        let text = "deb https://download.docker.com/linux/debian bookworm stable\ndeb https://packages.example/apt cloud-sdk main\n\
                    deb http://snapshot.debian.org/archive/debian/20250520T000000Z bookworm main\n";
        assert_eq!(mirrors(one_line(text)), ["http://snapshot.debian.org/archive/debian/20250520T000000Z"]);
    }

    #[test]
    fn a_cloud_images_list_of_mirrors_counts_as_the_archive() {
        let text = "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\nComponents: main\n\n\
                    Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian-security.list\nSuites: bookworm-security\nComponents: main\n";
        assert_eq!(mirrors(deb822(text)), ["mirror+file:///etc/apt/mirrors/debian.list"]);
    }
}
