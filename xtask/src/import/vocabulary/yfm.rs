//! Tables of Yandex Flavored Markdown.
//!
//! ```text
//! #|
//! || Name | Type ||
//! || a    | int  ||
//! |#
//! ```
//!
//! A cell holds whole paragraphs and lists. As in Diplodoc itself, `||` opens and closes rows in turn, code spans do not
//! protect bars, code blocks do, and `\|` is a bar of the text.

use anyhow::{Result, bail, ensure};

use super::place::quoted;
use super::table::{Cell, Lines, Row, Table};

/// The table that starts at this line, and the line after it.
pub fn read(lines: &Lines<'_>, start: usize) -> Result<(Table, usize)> {
    let mut reader = Reader { lines, start, rows: Vec::new(), row: None };
    let mut index = start;
    let mut rest = lines.get(start).unwrap_or_default().strip_prefix("#|").unwrap_or_default();
    let mut fenced = false;
    loop {
        if rest.starts_with("```") {
            fenced = !fenced;
            reader.text(index, rest)?;
        } else if fenced {
            reader.text(index, rest)?;
        } else if let Some(after) = reader.line(index, rest)? {
            return Ok((reader.finish(index, after)?, index + 1));
        }
        reader.text(index, "\n")?;
        index += 1;
        rest =
            lines.get(index).ok_or_else(|| lines.at(start).expected("`|#` at the end of a table", "the page's end"))?;
    }
}

struct Reader<'a> {
    lines: &'a Lines<'a>,
    start: usize,
    rows: Vec<Row>,
    /// The row that is open.
    row: Option<Row>,
}

impl Reader<'_> {
    /// Reads a line; returns what stands after the end of the table, if it ends here.
    fn line<'b>(&mut self, index: usize, line: &'b str) -> Result<Option<&'b str>> {
        let mut rest = line;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("|#") {
                return Ok(Some(after));
            }
            ensure!(!rest.starts_with("#|"), self.lines.at(index).expected("no table within a table", "`#|`"));
            if let Some(after) = rest.strip_prefix("||") {
                self.turn(index);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('|') {
                self.next_cell(index)?;
                rest = after;
            } else {
                let length = text_length(rest);
                self.text(index, &rest[..length])?;
                rest = &rest[length..];
            }
        }
        Ok(None)
    }

    /// `||`: opens a row or closes it.
    fn turn(&mut self, index: usize) {
        let line = index + 1;
        match self.row.take() {
            Some(row) => self.rows.push(row),
            None => self.row = Some(Row { line, cells: vec![Cell { line, text: String::new() }] }),
        }
    }

    fn next_cell(&mut self, index: usize) -> Result<()> {
        let Some(row) = &mut self.row else {
            bail!(self.lines.at(index).expected("`||` before a row", "`|`"));
        };
        row.cells.push(Cell { line: index + 1, text: String::new() });
        Ok(())
    }

    fn text(&mut self, index: usize, text: &str) -> Result<()> {
        let Some(row) = &mut self.row else {
            ensure!(text.trim().is_empty(), self.lines.at(index).expected("`||` before a row", quoted(text)));
            return Ok(());
        };
        if let Some(cell) = row.cells.last_mut() {
            // The cell is where its text is, not where its bar is.
            if cell.text.trim().is_empty() && !text.trim().is_empty() {
                cell.line = index + 1;
            }
            cell.text.push_str(text);
        }
        Ok(())
    }

    fn finish(self, end: usize, after: &str) -> Result<Table> {
        if let Some(row) = self.row {
            bail!(self.lines.at(row.line - 1).expected("`||` at the end of the row", "the end of the table"));
        }
        let attributes = after.trim();
        let known = attributes.is_empty() || (attributes.starts_with('{') && attributes.ends_with('}'));
        ensure!(known, self.lines.at(end).expected("nothing after a table", quoted(after)));
        let mut rows = self.rows.into_iter();
        let Some(header) = rows.next() else {
            bail!(self.lines.at(self.start).expected("a table with a header", "an empty one"));
        };
        Ok(Table { header, rows: rows.collect() })
    }
}

/// How much of this is text: all up to the next bar or table, but at least one character, with what it escapes.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (index, char) in rest.char_indices() {
        let ends = char == '|' || rest[index..].starts_with("#|");
        if ends && !escaped && index > 0 {
            return index;
        }
        escaped = char == '\\' && !escaped;
    }
    rest.len()
}
