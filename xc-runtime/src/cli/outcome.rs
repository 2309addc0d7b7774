//! How a command ends: what it says to people and to programs, and the process's exit code.

use serde_json::{Map, Value, json};

use crate::error::Error;

/// What a command has done.
pub(super) struct Outcome {
    /// For people, on stdout.
    pub(super) text: String,
    /// For programs: the fields of the object, beside `command`, `ok` and `exit_code`.
    pub(super) fields: Map<String, Value>,
    /// Not 0 where the command did its work and what it found is bad.
    pub(super) code: u8,
}

impl Outcome {
    pub(super) fn new(text: impl Into<String>, fields: Value) -> Outcome {
        let fields = match fields {
            Value::Object(fields) => fields,
            other => Map::from_iter([("result".to_owned(), other)]),
        };
        Outcome { text: text.into(), fields, code: DONE }
    }

    pub(super) fn with_code(mut self, code: u8) -> Outcome {
        self.code = code;
        self
    }
}

pub(super) const DONE: u8 = 0;
pub(super) const FAILED: u8 = 1;
pub(super) const USAGE: u8 = 2;
pub(super) const UNREACHABLE: u8 = 3;
pub(super) const REFUSED: u8 = 4;
pub(super) const NOT_VERIFIED: u8 = 5;
pub(super) const IN_THE_WAY: u8 = 6;
pub(super) const CANCELLED: u8 = 7;
pub(super) const INTERRUPTED: u8 = 130;

/// Why a command has not done it.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: u8,
    /// A word for programs.
    pub(super) kind: &'static str,
    pub(super) message: String,
}

impl Problem {
    pub(super) fn usage(message: impl Into<String>) -> Problem {
        Problem { code: USAGE, kind: "usage", message: message.into() }
    }

    pub(super) fn refused(kind: &'static str, message: impl Into<String>) -> Problem {
        Problem { code: REFUSED, kind, message: message.into() }
    }

    pub(super) fn fields(&self) -> Map<String, Value> {
        Map::from_iter([("error".to_owned(), json!({ "kind": self.kind, "message": self.message }))])
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let (kind, code) = classify(&error);
        Problem { code, kind, message: error.to_string() }
    }
}

fn classify(error: &Error) -> (&'static str, u8) {
    let kinds: [(bool, &str, u8); 18] = [
        (error.is_bad_url(), "bad_url", UNREACHABLE),
        (error.is_unreachable(), "unreachable", UNREACHABLE),
        (error.is_bad_setting(), "bad_setting", USAGE),
        (error.is_interrupted(), "interrupted", INTERRUPTED),
        (error.is_cancelled(), "cancelled", CANCELLED),
        (error.is_verification_failed(), "not_verified", NOT_VERIFIED),
        (error.is_lock_timeout(), "lock_timeout", IN_THE_WAY),
        (error.is_lease_held(), "lease_held", IN_THE_WAY),
        (error.is_lease_lost(), "lease_lost", FAILED),
        (error.is_server_replaced(), "server_replaced", FAILED),
        (error.is_instance_live(), "instance_live", REFUSED),
        (error.is_requirement_unmet(), "requirement_unmet", REFUSED),
        (error.is_still_required(), "still_required", REFUSED),
        (error.is_wrong_state(), "wrong_state", REFUSED),
        (error.is_unexpected_schema(), "unexpected_schema", REFUSED),
        (error.is_edited(), "edited", REFUSED),
        (error.is_refused() || error.is_old_server(), "refused", REFUSED),
        (error.is_denied(), "denied", REFUSED),
    ];
    let found = kinds.into_iter().find(|(is, ..)| *is);
    let more = || if error.is_transform_failed() { ("rows_failed", FAILED) } else { ("failed", FAILED) };
    found.map_or_else(more, |(_, kind, code)| (kind, code))
}
