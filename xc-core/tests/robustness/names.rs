//! Names that a schema may have, of every kind that could go wrong.

use fastrand::Rng;

/// Words that are keywords of Rust, of SQL, or of the language itself: each is a good name where a name is wanted.
const WORDS: &[&str] = &[
    // Rust
    "type",
    "match",
    "fn",
    "mod",
    "use",
    "ref",
    "move",
    "self",
    "Self",
    "super",
    "crate",
    "dyn",
    "async",
    "await",
    "box",
    "try",
    "yield",
    "macro",
    "gen",
    "static",
    "unsafe",
    "where",
    "in",
    "as",
    "impl",
    "loop",
    "true_",
    "r#type",
    "r#match",
    "r#in",
    // SQL
    "select",
    "from",
    "order",
    "group",
    "user",
    "users",
    "table",
    "column",
    "index",
    "key",
    "primary",
    "unique",
    "constraint",
    "references",
    "check",
    "default",
    "null_",
    "not_",
    "and_",
    "or_",
    "is_",
    "case_",
    "end_",
    "timestamp",
    "date",
    "interval",
    "left",
    "right",
    "returning",
    "rank",
    "row",
    "rows",
    "value",
    "values",
    "new",
    "old",
    "excluded",
    "rowid",
    "oid",
    "ctid",
    "limit",
    "offset",
    "grant",
    "public",
    // xc
    "name",
    "after",
    "dialects",
    "expand",
    "dual_write",
    "migrate",
    "contract",
    "sync",
    "forward",
    "reverse",
    "backfill",
    "alter",
    "add",
    "drop",
    "create",
    "to",
    "on",
    "by",
    "using",
    "like",
    "swap",
    "with",
    "raw",
    "allow",
    "reason",
    "doc",
    // as people name them
    "id",
    "email",
    "first_name",
    "createdAt",
    "UserName",
    "ID",
    "_hidden",
    "__",
    "a",
    "b1",
    "x_y_z",
    "price_cents",
    "is_active",
    // beyond ASCII: composed and not, right to left, without case, four bytes each
    "größe",
    "straße",
    "naïve",
    "e\u{301}te\u{301}",
    "имя",
    "名前",
    "이름",
    "שם",
    "ΑΒΓ",
    "İstanbul",
    "ſhort",
    "𝒳",
    "ñ",
];

/// A name, unlike those that `taken` knows.
pub(super) fn name(rng: &mut Rng, taken: impl Fn(&str) -> bool) -> String {
    loop {
        let mut name = rng.choice(WORDS).copied().unwrap_or("a").to_owned();
        match rng.u8(..8) {
            0 => name = format!("{}{}", name.trim_start_matches("r#"), rng.u8(..)),
            // As long as PostgreSQL takes it: 63 bytes.
            1 => {
                while name.len() < 55 {
                    name = format!("{}_{}", name.trim_start_matches("r#"), rng.lowercase());
                }
            }
            2 => name = name.trim_start_matches("r#").to_uppercase(),
            _ => {}
        }
        let plain = name.trim_start_matches("r#");
        // Databases that fold case must be able to tell two names apart.
        if !taken(plain) && plain.len() <= 63 {
            return name;
        }
    }
}

/// A name as an item of Rust can have it; `None` where there is no way to write it.
pub(super) fn item(name: &str) -> Option<String> {
    let plain = name.trim_start_matches("r#");
    [plain.to_owned(), format!("r#{plain}")].into_iter().find(|name| plain != "gen" && syn::parse_str::<syn::Ident>(name).is_ok())
}
