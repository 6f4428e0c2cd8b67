//! What describes one schema in the current form: a cell of a table, a variant of a union, the section of an entity.
//!
//! Type, combinators, prose, values, assertions and examples follow each other; prose is what has no marker.

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use super::fields::Parts;
use super::labels;
use super::lines::{Cursor, Fence, Line, Source};
use super::scan::Marker;
use super::table::Level;
use super::{prose, table, types};

const CUT: &str = "{% cut ";
const END_CUT: &str = "{% endcut %}";
const TYPE: &str = "**Type**: ";

/// Reads all lines as one schema. `place` is the line to name if they describe none, `level` is that of its table.
pub fn schema(source: &Source<'_>, lines: &[Line<'_>], place: Line<'_>, level: Level) -> Result<Value> {
    parts(source, lines, place, level)?.schema().map_err(|expected| source.expected(place, &expected.to_string()))
}

fn parts(source: &Source<'_>, lines: &[Line<'_>], place: Line<'_>, level: Level) -> Result<Parts> {
    let mut parts = Parts::default();
    let mut prose: Vec<&str> = Vec::new();
    let mut cursor = Cursor::new(lines);
    let mut fence = Fence::default();
    while let Some(line) = cursor.next() {
        let text = line.text.trim_end();
        if fence.holds(text) {
            continue;
        }
        if let Some(cut) = Cut::parse(text) {
            let closed = cursor
                .until_closed(|text| text.starts_with(CUT) || text.starts_with("- {% cut "), |text| text == END_CUT);
            let Some((inner, _)) = closed else {
                bail!(source.expected(line, "an {% endcut %} for this cut"));
            };
            self::cut(source, &cut, line, inner, &mut parts)?;
        } else if text.starts_with("{.") {
            bail!(source.expected(line, "something before these attributes"));
        } else if text == END_CUT {
            bail!(source.expected(line, "the start of a cut before its end"));
        } else if text == "#|" {
            let Some((inner, end)) = cursor.until_closed(table::opens, table::closes) else {
                bail!(source.expected(line, "the end of this table, `|#`"));
            };
            if end.text.trim() == table::END {
                source.take(end.number, Marker::Table);
                ensure!(parts.table.is_none(), source.expected(line, "one table of fields"));
                parts.table = Some(table::object(source, inner, level, line)?);
                ensure!(!parts.labelled(), source.expected(line, "a table before values and bounds"));
            }
        } else if let Some(expression) = text.strip_prefix(TYPE) {
            // Only the section of an entity begins with prose; a title may stand anywhere.
            let title = |text: &&str| text.starts_with("**") && text.ends_with("**");
            let first = level == Level::Outer || prose.iter().all(title);
            ensure!(first, source.expected(line, "a type before all prose"));
            type_line(source, line, expression, &mut parts)?;
        } else if let Some((name, class, rest)) = decorated(text) {
            labelled(source, line, (name, class, rest), &mut parts)?;
        } else {
            let above = text.is_empty() || !parts.labelled();
            ensure!(above, source.expected(line, "nothing but examples after values and bounds"));
            prose.push(text);
        }
    }
    ensure!(!fence.is_open(), source.expected(place, "the end of each code block"));
    parts.listed = prose::values(prose.into_iter());
    Ok(parts)
}

fn type_line(source: &Source<'_>, line: Line<'_>, expression: &str, parts: &mut Parts) -> Result<()> {
    source.take(line.number, Marker::Type);
    ensure!(parts.type_.is_none(), source.expected(line, "one type"));
    ensure!(!parts.labelled(), source.expected(line, "a type before values and bounds"));
    let found = types::parse(expression).map_err(|why| source.expected(line, &format!("a known type, not {why}")))?;
    (0..expression.matches("](#entity-").count()).for_each(|_| source.take(line.number, Marker::Reference));
    source.note_links(line.number, &found);
    parts.type_ = Some(found);
    Ok(())
}

/// `_Default:_{.json-schema-reset .json-schema-value} ...`: label, last class, rest.
fn decorated(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.strip_prefix('_')?.split_once("_{.json-schema-reset .json-schema-")?;
    let (class, rest) = rest.split_once('}')?;
    Some((name, class, rest))
}

fn labelled(
    source: &Source<'_>,
    line: Line<'_>,
    (name, class, rest): (&str, &str, &str),
    parts: &mut Parts,
) -> Result<()> {
    if class == "deprecated-title" {
        source.take(line.number, Marker::Deprecated);
        parts.deprecated = true;
        return Ok(());
    }
    let label = name.strip_suffix(':').and_then(|name| Some((labels::find(name)?, labels::marker(name)?)));
    let Some((label, marker)) = label else {
        bail!(source.expected(line, "a known label"));
    };
    let right_class = match marker {
        Marker::Value => class == "value",
        Marker::Assertion => class == "assertion",
        _ => class == "example",
    };
    ensure!(right_class, source.expected(line, &format!("the class of a {marker}")));
    source.take(line.number, marker);
    if marker == Marker::Example {
        return Ok(());
    }
    ensure!(rest.starts_with(" `"), source.expected(line, "a value in code"));
    let rest = types::unescape_pipes(rest.trim());
    let spans = labels::code_spans(&rest).filter(|(_, end)| *end == rest.len());
    let Some((values, _)) = spans else {
        bail!(source.expected(line, "a value in code"));
    };
    parts.label(label, &values).map_err(|expected| source.expected(line, &expected.to_string()))
}

/// `{% cut "title" %}{attributes}`
struct Cut<'a> {
    title: &'a str,
    attributes: &'a str,
}

impl<'a> Cut<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (title, attributes) = text.strip_prefix(CUT)?.strip_prefix('"')?.split_once("\" %}")?;
        Some(Self { title, attributes })
    }
}

fn cut(source: &Source<'_>, cut: &Cut<'_>, line: Line<'_>, inner: &[Line<'_>], parts: &mut Parts) -> Result<()> {
    if cut.attributes.contains(".json-schema-example") {
        source.take(line.number, Marker::Example);
        let code = Cursor::new(inner).next().is_some_and(|line| line.text.starts_with('`'));
        ensure!(code, source.expected(line, "code in this example"));
        return Ok(());
    }
    if cut.attributes.contains(".json-schema-combinators") {
        source.take(line.number, Marker::Combinators);
        ensure!(!parts.labelled(), source.expected(line, "alternatives before values and bounds"));
        parts.combinators.push(combinator(source, cut, line, inner)?);
        return Ok(());
    }
    let Some(expression) = cut.title.strip_prefix(TYPE) else {
        // A cut of prose: what it holds has no markers, or the count will tell.
        return Ok(());
    };
    type_line(source, line, expression, parts)?;
    let mut nested = self::parts(source, inner, line, Level::Inner)?;
    let is_array = parts.type_.as_ref().and_then(types::Type::word) == Some("array");
    let fits = nested.type_.is_none() && if is_array { nested.table.is_none() } else { nested.table.is_some() };
    ensure!(fits, source.expected(line, "a table of fields, or the variants of an array"));
    parts.table = nested.table.take();
    parts.combinators.append(&mut nested.combinators);
    if is_array {
        parts.take_labels(nested).map_err(|expected| source.expected(line, &expected.to_string()))?;
    } else {
        ensure!(!nested.labelled(), source.expected(line, "values and bounds after the cut"));
    }
    Ok(())
}

/// The members of `One of 2 types`.
fn combinator(
    source: &Source<'_>,
    cut: &Cut<'_>,
    line: Line<'_>,
    inner: &[Line<'_>],
) -> Result<(&'static str, Vec<Value>)> {
    let kinds = [("One of", "oneOf", "or"), ("All of", "allOf", "and"), ("Any of", "anyOf", "or")];
    let title = cut.title.strip_prefix("**");
    let kind = kinds.iter().find_map(|(name, key, marker)| Some((title?.strip_prefix(name)?, *key, *marker)));
    let Some((heading, key, marker)) = kind else {
        bail!(source.expected(line, "One of, All of or Any of"));
    };
    let right_marker = cut.attributes == format!("{{.json-schema-combinators data-marker={marker}}}");
    ensure!(right_marker, source.expected(line, &format!("data-marker={marker}")));
    let mut members = Vec::new();
    for (place, variant) in variants(source, inner)? {
        members.push(schema(source, &variant, place, Level::Inner)?);
    }
    // `**One of 2 types**`, or `**One of**: ` and the titles of all types.
    let count = members.len();
    let counted = format!(" {count} {}**", if count == 1 { "type" } else { "types" });
    let titles = heading.strip_prefix("**: ").map(|titles| titles.split(&format!(" **{marker}** ")).count());
    ensure!(
        heading == counted || titles == Some(count),
        source.expected(line, &format!("as many variants as the heading says, not {count}"))
    );
    Ok((key, members))
}

/// The items of a list: the first line of each has `- `, the others an indent of two.
fn variants<'a>(source: &Source<'_>, lines: &[Line<'a>]) -> Result<Vec<(Line<'a>, Vec<Line<'a>>)>> {
    let mut found: Vec<(Line<'a>, Vec<Line<'a>>)> = Vec::new();
    for line in lines {
        let blank = line.text.trim().is_empty();
        if let Some(text) = line.text.strip_prefix("- ") {
            found.push((*line, vec![Line { text, ..*line }]));
        } else if let Some((_, variant)) = found.last_mut() {
            let text = if blank { Some("") } else { line.text.strip_prefix("  ") };
            let Some(text) = text else {
                bail!(source.expected(*line, "the indent of a variant, or the next one"));
            };
            variant.push(Line { text, ..*line });
        } else {
            ensure!(blank, source.expected(*line, "the first variant, `- `"));
        }
    }
    Ok(found)
}
