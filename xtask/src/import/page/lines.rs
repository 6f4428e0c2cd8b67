//! The lines of a page, with their numbers, and errors that name them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use anyhow::{Error, Result, anyhow, bail, ensure};

use super::scan::{Marker, Tally};
use super::types::Type;

/// One line. `text` may have lost the indent of the list item that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub number: usize,
    pub text: &'a str,
}

/// A page as text, with the markers that were taken so far.
pub struct Source<'a> {
    pub path: &'a str,
    pub lines: Vec<Line<'a>>,
    taken: RefCell<Vec<(usize, Marker)>>,
    links: RefCell<BTreeMap<String, usize>>,
}

impl<'a> Source<'a> {
    pub fn new(path: &'a str, text: &'a str) -> Result<Self> {
        let lines: Vec<Line<'a>> =
            text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text }).collect();
        let source = Self { path, lines, taken: RefCell::default(), links: RefCell::default() };
        if let Some(line) = source.lines.iter().find(|line| line.text.contains('\u{fffd}')) {
            bail!(source.error(
                line.number,
                "UTF-8",
                "a replacement character: the page was saved in a wrong encoding"
            ));
        }
        Ok(source)
    }

    /// One line that names the page, the line, and what stands there in place of what.
    pub fn error(&self, line: usize, expected: &str, found: &str) -> Error {
        let found: String = found.trim().chars().take(120).collect();
        anyhow!("{}.md:{line}: expected {expected}, found: {found}", self.path)
    }

    pub fn expected(&self, line: Line<'_>, expected: &str) -> Error {
        self.error(line.number, expected, line.text)
    }

    pub fn last_line(&self) -> usize {
        self.lines.len()
    }

    /// Says that a marker of this line was read.
    pub fn take(&self, line: usize, marker: Marker) {
        self.taken.borrow_mut().push((line, marker));
    }

    /// Notes where the links of a type stand.
    pub fn note_links(&self, line: usize, type_: &Type) {
        for link in type_.links() {
            self.links.borrow_mut().entry(link).or_insert(line);
        }
    }

    pub fn links(&self) -> BTreeMap<String, usize> {
        self.links.borrow().clone()
    }

    /// Compares what was taken with what a plain search finds.
    pub fn settle(&self, mut found: Vec<(usize, Marker)>) -> Result<Tally> {
        let mut taken = self.taken.borrow().clone();
        found.sort_unstable();
        taken.sort_unstable();
        if let Some((line, marker)) = first_missing(&found, &taken) {
            bail!(self.error(line, &format!("a place for this {marker}, which nothing has read"), self.text(line)));
        }
        if let Some((line, marker)) = first_missing(&taken, &found) {
            bail!(self.error(line, &format!("a {marker} of the known form"), self.text(line)));
        }
        ensure!(!found.is_empty(), self.error(1, "a reference page", "a page without any marker"));
        Ok(Tally::of(found.iter().map(|(_, marker)| *marker)))
    }

    fn text(&self, line: usize) -> &'a str {
        self.lines.get(line - 1).map_or("", |line| line.text)
    }
}

/// The first element of sorted `all` that sorted `some` lacks, each counted as often as it stands there.
fn first_missing<T: Ord + Copy>(all: &[T], some: &[T]) -> Option<T> {
    let mut rest = some;
    for item in all {
        match rest.first() {
            Some(next) if next == item => rest = &rest[1..],
            Some(next) if next < item => {
                // What only `some` has is told by the comparison the other way round.
                let skip = rest.iter().take_while(|next| *next < item).count();
                rest = &rest[skip..];
                if rest.first() == Some(item) {
                    rest = &rest[1..];
                } else {
                    return Some(*item);
                }
            }
            _ => return Some(*item),
        }
    }
    None
}

/// Walks over lines, one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'s, 'a> {
    lines: &'s [Line<'a>],
    at: usize,
}

impl<'s, 'a> Cursor<'s, 'a> {
    pub fn new(lines: &'s [Line<'a>]) -> Self {
        Self { lines, at: 0 }
    }

    /// The next line that is not blank, left in place.
    pub fn peek(&mut self) -> Option<Line<'a>> {
        while self.lines.get(self.at).is_some_and(|line| line.text.trim().is_empty()) {
            self.at += 1;
        }
        self.lines.get(self.at).copied()
    }

    /// The next line that is not blank.
    pub fn next(&mut self) -> Option<Line<'a>> {
        let line = self.peek()?;
        self.at += 1;
        Some(line)
    }

    /// The lines before the one that closes what `open` has opened; steps over the closing line.
    pub fn until_closed(
        &mut self,
        opens: impl Fn(&str) -> bool,
        closes: impl Fn(&str) -> bool,
    ) -> Option<(&'s [Line<'a>], Line<'a>)> {
        self.until(opens, &closes, &closes)
    }

    /// The lines before the one that `stops`, outside of all that opens and closes; steps over that line.
    pub fn until(
        &mut self,
        opens: impl Fn(&str) -> bool,
        closes: impl Fn(&str) -> bool,
        stops: impl Fn(&str) -> bool,
    ) -> Option<(&'s [Line<'a>], Line<'a>)> {
        let start = self.at;
        let mut depth = 0usize;
        let mut fence = Fence::default();
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            if fence.holds(line.text) {
                continue;
            }
            let text = line.text.trim();
            if depth == 0 && stops(text) {
                return Some((&self.lines[start..self.at - 1], *line));
            }
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                depth = depth.checked_sub(1)?;
            }
        }
        None
    }
}

/// Whether a line belongs to a code block, its fences included.
#[derive(Debug, Default)]
pub struct Fence {
    open: bool,
}

impl Fence {
    pub fn holds(&mut self, text: &str) -> bool {
        let fence = text.trim_start().starts_with("```");
        if fence {
            self.open = !self.open;
        }
        fence || self.open
    }

    pub fn is_open(&self) -> bool {
        self.open
    }
}
