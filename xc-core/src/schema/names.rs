//! Names that xc makes: cut to what every database takes.

use crate::hash;

/// A name, cut where it is longer than any database takes, with a hash of the whole: PostgreSQL's limit of 63 bytes is the narrowest.
pub fn fit(name: String) -> String {
    const LIMIT: usize = 63;
    if name.len() <= LIMIT {
        return name;
    }
    let hash = format!("_{:08x}", hash::fnv1a(name.as_bytes()) as u32);
    let mut cut = LIMIT - hash.len();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{hash}", &name[..cut])
}
