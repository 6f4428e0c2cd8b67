//! The check of one row.

use super::report::{Reporter, excerpt};
use crate::import::layout::{Facts, Layout, nearest};
use crate::import::source::{Columns, Row};

/// What one row is checked against.
pub(in crate::import) struct Rules<'a> {
    layout: &'a Layout,
    facts: &'a Facts,
    visitor: Vec<usize>,
    any: Vec<usize>,
    key: Vec<usize>,
    /// Required columns that the file lacks: told once, and not again for each row.
    absent: Vec<usize>,
    /// Columns of visitors, or those of which one is needed, are all absent.
    without_choice: bool,
}

/// What is known of a row that was checked.
pub(in crate::import) struct Found {
    /// The column that names the visitor.
    pub visitor: Option<usize>,
    /// Columns, and what is wrong there.
    pub problems: Vec<(String, String)>,
}

impl<'a> Rules<'a> {
    /// `has`: the places of the columns of a file; `None` if rows have their own fields.
    pub fn new(
        layout: &'a Layout,
        facts: &'a Facts,
        has: Option<&[Option<usize>]>,
        columns: &Columns,
        reporter: &mut Reporter,
    ) -> Self {
        let (visitor, any, key) = (layout.places(layout.visitor), layout.places(layout.any), layout.places(layout.key));
        let mut rules = Self { layout, facts, visitor, any, key, absent: Vec::new(), without_choice: false };
        let Some(has) = has else { return rules };
        let lacks = |place: &usize| !has.contains(&Some(*place));
        for (place, column) in layout.columns.iter().enumerate().filter(|(_, column)| column.required) {
            if lacks(&place) {
                let near = nearest(column.title, columns.unknown().iter().map(String::as_str));
                let hint = near.map(|near| format!(": is it {near:?}?")).unwrap_or_default();
                reporter.columns(column.title, format!("is missing{hint}{}", layout.doubt()));
                rules.absent.push(place);
            }
        }
        let visitors = (!layout.visitor_optional).then_some((&rules.visitor, layout.visitor));
        for (places, titles) in visitors.into_iter().chain([(&rules.any, layout.any)]) {
            if !places.is_empty() && places.iter().all(lacks) {
                reporter.columns(&titles.join(", "), "all are missing, and one is needed".to_owned());
                rules.without_choice = true;
            }
        }
        rules
    }

    /// Checks the cells of a row, and writes them as the service wants them.
    pub fn check(&self, row: &mut Row) -> Found {
        let mut problems = std::mem::take(&mut row.broken);
        let whole = problems.is_empty();
        for (place, column) in self.layout.columns.iter().enumerate() {
            let cell = row.cells.get(place).map_or("", String::as_str);
            if cell.is_empty() {
                let told = self.absent.contains(&place) || problems.iter().any(|(name, _)| name == column.title);
                if column.required && whole && !told {
                    problems.push((column.title.to_owned(), "is empty".to_owned()));
                }
                continue;
            }
            match column.rule.write(cell, self.facts) {
                Ok(written) if *written == *cell => {}
                Ok(written) => {
                    let written = written.into_owned();
                    row.cells[place] = written;
                }
                Err(reason) => problems.push((column.title.to_owned(), excerpt(&reason))),
            }
        }
        let filled = |places: &[usize]| -> Vec<usize> {
            let full = |place: &&usize| row.cells.get(**place).is_some_and(|cell| !cell.is_empty());
            places.iter().filter(full).copied().collect()
        };
        let visitors = filled(&self.visitor);
        let names = |places: &[usize]| -> String {
            let names: Vec<&str> = places.iter().map(|place| self.layout.columns[*place].title).collect();
            names.join(", ")
        };
        if visitors.len() > 1 {
            let reason = "the row names its visitor more than once: one id is wanted".to_owned();
            problems.push((names(&visitors), reason));
        }
        if !self.visitor.is_empty()
            && visitors.is_empty()
            && whole
            && !self.layout.visitor_optional
            && !self.without_choice
        {
            problems.push((names(&self.visitor), "all are empty: the row names no visitor".to_owned()));
        }
        if !self.any.is_empty() && filled(&self.any).is_empty() && whole && !self.without_choice {
            problems.push((names(&self.any), "all are empty, and one is needed".to_owned()));
        }
        Found { visitor: visitors.first().copied(), problems }
    }

    /// The cells by which a row is the same as another. Without any, it is like no other.
    pub fn key<'r>(&self, row: &'r Row) -> Option<Vec<&'r str>> {
        let cells: Vec<&str> = match self.key.is_empty() {
            // Cells that no longer row brought before are empty as well.
            true => {
                let filled = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
                row.cells[..filled].iter().map(String::as_str).collect()
            }
            false => self.key.iter().filter_map(|place| row.cells.get(*place)).map(String::as_str).collect(),
        };
        cells.iter().any(|cell| !cell.is_empty()).then_some(cells)
    }

    /// The column of the key, for a message.
    pub fn key_name(&self) -> String {
        self.layout.key.join(", ")
    }
}
