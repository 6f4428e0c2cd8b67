//! The tables of a page, in every form that the pages have.
//!
//! A table that cannot be read stops the import: what stands in it would be lost otherwise. `pipe` and `yfm` read the two
//! families of forms. No Markdown library does both: pipe tables of older exports have cells that go on over blank lines,
//! which ends a table for CommonMark, and the tables of Yandex Flavored Markdown are known to no crate.

use anyhow::{Result, ensure};

use super::place::{Place, quoted};
use super::{VocabularyPage, pipe, yfm};

/// The text between two bars, as the page writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub line: usize,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    pub cells: Vec<Cell>,
}

/// A header and at least one row, all of the same number of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub header: Row,
    pub rows: Vec<Row>,
}

/// A page, line by line.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    pub page: &'a str,
    lines: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    pub fn of(page: &VocabularyPage<'a>) -> Self {
        Self { page: page.path, lines: page.text.trim_start_matches('\u{feff}').lines().collect() }
    }

    /// The line without its indentation and trailing blanks.
    pub fn get(&self, index: usize) -> Option<&'a str> {
        self.lines.get(index).map(|line| line.trim())
    }

    pub fn at(&self, index: usize) -> Place<'a> {
        Place { page: self.page, line: index + 1 }
    }
}

/// All tables of a page, in its order.
pub fn tables(page: &VocabularyPage<'_>) -> Result<Vec<Table>> {
    let lines = Lines::of(page);
    let mut tables = Vec::new();
    let mut index = after_front_matter(&lines)?;
    while let Some(line) = lines.get(index) {
        if index == 0 || line.starts_with('<') {
            ensure_markdown(&lines, index)?;
        }
        if line.starts_with("```") {
            index = after_fence(&lines, index)?;
            continue;
        }
        let (table, next) = if line.starts_with("#|") {
            yfm::read(&lines, index)?
        } else if let Some(style) = pipe::style(&lines, index)? {
            pipe::read(&lines, index, style)?
        } else {
            ensure!(
                !line.starts_with("||") && !line.starts_with("|#"),
                lines.at(index).expected("`#|` before the rows of a table", quoted(line))
            );
            index += 1;
            continue;
        };
        tables.push(checked(&lines, table)?);
        index = next;
    }
    Ok(tables)
}

/// The rows are as wide as the header, none is merged with another, and there is one.
fn checked(lines: &Lines<'_>, table: Table) -> Result<Table> {
    let width = table.header.cells.len();
    for row in &table.rows {
        let place = Place { page: lines.page, line: row.line };
        ensure!(
            row.cells.len() == width,
            place.expected(format_args!("a row of {width} cells"), format_args!("{}", row.cells.len()))
        );
        for cell in &row.cells {
            let place = Place { page: lines.page, line: cell.line };
            let merged = matches!(cell.text.trim(), ">" | "^");
            ensure!(
                !merged,
                place.expected("a cell of its own", format_args!("a merged one (`{}`)", cell.text.trim()))
            );
        }
    }
    let place = Place { page: lines.page, line: table.header.line };
    ensure!(!table.rows.is_empty(), place.expected("a table with rows", "its header alone"));
    Ok(table)
}

fn after_front_matter(lines: &Lines<'_>) -> Result<usize> {
    if lines.get(0) != Some("---") {
        return Ok(0);
    }
    let end = (1..).map_while(|index| Some((index, lines.get(index)?))).find(|(_, line)| *line == "---");
    Ok(end.ok_or_else(|| lines.at(0).expected("`---` at the end of the front matter", "the end of the page"))?.0 + 1)
}

fn after_fence(lines: &Lines<'_>, start: usize) -> Result<usize> {
    let end =
        (start + 1..).map_while(|index| Some((index, lines.get(index)?))).find(|(_, line)| line.starts_with("```"));
    Ok(end.ok_or_else(|| lines.at(start).expected("the end of a code block", "the end of the page"))?.0 + 1)
}

/// Links and anchors in HTML are usual in Markdown; a document or a table in HTML is another page than the one asked for.
fn ensure_markdown(lines: &Lines<'_>, index: usize) -> Result<()> {
    const FOREIGN: [&str; 7] = ["<!doctype", "<html", "<head", "<body", "<?xml", "<table", "<form"];
    let line = lines.get(index).unwrap_or_default().to_lowercase();
    let foreign = FOREIGN.iter().any(|tag| line.starts_with(tag));
    ensure!(!foreign, lines.at(index).expected("Markdown", format_args!("HTML ({})", quoted(&line))));
    Ok(())
}

/// Cuts at every bar that no backslash escapes. A code span does not protect a bar, in no form of tables.
pub fn split_at_bars(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut escaped = false;
    for char in line.chars() {
        if char == '|' && !escaped {
            pieces.push(String::new());
            continue;
        }
        // `pieces` is never empty.
        if let Some(piece) = pieces.last_mut() {
            piece.push(char);
        }
        escaped = char == '\\' && !escaped;
    }
    pieces
}
