//! The older form: headings, and tables of `name | **Type:** type prose`.
//!
//! Two renderings of it are read: Markdown with tables between `#|` and `|#`, as pages that are kept by hand still have, and
//! exports that were turned into text, with `name | ...` rows below `---|---`.

mod rows;

use std::sync::LazyLock;

use anyhow::{Result, bail, ensure};
use regex::Regex;
use serde_json::{Map, Value, json};

use self::rows::{Row, rows};
use super::super::entities::Side;
use super::fields::Parts;
use super::lines::{Cursor, Fence, Line, Source};
use super::scan::{self, Marker};
use super::{Body, Entity, Form, Page, Parameter, RequestLine, Response, current, types};

/// Headings of the form itself; all others below the request name entities.
pub const SECTIONS: &[&str] =
    &["Request", "Path parameters", "Query parameters", "Headers", "Cookies", "Body", "Responses"];

/// `### [](page#anchor)Name` or `### Name {#anchor}`.
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| scan::pattern(r"^(#{2,4}) (?:\[\]\(([^)]*)\))?(.+?)(?: \{#([^}]*)\})?\s*$"));
/// The note that pages of the text rendering end with.
const DEPRECATION: &str = "No longer supported, please use an alternative and newer version.";
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

struct Heading<'a> {
    level: usize,
    /// The page that the heading links to, in exports.
    link: Option<&'a str>,
    name: &'a str,
    anchor: Option<&'a str>,
}

fn heading(text: &str) -> Option<Heading<'_>> {
    let found = HEADING.captures(text)?;
    let group = |index: usize| found.get(index).map(|found| found.as_str());
    Some(Heading { level: group(1)?.len(), link: group(2), name: group(3)?, anchor: group(4) })
}

pub fn is_heading(text: &str, name: &str) -> bool {
    heading(text).is_some_and(|heading| heading.name == name)
}

pub fn read(source: &Source<'_>) -> Result<Page> {
    let sections = sections(source)?;
    let Some(((place, first), rest)) = sections.split_first().map(|((place, lines), rest)| ((*place, lines), rest))
    else {
        bail!(source.error(1, "a heading `Request`", "none"));
    };
    check_order(source, rest)?;
    let request = request(source, place, first)?;
    let mut page = Page::new(true_path(source, place), Form::Older, generator(source), request);
    for (place, lines) in rest {
        section(source, *place, lines, &mut page)?;
    }
    ensure!(!page.responses.is_empty(), source.error(source.last_line(), "a response", "the end of the page"));
    ending(source)?;
    page.links = source.links();
    page.tally = source.settle(scan::older(source)?)?;
    Ok(page)
}

/// Each heading with the lines below it, from `Request` on. What follows a heading of prose is not part of the reference.
fn sections<'s, 'a>(source: &'s Source<'a>) -> Result<Vec<(Line<'a>, &'s [Line<'a>])>> {
    let mut starts = Vec::new();
    let mut fence = Fence::default();
    let mut end = source.lines.len();
    for (index, line) in source.lines.iter().enumerate() {
        if fence.holds(line.text) {
            continue;
        }
        let Some(heading) = heading(line.text) else { continue };
        if starts.is_empty() && heading.name != "Request" {
            continue;
        }
        let known = SECTIONS.contains(&heading.name) || is_status(heading.name) || !heading.name.contains(' ');
        if !known || heading.level > 3 {
            ensure!(heading.level > 2, source.expected(*line, "a heading of the reference"));
            end = index;
            break;
        }
        starts.push(index);
    }
    ensure!(!fence.is_open(), source.error(source.last_line(), "the end of a code block", "the end of the page"));
    let ends = starts.iter().skip(1).copied().chain([end]);
    Ok(starts.iter().zip(ends).map(|(start, end)| (source.lines[*start], &source.lines[start + 1..end])).collect())
}

/// `Responses` stands once, after the request and before the first status; parts have a heading of the third level.
fn check_order(source: &Source<'_>, sections: &[(Line<'_>, &[Line<'_>])]) -> Result<()> {
    let mut answers = false;
    for (place, _) in sections {
        let Some(heading) = heading(place.text) else { continue };
        let name = heading.name;
        ensure!(name != "Request", source.expected(*place, "one heading `Request`"));
        let level = if name == "Responses" || is_status(name) { 2 } else { 3 };
        ensure!(heading.level == level, source.expected(*place, &format!("a heading of level {level}")));
        if name == "Responses" {
            ensure!(!answers, source.expected(*place, "one heading `Responses`"));
            answers = true;
        }
        ensure!(answers || !is_status(name), source.expected(*place, "a status below `Responses`"));
    }
    Ok(())
}

fn is_status(name: &str) -> bool {
    let (digits, rest) = name.split_at(name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len()));
    digits.len() == 3 && (rest.is_empty() || rest.starts_with(' '))
}

/// File names of exports may have lost their capitals; their links have them.
fn true_path(source: &Source<'_>, request: Line<'_>) -> String {
    let link = heading(request.text).and_then(|heading| heading.link);
    let path = link.and_then(|link| link.split('#').next()).unwrap_or_default();
    let start = path.len().saturating_sub(source.path.len());
    match path.get(start..) {
        Some(path) if path.eq_ignore_ascii_case(source.path) => path.to_owned(),
        _ => source.path.to_owned(),
    }
}

fn generator(source: &Source<'_>) -> Option<String> {
    let name = source.lines.iter().position(|line| line.text.trim() == "- name: generator")?;
    let content = source.lines.get(name + 1)?.text.trim().strip_prefix("content: ")?;
    Some(content.to_owned())
}

/// On two lines, or on one in a code block.
fn request(source: &Source<'_>, place: Line<'_>, lines: &[Line<'_>]) -> Result<RequestLine> {
    let mut words = Vec::new();
    let mut fence = Fence::default();
    let fenced = lines.iter().any(|line| line.text.starts_with("```"));
    for line in lines {
        let text = line.text.trim();
        let inside = fence.holds(line.text);
        ensure!(!text.starts_with("````"), source.expected(*line, "the address in a code block"));
        if text.is_empty() || text.starts_with("```") {
            continue;
        }
        ensure!(inside == fenced, source.expected(*line, "the address in a code block"));
        ensure!(words.len() < 2, source.expected(*line, "a heading after the address"));
        words.extend(text.split_whitespace().map(|word| (word, *line)));
    }
    let [(method, line), (url, url_line)] = words[..] else {
        bail!(source.expected(place, "a method and an address below this heading"));
    };
    ensure!(METHODS.contains(&method), source.expected(line, "a method"));
    source.take(line.number, Marker::Method);
    let address = current::address(source, Line { text: url, ..url_line })?;
    Ok(RequestLine { method: method.to_owned(), address, line: url_line.number })
}

fn section(source: &Source<'_>, place: Line<'_>, lines: &[Line<'_>], page: &mut Page) -> Result<()> {
    let Some(heading) = heading(place.text) else { return Ok(()) };
    match heading.name {
        "Path parameters" => parameters(source, place, lines, "path", page),
        "Query parameters" => parameters(source, place, lines, "query", page),
        "Headers" => parameters(source, place, lines, "header", page),
        "Cookies" => parameters(source, place, lines, "cookie", page),
        "Responses" => Ok(()),
        "Body" => {
            let body = body(source, place, lines)?;
            match page.responses.last_mut() {
                Some(response) => response.bodies.push(body),
                None => {
                    ensure!(page.request.is_none(), source.expected(place, "one body of the request"));
                    page.request = Some(body);
                }
            }
            Ok(())
        }
        name if is_status(name) => {
            source.take(place.number, Marker::Response);
            let code = name[..3].to_owned();
            let again = page.responses.iter().any(|response| response.code == code);
            ensure!(!again, source.expected(place, "each status once"));
            page.responses.push(Response { code, bodies: Vec::new() });
            Ok(())
        }
        name => {
            source.take(place.number, Marker::Entity);
            let own = heading.anchor.is_none_or(|anchor| anchor.eq_ignore_ascii_case(name));
            ensure!(own, source.expected(place, "an anchor that is the name of the entity"));
            // Some objects have no fields that anybody has described.
            let parts = Parts { table: Some(object(rows(source, lines)?)), ..Parts::default() };
            let schema = parts.schema().map_err(|expected| source.expected(place, &expected.to_string()))?;
            let side = if page.responses.is_empty() { Side::Request } else { Side::Answer };
            let entity = Entity { name: name.to_owned(), anchor: name.to_owned(), schema, side, line: place.number };
            page.entities.push(entity);
            Ok(())
        }
    }
}

fn parameters(
    source: &Source<'_>,
    place: Line<'_>,
    lines: &[Line<'_>],
    location: &'static str,
    page: &mut Page,
) -> Result<()> {
    let again = page.parameters.iter().any(|parameter| parameter.location == location);
    ensure!(!again && page.responses.is_empty(), source.expected(place, "each section once"));
    let rows = rows(source, lines)?;
    ensure!(!rows.is_empty(), source.expected(place, "a table of parameters below this heading"));
    for Row { name, required, schema } in rows {
        page.parameters.push(Parameter { name, location, required, deprecated: false, schema });
    }
    Ok(())
}

/// Media type, example, then a table, a type, or nothing more: an object whose fields are not said.
fn body(source: &Source<'_>, place: Line<'_>, mut lines: &[Line<'_>]) -> Result<Body> {
    let mut cursor = Cursor::new(lines);
    let first = cursor.next().unwrap_or(place);
    let cut = first.text.strip_prefix("{% cut \"").and_then(|rest| rest.strip_suffix("\" %}"));
    let media = cut.unwrap_or_else(|| first.text.trim());
    let plain = media.contains('/') && !media.contains(|c: char| c.is_whitespace() || "{}%\"".contains(c));
    ensure!(plain, source.expected(first, "a media type below the heading of a body"));
    if cut.is_some() {
        let closed = cursor.until_closed(|text| text.starts_with("{% cut "), |text| text == "{% endcut %}");
        let count = |mark: &str| lines.iter().filter(|line| line.text.trim_start().starts_with(mark)).count();
        let pairs = closed.is_some() && count("{% cut ") == count("{% endcut %}");
        ensure!(pairs, source.expected(first, "an example that is closed by {% endcut %}"));
        // What stands inside is an example: a type there is read by nobody, and told.
        let end = closed.map_or(0, |(_, end)| end.number);
        lines = &lines[lines.iter().position(|line| line.number > end).unwrap_or(lines.len())..];
    }
    let rows = rows(source, lines)?;
    let mut parts = Parts::default();
    let mut fence = Fence::default();
    for line in lines {
        if fence.holds(line.text) {
            continue;
        }
        if let Some(text) = line.text.strip_prefix("**Type:** ") {
            source.take(line.number, Marker::Type);
            let type_ =
                types::parse(text.trim()).map_err(|why| source.expected(*line, &format!("a known type, not {why}")))?;
            ensure!(parts.type_.is_none() && rows.is_empty(), source.expected(*line, "one type, or a table"));
            parts.type_ = Some(type_);
        } else if let Some(format) = line.text.strip_prefix("**Format:** ") {
            ensure!(parts.format.is_none(), source.expected(*line, "one format"));
            parts.format = Some(format.trim().to_owned());
        }
    }
    if parts.type_.is_none() {
        parts.table = Some(object(rows));
    }
    let schema = parts.schema().map_err(|expected| source.expected(place, &expected.to_string()))?;
    Ok(Body { media: media.to_owned(), schema, line: place.number })
}

/// Both renderings end with the text of a note that the page refers to: a page without it was cut.
fn ending(source: &Source<'_>) -> Result<()> {
    let has = |text: &str| source.lines.iter().any(|line| line.text.contains(text));
    let barred = source.lines.iter().any(|line| line.text == "#|");
    let closed = if barred { !has("(*star)") || has("[*star]: ") } else { !has("---|---") || has(DEPRECATION) };
    ensure!(closed, source.error(source.last_line(), "the note at the end of the page", "the end of the page"));
    Ok(())
}

fn object(rows: Vec<Row>) -> Map<String, Value> {
    let required: Vec<&str> = rows.iter().filter(|row| row.required).map(|row| row.name.as_str()).collect();
    let mut object = Map::new();
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    if !rows.is_empty() {
        let properties: Map<String, Value> = rows.into_iter().map(|row| (row.name, row.schema)).collect();
        object.insert("properties".to_owned(), properties.into());
    }
    object
}
