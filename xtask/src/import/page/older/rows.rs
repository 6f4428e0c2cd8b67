//! The rows of a table in the older form, in both of its renderings.

use std::sync::LazyLock;

use anyhow::{Result, bail, ensure};
use regex::Regex;
use serde_json::Value;

use super::super::fields::Parts;
use super::super::lines::{Fence, Line, Source};
use super::super::scan::{self, Marker};
use super::super::{labels, prose, types};

/// `name* |  ...` in exports.
static PLAIN_ROW: LazyLock<Regex> = LazyLock::new(|| scan::pattern(r"^([^\s|*]+)(\*?) \|\s+(.*)$"));
const PLAIN_HEADER: &str = "**Name** |  **Description**";
const BARRED_HEADERS: &[&str] = &["||**Name** | **Description**||", "|| **Name** | **Description** ||"];
/// `|| name[*](*star) | ...` in Markdown.
static BARRED_ROW: LazyLock<Regex> = LazyLock::new(|| scan::pattern(r"^\|\| ([^\s|*\[]+)(\[\*\]\(\*star\))? \| (.*)$"));

pub struct Row {
    pub name: String,
    pub required: bool,
    pub schema: Value,
}

/// The lines of one row: where it starts, its name, whether it has a star, and what its second cell holds.
struct Draft<'a> {
    place: Line<'a>,
    name: &'a str,
    required: bool,
    content: Vec<Line<'a>>,
}

/// The rows of the tables in these lines.
pub fn rows(source: &Source<'_>, lines: &[Line<'_>]) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for Draft { place, name, required, content } in drafts(source, lines)? {
        source.take(place.number, Marker::Property);
        ensure!(!rows.iter().any(|row| row.name == name), source.expected(place, "each name once in a table"));
        let schema = cell(source, place, &content)?;
        rows.push(Row { name: name.to_owned(), required, schema });
    }
    Ok(rows)
}

/// Which table a line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    None,
    /// Below `#|`, where its header comes first.
    Opened,
    Barred,
    Plain,
}

fn drafts<'a>(source: &Source<'_>, lines: &[Line<'a>]) -> Result<Vec<Draft<'a>>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let mut table = Table::None;
    // Whether the last row of a barred table lacks its end.
    let mut open = false;
    let mut before = "";
    let mut fence = Fence::default();
    for line in lines {
        if fence.holds(line.text) {
            continue;
        }
        let text = line.text.trim_end();
        match (table, text) {
            (Table::None, "#|") => table = Table::Opened,
            (Table::None, "---|---") => {
                ensure!(before == PLAIN_HEADER, source.expected(*line, "a header before it"));
                table = Table::Plain;
            }
            (Table::None, "|#") => bail!(source.expected(*line, "the start of a table, `#|`, before its end")),
            (Table::Opened, _) => {
                let header = BARRED_HEADERS.contains(&text);
                ensure!(header, source.expected(*line, "the header of the table"));
                table = Table::Barred;
            }
            (Table::Barred, "|#") if !open => table = Table::None,
            (Table::Barred, _) => barred(source, *line, &mut drafts, &mut open)?,
            (Table::Plain, _) => match (row(&PLAIN_ROW, *line), drafts.last_mut()) {
                (Some(draft), _) => drafts.push(draft),
                (None, Some(draft)) => {
                    ensure!(!scan::ROW.is_match(line.text), source.expected(*line, "a row that begins with a name"));
                    draft.content.push(*line);
                }
                (None, None) => ensure!(text.is_empty(), source.expected(*line, "the first row of a table")),
            },
            (Table::None, _) => {}
        }
        if !text.is_empty() {
            before = text;
        }
    }
    let end = lines.last().map_or(1, |line| line.number);
    ensure!(!open, source.error(end, "the end of a row, `||`", "the end of the section"));
    ensure!(matches!(table, Table::None | Table::Plain), source.error(end, "the end of a table, `|#`", "none"));
    Ok(drafts)
}

/// A line of a barred table: `|| ` starts a row, and `||` at the end of a line ends it.
fn barred<'a>(source: &Source<'_>, line: Line<'a>, drafts: &mut Vec<Draft<'a>>, open: &mut bool) -> Result<()> {
    let text = line.text.trim_end();
    let closed = text.strip_suffix("||").filter(|rest| !rest.is_empty() || *open);
    ensure!(closed.is_none_or(|rest| !rest.ends_with('|')), source.expected(line, "a row that ends with two bars"));
    let line = Line { text: closed.unwrap_or(text), ..line };
    match (row(&BARRED_ROW, line), *open) {
        (Some(draft), false) => drafts.push(draft),
        (None, true) => {
            ensure!(
                !text.starts_with("|") || closed.is_some(),
                source.expected(line, "the end of the row before, `||`")
            );
            drafts.iter_mut().last().into_iter().for_each(|draft| draft.content.push(line));
        }
        (Some(_), true) => bail!(source.expected(line, "the end of the row before, `||`")),
        (None, false) if text.is_empty() => return Ok(()),
        (None, false) => bail!(source.expected(line, "a row, `|| name | **Type:** ...`, or the end of the table")),
    }
    *open = closed.is_none();
    Ok(())
}

fn row<'a>(pattern: &Regex, line: Line<'a>) -> Option<Draft<'a>> {
    let found = pattern.captures(line.text)?;
    let group = |index: usize| found.get(index).map_or("", |group| group.as_str());
    let content = vec![Line { text: group(3), ..line }];
    Some(Draft { place: line, name: group(1), required: !group(2).is_empty(), content })
}

/// Type, prose and labels of one row.
fn cell(source: &Source<'_>, place: Line<'_>, content: &[Line<'_>]) -> Result<Value> {
    let first = content.first().and_then(|line| line.text.trim_start().strip_prefix("**Type:** "));
    let Some(first) = first else {
        bail!(source.expected(place, "a type, `**Type:** `, first in this row"));
    };
    source.take(place.number, Marker::Type);
    let (type_, rest) =
        types::prefix(first).map_err(|why| source.expected(place, &format!("a known type, not {why}")))?;
    ensure!(rest.is_empty() || rest.starts_with(' '), source.expected(place, "a space after the type"));
    check_links(source, place, &type_)?;
    source.note_links(place.number, &type_);
    let mut parts = Parts { type_: Some(type_), ..Parts::default() };
    for line in content {
        for (name, end) in scan::labels_of(line.text) {
            let Some((kind, marker)) = labels::find(name).zip(labels::marker(name)) else { continue };
            source.take(line.number, marker);
            let after = &line.text[end..];
            let code = after.strip_prefix(":_ ").or_else(|| after.strip_prefix(": ")).unwrap_or_default();
            // The service's examples are not kept, whatever they are.
            let spans = labels::code_spans(code).or((marker == Marker::Example).then(|| (Vec::new(), 0)));
            let Some((values, _)) = spans else {
                bail!(source.expected(*line, "a value in code"));
            };
            parts.label(kind, &values).map_err(|expected| source.expected(*line, &expected.to_string()))?;
        }
    }
    parts.listed = prose::values(content.iter().map(|line| line.text.trim_end()));
    parts.schema().map_err(|expected| source.expected(place, &expected.to_string()))
}

/// The links of exports lead to the page itself.
fn check_links(source: &Source<'_>, place: Line<'_>, type_: &types::Type) -> Result<()> {
    match &type_.base {
        types::Base::OneOf(members) => members.iter().try_for_each(|member| check_links(source, place, member)),
        types::Base::Link { target, .. } if !target.contains('#') => {
            let file = source.path.rsplit('/').next().unwrap_or_default();
            let own = target.strip_suffix(".md").is_some_and(|target| target.eq_ignore_ascii_case(file));
            ensure!(own, source.expected(place, "a link to an entity of this page"));
            Ok(())
        }
        _ => Ok(()),
    }
}
