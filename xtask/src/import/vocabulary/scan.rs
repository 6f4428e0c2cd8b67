//! A second look at a page, to count what the table readers must have found.
//!
//! It shares nothing with them: it knows no headers, widths or styles, only that the rows of interest start with a name.

use super::place::Place;

/// What starts a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `ym:...` in the first cell.
    FirstName,
    /// `ym:...` in any cell.
    EveryName,
    /// A code span in the first cell.
    FirstCode,
}

/// The names that start rows, with their places, in the order of the page.
pub fn scan<'a>(page: &'a str, text: &str, wanted: Wanted) -> Vec<(Place<'a>, String)> {
    let text = without_code_blocks(&text.replace("\\|", " "));
    let mut found = Vec::new();
    let mut rest = text.as_str();
    let mut line = 1;
    // By turns: what is outside the tables between `#|` and `|#`, and what is inside.
    while let Some(start) = find_at_line_start(rest, "#|") {
        outside(&rest[..start], line, wanted, &mut found);
        line += newlines(&rest[..start]);
        let end = rest[start..].find("|#").map_or(rest.len(), |end| start + end);
        inside(&rest[start + 2..end.max(start + 2)], line, wanted, &mut found);
        line += newlines(&rest[start..end]);
        rest = &rest[end..];
    }
    outside(rest, line, wanted, &mut found);
    found.into_iter().map(|(line, name)| (Place { page, line }, name)).collect()
}

/// A line is a row if a bar follows its first cell.
fn outside(text: &str, first_line: usize, wanted: Wanted, found: &mut Vec<(usize, String)>) {
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let cells: Vec<_> = line.strip_prefix('|').unwrap_or(line).split('|').collect();
        if cells.len() > 1 {
            take(&cells, first_line + index, wanted, found);
        }
    }
}

/// Between every second pair of `||` stands a row.
fn inside(text: &str, first_line: usize, wanted: Wanted, found: &mut Vec<(usize, String)>) {
    let mut line = first_line;
    for (index, part) in text.split("||").enumerate() {
        if index % 2 == 1 {
            take(&part.split('|').collect::<Vec<_>>(), line, wanted, found);
        }
        line += newlines(part);
    }
}

fn take(cells: &[&str], line: usize, wanted: Wanted, found: &mut Vec<(usize, String)>) {
    let cells = if wanted == Wanted::EveryName { cells } else { &cells[..1] };
    for cell in cells {
        let name = match wanted {
            Wanted::FirstCode => cell
                .trim()
                .trim_start_matches('[')
                .strip_prefix('`')
                .and_then(|rest| rest.split('`').next())
                .map(str::to_owned),
            _ => Some(bare(cell)).filter(|name| name.starts_with("ym:")),
        };
        found.extend(name.map(|name| (line, name)));
    }
}

/// The first word without code marks, brackets of links, targets and escapes.
fn bare(cell: &str) -> String {
    let mut out = String::new();
    let mut rest = cell.split_whitespace().next().unwrap_or_default();
    while let Some(char) = rest.chars().next() {
        let target = rest.strip_prefix("](").and_then(|target| target.split_once(')'));
        if let Some((_, after)) = target {
            rest = after;
            continue;
        }
        if !matches!(char, '`' | '[' | '\\' | '*') {
            out.push(char);
        }
        rest = &rest[char.len_utf8()..];
    }
    out.replace("&lt;", "<").replace("&gt;", ">")
}

/// The text with empty lines for those of code blocks, which hold no rows.
fn without_code_blocks(text: &str) -> String {
    let mut fenced = false;
    let mut out = String::new();
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        out.push_str(if fenced || fence { "" } else { line });
        out.push('\n');
    }
    out
}

fn find_at_line_start(text: &str, mark: &str) -> Option<usize> {
    text.match_indices(mark).map(|(index, _)| index).find(|index| {
        let before = &text[..*index];
        before[before.rfind('\n').map_or(0, |newline| newline + 1)..].trim().is_empty()
    })
}

fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}
