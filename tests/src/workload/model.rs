//! What a row must hold after any sequence of writes by v1 and v2: the specification of dual write, in Rust.

/// One row of `users`, as both versions see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What v1 reads.
    pub name: String,
    /// What v2 reads.
    pub first: String,
    /// What v2 reads.
    pub last: String,
}

impl Person {
    /// A row that v1 inserted.
    pub fn by_v1(name: &str) -> Person {
        let (first, last) = forward(name);
        Person { name: name.into(), first, last }
    }

    /// A row that v2 inserted.
    pub fn by_v2(first: &str, last: &str) -> Person {
        Person { name: reverse(first, last), first: first.into(), last: last.into() }
    }

    /// v1 sets the name: the new columns follow, unless they are in parity with it anyway.
    pub fn set_name(&mut self, name: &str) {
        if self.name != name {
            self.name = name.into();
            if !self.in_parity() {
                (self.first, self.last) = forward(name);
            }
        }
    }

    /// v2 sets one of its columns, or both: the name follows, unless it is in parity with them anyway.
    pub fn set_parts(&mut self, first: Option<&str>, last: Option<&str>) {
        let before = self.clone();
        if let Some(first) = first {
            self.first = first.into();
        }
        if let Some(last) = last {
            self.last = last.into();
        }
        if *self != before && !self.in_parity() {
            self.name = reverse(&self.first, &self.last);
        }
    }

    fn in_parity(&self) -> bool {
        forward(&self.name) == (self.first.clone(), self.last.clone()) || reverse(&self.first, &self.last) == self.name
    }
}

/// The migration's forward mapping.
pub fn forward(name: &str) -> (String, String) {
    match name.split_once(' ') {
        Some((first, last)) => (first.into(), last.into()),
        None => (name.into(), String::new()),
    }
}

/// The migration's reverse mapping.
pub fn reverse(first: &str, last: &str) -> String {
    format!("{first} {last}")
}
