//! What the check found.

use std::fmt;

/// Problems that are kept; the others are counted.
const KEPT: usize = 1000;
/// Problems that a text shows.
const SHOWN: usize = 20;

/// What the check of an upload found, before anything was sent.
///
/// `Display` is one line for each of the first twenty problems.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Rows that were read.
    pub rows: u64,
    /// Rows with at least one problem.
    pub bad_rows: u64,
    /// The problems: the first thousand of them.
    pub problems: Vec<Problem>,
    /// How many there are in all.
    pub found: u64,
    /// What is worth knowing and does not keep anything from being sent.
    pub notes: Vec<String>,
}

/// One thing that is wrong with a row, or with the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The row; the first is 1. `None`: it is a matter of the columns.
    pub row: Option<u64>,
    /// In a file: the line that the row begins in; the header is line 1.
    pub line: Option<u64>,
    /// The column, by the name that the API has for it; empty if it is a matter of the whole row.
    pub column: String,
    /// What is wrong, with the text of the cell, and what to do.
    pub reason: String,
}

impl Report {
    /// Whether there is no problem.
    pub fn is_clean(&self) -> bool {
        self.found == 0
    }

    /// Rows without a problem.
    pub fn good_rows(&self) -> u64 {
        self.rows.saturating_sub(self.bad_rows)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} rows are good", self.good_rows(), self.rows)?;
        for problem in self.problems.iter().take(SHOWN) {
            write!(f, "\n{problem}")?;
        }
        let shown = self.problems.len().min(SHOWN) as u64;
        if self.found > shown {
            write!(f, "\n... and {} more problems", self.found - shown)?;
        }
        for note in &self.notes {
            write!(f, "\nnote: {note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.line) {
            (Some(row), Some(line)) => write!(f, "row {row} (line {line})")?,
            (Some(row), None) => write!(f, "row {row}")?,
            (None, _) => f.write_str("columns")?,
        }
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Gathers problems.
#[derive(Debug, Default)]
pub(in crate::import) struct Reporter {
    pub report: Report,
    /// The columns are wrong: no row may be sent.
    pub wrong_columns: bool,
}

impl Reporter {
    pub fn columns(&mut self, column: &str, reason: String) {
        self.wrong_columns = true;
        self.add(Problem { row: None, line: None, column: column.to_owned(), reason });
    }

    /// Notes all problems of a row, which has some.
    pub fn row(&mut self, row: u64, line: Option<u64>, problems: impl IntoIterator<Item = (String, String)>) {
        self.report.bad_rows += 1;
        for (column, reason) in problems {
            self.add(Problem { row: Some(row), line, column, reason });
        }
    }

    fn add(&mut self, problem: Problem) {
        self.report.found += 1;
        if self.report.problems.len() < KEPT {
            self.report.problems.push(problem);
        }
    }
}

/// Enough of a text to recognise it by: cells may be long.
pub(in crate::import) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 200;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// So that an [`Error`](crate::Error) can have it as its source.
impl std::error::Error for Report {}
