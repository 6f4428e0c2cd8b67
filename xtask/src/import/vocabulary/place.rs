//! Where something stands, for the one line that stops an import.

use std::fmt;

use anyhow::{Error, anyhow};

/// A line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    pub page: &'a str,
    /// Counted from 1.
    pub line: usize,
}

impl Place<'_> {
    pub fn expected(self, what: impl fmt::Display, found: impl fmt::Display) -> Error {
        self.stop(format_args!("expected {what}, found {found}"))
    }

    pub fn stop(self, why: impl fmt::Display) -> Error {
        anyhow!("{self}: {why}")
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.page, self.line)
    }
}

/// A text of a page as an error quotes it: on one line, and not all of it.
pub fn quoted(text: &str) -> String {
    const LONG: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("`{}...`", &text[..end]),
        None if text.is_empty() => "nothing".to_owned(),
        None => format!("`{text}`"),
    }
}
