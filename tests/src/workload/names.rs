//! Names as they occur: what a mapping of names must not stumble over.

/// Names for v1.
const WHOLE: &[&str] = &[
    "Ada Lovelace",
    "ada lovelace",
    "Cher",
    "Cher ",
    "Miles O'Brien",
    "Anna  Lee",
    " Leading Space",
    "José María García Márquez",
    "José",
    "Jose",
    "Zoë Straße",
    "Βασίλης Παπαδόπουλος",
    "山田 太郎",
    "Robert'); DROP TABLE users;-- Tables",
    "back\\slash per%cent",
    "emoji 🎻 player",
    "",
];

/// Parts of names for v2: at most 40 characters, so that two of them fit the old column.
const PARTS: &[&str] = &[
    "Ada",
    "ADA",
    "Mary Ann",
    "O'Neil",
    "",
    " ",
    "Žofie",
    "Zofie",
    "van der Berg",
    "李",
    "N/A",
    "Straße",
    "Strasse",
    "🎻",
    "x\\y",
    "trailing ",
];

/// A name of v1, at random; now and then one of 100 characters.
pub(super) fn whole() -> String {
    match fastrand::u8(..20) {
        0 => format!("{} {}", "x".repeat(fastrand::usize(1..50)), "ü".repeat(50)),
        _ => WHOLE[fastrand::usize(..WHOLE.len())].into(),
    }
}

/// A part of a name, at random.
pub(super) fn part() -> String {
    PARTS[fastrand::usize(..PARTS.len())].into()
}
