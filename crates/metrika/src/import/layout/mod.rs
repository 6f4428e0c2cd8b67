//! The columns of the files of each kind, and the rules for what stands in them.

mod columns;
mod near;
mod rule;
mod times;

pub(in crate::import) use columns::*;
pub(in crate::import) use near::nearest;
pub(in crate::import) use rule::{Facts, Known, Rule};

/// The columns of one kind of files.
#[derive(Debug)]
pub(in crate::import) struct Layout {
    /// What the rows are, in messages: `conversions`.
    pub name: &'static str,
    pub columns: &'static [Column],
    /// Columns of which a row fills exactly one, and each in a file of its own.
    pub visitor: &'static [&'static str],
    /// A row may also be without a visitor.
    pub visitor_optional: bool,
    /// Columns of which a row fills at least one.
    pub any: &'static [&'static str],
    /// Columns by which two rows are the same; without any, all columns.
    pub key: &'static [&'static str],
    /// Its rows may bring values of attributes that the counter has defined.
    pub entity: Option<&'static str>,
    /// No page gives the titles of its columns: these are plausible ones.
    pub guessed: bool,
    /// What cells have in common with the counter that must be asked for.
    pub asks: &'static [Ask],
}

/// What has to be known of the counter before cells can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Ask {
    /// Its time zone: an instant is written as its clock shows it.
    Zone,
    /// Its goals of the type JavaScript event.
    Goals,
    /// Its statuses of orders.
    Statuses,
    /// Its own attributes.
    Attributes,
}

/// A column of a file.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct Column {
    pub title: &'static str,
    pub rule: Rule,
    pub required: bool,
}

impl Layout {
    /// The place of the column of this title.
    pub fn place(&self, title: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.title == title)
    }

    /// What to add where a column is not as it is expected.
    pub fn doubt(&self) -> &'static str {
        match self.guessed {
            true => {
                " (no page gives these titles: if you know others, rename yours, or send them with `OnProblem::Send`)"
            }
            false => "",
        }
    }

    /// Places of these columns.
    pub fn places(&self, titles: &[&str]) -> Vec<usize> {
        titles.iter().filter_map(|title| self.place(title)).collect()
    }
}
