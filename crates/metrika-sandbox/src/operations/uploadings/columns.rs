//! The columns of a file: which ones there may be, which ones there must be, and each row held against them.

use std::io::Read;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cells::Rule;
use super::csv::{Row, Rows, wrong};
use crate::refusal::Refusal;

/// How many rejected rows an uploading remembers.
const REJECTS: usize = 1000;

/// One column that a file may have. Titles count with their case.
#[derive(Debug, Clone, Copy)]
pub(in crate::operations) struct Column {
    pub title: &'static str,
    pub rule: Rule,
    pub required: bool,
}

/// A column that every row fills.
pub(in crate::operations) const fn required(title: &'static str, rule: Rule) -> Column {
    Column { title, rule, required: true }
}

/// A column that may be left out, and be empty.
pub(in crate::operations) const fn optional(title: &'static str, rule: Rule) -> Column {
    Column { title, rule, required: false }
}

/// Columns that depend on each other.
#[derive(Debug, Clone, Copy)]
pub(in crate::operations) enum Choice {
    /// The file has one of them, and every row fills it.
    One(&'static [&'static str]),
    /// The file has one of them or none.
    OneAtMost(&'static [&'static str]),
    /// Every row fills at least one of them.
    Any(&'static [&'static str]),
}

/// The columns of a kind of files.
#[derive(Debug, Clone, Copy)]
pub(in crate::operations) struct Layout {
    pub columns: &'static [Column],
    pub choices: &'static [Choice],
}

/// A column that a file has.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::operations) struct Place {
    pub position: usize,
    pub name: String,
    pub rule: Rule,
    pub required: bool,
}

/// The columns of one file, found in its header.
#[derive(Debug)]
pub(in crate::operations) struct Bound {
    pub places: Vec<Place>,
    /// Each group lists places of which a row fills at least one.
    pub any: Vec<&'static [&'static str]>,
    pub width: usize,
}

/// Why a row was not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reject {
    /// The first row below the header, or the first element of a list, is 1.
    pub row: u64,
    /// The line of the file; 0 if there is none.
    pub line: u64,
    /// The column or field; empty if it is about the whole row.
    pub column: String,
    pub reason: String,
}

/// What is wrong with a row, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::operations) struct Fault {
    pub column: String,
    pub reason: String,
}

impl Fault {
    pub fn new(column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { column: column.into(), reason: reason.into() }
    }

    pub fn at(self, row: u64, line: u64) -> Reject {
        Reject { row, line, column: self.column, reason: self.reason }
    }
}

/// How many rows a file had, and which were not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::operations) struct Survey {
    pub source: u64,
    pub accepted: u64,
    pub rejects: Vec<Reject>,
}

impl Survey {
    /// Counts a row.
    pub fn count(&mut self, row: u64, line: u64, found: Result<(), Fault>) {
        self.source += 1;
        match found {
            Ok(()) => self.accepted += 1,
            Err(fault) if self.rejects.len() < REJECTS => self.rejects.push(fault.at(row, line)),
            Err(_) => {}
        }
    }
}

impl Layout {
    /// Finds the columns in a header. A title that is not known is refused: what is misspelled would be lost in silence.
    pub fn bind(&self, header: &[String]) -> Result<Bound, Refusal> {
        let mut places: Vec<Place> = Vec::new();
        for (position, title) in header.iter().enumerate() {
            let column = self.columns.iter().find(|column| column.title == title);
            let column = column.ok_or_else(|| self.unknown(title))?;
            if places.iter().any(|place| place.name == *title) {
                return Err(wrong(format!("line 1: the column {title} is there twice")));
            }
            let Column { title, rule, required } = *column;
            places.push(Place { position, name: title.to_owned(), rule, required });
        }
        if let Some(missing) =
            self.columns.iter().find(|column| column.required && places.iter().all(|place| place.name != column.title))
        {
            return Err(wrong(format!("line 1: the column {} is missing", missing.title)));
        }
        let mut any = Vec::new();
        for choice in self.choices {
            let (Choice::One(names) | Choice::OneAtMost(names) | Choice::Any(names)) = choice;
            let found = places.iter().filter(|place| names.contains(&place.name.as_str())).count();
            let list = names.join(", ");
            match choice {
                Choice::One(_) if found != 1 => {
                    return Err(wrong(format!("line 1: of the columns {list} there is to be one, not {found}")));
                }
                Choice::OneAtMost(_) if found > 1 => {
                    return Err(wrong(format!(
                        "line 1: of the columns {list} there is to be one at most, not {found}"
                    )));
                }
                Choice::Any(_) if found == 0 => {
                    return Err(wrong(format!("line 1: of the columns {list} at least one is needed")));
                }
                Choice::One(_) => {
                    places
                        .iter_mut()
                        .filter(|place| names.contains(&place.name.as_str()))
                        .for_each(|place| place.required = true);
                }
                Choice::OneAtMost(_) => {}
                Choice::Any(_) => any.push(*names),
            }
        }
        Ok(Bound { places, any, width: header.len() })
    }

    fn unknown(&self, title: &str) -> Refusal {
        let similar = self.columns.iter().find(|column| column.title.eq_ignore_ascii_case(title.trim()));
        let all: Vec<&str> = self.columns.iter().map(|column| column.title).collect();
        let first = title.split([';', '\t', ',']).next().unwrap_or_default();
        let hint = match similar {
            Some(column) => format!("did you mean {}?", column.title),
            None if first != title && all.contains(&first) => "another character separates the columns".to_owned(),
            None => format!("the columns are {}", all.join(", ")),
        };
        wrong(format!("line 1: there is no column {}; {hint}", excerpt(title)))
    }
}

impl Bound {
    /// The column of this name, if the file has it.
    pub fn place(&self, name: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.name == name)
    }

    /// The cell in the column of this name; empty if the file does not have it.
    pub fn cell<'a>(&self, row: &'a Row<'_>, name: &str) -> &'a str {
        self.place(name).map_or("", |place| row.cell(place.position))
    }

    /// The first thing that is wrong with a row.
    pub fn check(&self, row: &Row<'_>, now: Timestamp) -> Result<(), Fault> {
        if row.len() != self.width {
            let reason = format!("the row has {} cells and the header {}", row.len(), self.width);
            return Err(Fault::new("", reason));
        }
        for place in &self.places {
            let cell = row.cell(place.position);
            if cell.is_empty() {
                if place.required {
                    return Err(Fault::new(&place.name, "is empty"));
                }
            } else {
                place.rule.check(cell, now).map_err(|reason| Fault::new(&place.name, excerpt(&reason)))?;
            }
        }
        match self.any.iter().find(|names| names.iter().all(|name| self.cell(row, name).is_empty())) {
            Some(names) => Err(Fault::new(names.join(", "), "all are empty")),
            None => Ok(()),
        }
    }
}

/// Goes through all rows. What `take` says no to is rejected like what the columns do not allow.
pub(in crate::operations) fn survey<R: Read>(
    rows: &mut Rows<R>,
    bound: &Bound,
    now: Timestamp,
    mut take: impl FnMut(&Row<'_>) -> Result<(), Fault>,
) -> Result<Survey, Refusal> {
    let mut survey = Survey::default();
    while let Some(row) = rows.row()? {
        let found = bound.check(&row, now).and_then(|()| take(&row));
        survey.count(row.number, row.line, found);
    }
    if survey.source == 0 {
        return Err(wrong("the file has a header and no rows"));
    }
    Ok(survey)
}

/// Enough of a text to recognise it by: cells come from outside and may be long.
pub(in crate::operations) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 200;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
