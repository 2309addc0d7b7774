//! Names as real tables have them. Most are a first and a last name; the others are what breaks a careless migration.

use fastrand::Rng;

/// What `users.name` holds at most, in characters.
pub const LONGEST_NAME: usize = 100;

const FIRST_NAMES: &[&str] = &[
    "Ada",
    "Amélie",
    "Ángel",
    "Bjørn",
    "Chloë",
    "D'Angelo",
    "Dmitri",
    "Fatima",
    "Grace",
    "Iñaki",
    "James",
    "Jean-Luc",
    "José",
    "Łukasz",
    "María José",
    "Mary Ann",
    "Mei",
    "Nguyễn",
    "Oluwaseun",
    "Priya",
    "Sigríður",
    "Søren",
    "Zoë",
    "Иван",
    "Ελένη",
    "محمد",
    "花子",
];

const LAST_NAMES: &[&str] = &[
    "al-Rashid",
    "Brontë",
    "Castañeda Ruiz",
    "D'Souza",
    "de la Cruz",
    "García Márquez",
    "Håkansson",
    "Hopper",
    "Kim",
    "King Jr.",
    "Lovelace",
    "McDonald",
    "Müller-Lüdenscheidt",
    "N'Diaye",
    "O'Brien",
    "Okonkwo",
    "Papadopoulos",
    "Şahin",
    "Smith",
    "Ó Súilleabháin",
    "van der Berg",
    "Wałęsa",
    "Петров",
    "山田",
];

const ONE_WORD: &[&str] = &["Björk", "Cher", "Madonna", "Pelé", "Plato", "Suharto", "Voltaire", "Μέδουσα", "鈴木"];

/// A whole name, as someone types it into one field.
pub fn any_name(rng: &mut Rng) -> String {
    match rng.u32(0..1000) {
        0..20 => pick(ONE_WORD, rng).to_owned(),
        20..40 => format!("{}  {}", pick(FIRST_NAMES, rng), pick(LAST_NAMES, rng)),
        40..80 => format!("{} {} {}", pick(FIRST_NAMES, rng), pick(FIRST_NAMES, rng), pick(LAST_NAMES, rng)),
        80..82 => longest_name(rng),
        _ => format!("{} {}", pick(FIRST_NAMES, rng), pick(LAST_NAMES, rng)),
    }
}

/// A first name; some have a space.
pub fn any_first_name(rng: &mut Rng) -> String {
    pick(FIRST_NAMES, rng).to_owned()
}

/// A last name; some have a space, and a few are empty.
pub fn any_last_name(rng: &mut Rng) -> String {
    match rng.u32(0..1000) {
        0..20 => String::new(),
        _ => pick(LAST_NAMES, rng).to_owned(),
    }
}

/// A name of exactly [`LONGEST_NAME`] characters, which is more than that in bytes.
fn longest_name(rng: &mut Rng) -> String {
    let mut name = any_first_name(rng);
    while name.chars().count() < LONGEST_NAME {
        name.push(if rng.u32(0..4) == 0 { '-' } else { ' ' });
        name.push_str(pick(LAST_NAMES, rng));
    }
    name.chars().take(LONGEST_NAME - 1).chain(['é']).collect()
}

fn pick<'a>(names: &[&'a str], rng: &mut Rng) -> &'a str {
    names[rng.usize(0..names.len())]
}
