//! Pipe tables: a header line, a line of dashes, a line per row.
//!
//! Two styles. With bars at the ends of a line (`| a | b |`), a row is exactly one line, and a blank line ends the table.
//! Without (`a | b`), which is also how older exports turned HTML tables into text, a cell may go on: lists and paragraphs
//! follow on lines of their own, and the next cell then starts a line with its bar.

use anyhow::{Result, bail, ensure};

use super::place::quoted;
use super::table::{Cell, Lines, Row, Table, split_at_bars};

/// What the line of dashes tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    width: usize,
    /// Whether lines start with a bar.
    opened: bool,
    /// Whether lines end with a bar. If not, a bar at the end stands before an empty cell.
    closed: bool,
}

/// The style of the table whose header this line is, if it is one.
pub fn style(lines: &Lines<'_>, index: usize) -> Result<Option<Style>> {
    let Some(style) = lines.get(index + 1).and_then(dashes) else { return Ok(None) };
    let header = lines.get(index).unwrap_or_default();
    let above = index.checked_sub(1).and_then(|above| lines.get(above)).unwrap_or_default();
    ensure!(!above.contains('|'), lines.at(index).expected("one header line of a table", quoted(above)));
    ensure!(header.contains('|'), lines.at(index).expected("the header of a table above its dashes", quoted(header)));
    Ok(Some(style))
}

fn dashes(line: &str) -> Option<Style> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let is_dashes = |cell: &str| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
    };
    let cells: Vec<_> = inner.split('|').collect();
    (line.contains('|') && cells.iter().all(|cell| is_dashes(cell))).then(|| Style {
        width: cells.len(),
        opened: line.starts_with('|'),
        closed: line.ends_with('|'),
    })
}

/// The table that starts at this line, and the line after it.
pub fn read(lines: &Lines<'_>, start: usize, style: Style) -> Result<(Table, usize)> {
    let header = row(lines, start, style)?;
    ensure!(
        header.cells.len() == style.width,
        lines.at(start).expected(format_args!("a header of {} cells", style.width), header.cells.len())
    );
    let mut reader = Reader { lines, style, rows: Vec::new() };
    let mut index = start + 2;
    while reader.takes(index)? {
        index += 1;
    }
    Ok((Table { header, rows: reader.rows }, index))
}

struct Reader<'a> {
    lines: &'a Lines<'a>,
    style: Style,
    rows: Vec<Row>,
}

impl Reader<'_> {
    /// Reads a line into the table; tells whether it belongs there.
    fn takes(&mut self, index: usize) -> Result<bool> {
        let Some(line) = self.lines.get(index) else {
            return if self.style.opened { Ok(false) } else { self.ends(index) };
        };
        let bars = split_at_bars(line).len() > 1;
        let heading = line.starts_with('#');
        let glued = index > 0 && self.lines.get(index - 1).is_some_and(|before| !before.is_empty());
        if self.style.opened {
            ensure!(line.is_empty() || bars || heading, self.lines.at(index).expected("a row", quoted(line)));
            return if bars { self.add(index) } else { Ok(false) };
        }
        match line {
            _ if heading => self.ends(index),
            "" => self.goes_on(""),
            _ if is_item(line) && !self.rows.is_empty() => {
                ensure!(!bars, self.lines.at(index).expected("no bar in a list of a cell", quoted(line)));
                self.goes_on(line)
            }
            _ if bars && self.is_open() => self.next_cells(index),
            _ if bars => self.add(index),
            _ if self.is_open() => self.goes_on(line),
            _ => {
                ensure!(!glued, self.lines.at(index).expected("a row", quoted(line)));
                Ok(false)
            }
        }
    }

    /// Whether the last row still wants cells.
    fn is_open(&self) -> bool {
        self.rows.last().is_some_and(|row| row.cells.len() < self.style.width)
    }

    fn add(&mut self, index: usize) -> Result<bool> {
        self.rows.push(row(self.lines, index, self.style)?);
        Ok(true)
    }

    /// A line that goes on with the last cell.
    fn goes_on(&mut self, line: &str) -> Result<bool> {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.text.push('\n');
            cell.text.push_str(line);
        }
        Ok(true)
    }

    /// A line that goes on with the last row: the bar of the next cell comes first.
    fn next_cells(&mut self, index: usize) -> Result<bool> {
        let line = self.lines.get(index).unwrap_or_default();
        let Some(row) = self.rows.last_mut() else { return Ok(false) };
        let cells = split_at_bars(line);
        let starts = cells.first().is_some_and(|before| before.is_empty());
        ensure!(
            starts,
            self.lines.at(row.line).expected(format_args!("a row of {} cells", self.style.width), row.cells.len())
        );
        row.cells.extend(cells.into_iter().skip(1).map(|text| Cell { line: index + 1, text }));
        Ok(true)
    }

    fn ends(&self, index: usize) -> Result<bool> {
        if let Some(row) = self.rows.last().filter(|_| self.is_open()) {
            let width = self.style.width;
            bail!(self.lines.at(row.line - 1).expected(
                format_args!("a row of {width} cells"),
                format_args!("{} before the table ends at line {index}", row.cells.len())
            ));
        }
        Ok(false)
    }
}

fn row(lines: &Lines<'_>, index: usize, style: Style) -> Result<Row> {
    let line = lines.get(index).unwrap_or_default();
    let mut cells = split_at_bars(line);
    if style.opened {
        let before = cells.remove(0);
        ensure!(before.is_empty(), lines.at(index).expected("a row that starts with a bar", quoted(line)));
    }
    if style.closed {
        let after = cells.pop().unwrap_or_default();
        ensure!(after.trim().is_empty(), lines.at(index).expected("a row that ends with a bar", quoted(line)));
    }
    let cells = cells.into_iter().map(|text| Cell { line: index + 1, text }).collect();
    Ok(Row { line: index + 1, cells })
}

/// Whether the line is an item of a list.
fn is_item(line: &str) -> bool {
    let digits = line.trim_start_matches(|char: char| char.is_ascii_digit());
    ["* ", "- ", "+ "].iter().any(|mark| line.starts_with(mark)) || (digits != line && digits.starts_with(". "))
}
