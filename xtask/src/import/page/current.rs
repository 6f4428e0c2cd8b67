//! The current form: what Diplodoc's OpenAPI extension writes.
//!
//! Its source is public (`diplodoc-platform/openapi-extension`, `src/includer/ui`): the order of parts is as it is there.

use anyhow::{Result, bail, ensure};

use super::super::entities::Side;
use super::lines::{Cursor, Line, Source};
use super::scan::{self, Marker};
use super::table::Level;
use super::{Body, Entity, Form, Page, Parameter, RequestLine, Response, block, table, types};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];
const DEPRECATED: &str = "[Deprecated](*Deprecated){.openapi-deprecated}";
const SECTIONS: &[(&str, &str)] = &[
    ("### Path parameters", "path"),
    ("### Query parameters", "query"),
    ("### Headers", "header"),
    ("### Cookies", "cookie"),
];

pub fn read(source: &Source<'_>) -> Result<Page> {
    let mut reader = Reader { source, cursor: Cursor::new(&source.lines) };
    let generator = reader.front_matter()?;
    reader.opening()?;
    let deprecated = reader.prose_until("## Request")?;
    let mut page = Page::new(source.path.to_owned(), Form::Current, generator, reader.request()?);
    page.deprecated = deprecated;
    reader.sections(&mut page)?;
    reader.responses(&mut page)?;
    reader.ending()?;
    page.links = source.links();
    page.tally = source.settle(scan::current(source)?)?;
    Ok(page)
}

struct Reader<'s, 'a> {
    source: &'s Source<'a>,
    cursor: Cursor<'s, 'a>,
}

impl<'s, 'a> Reader<'s, 'a> {
    /// The next line, which must be there.
    fn next(&mut self, expected: &str) -> Result<Line<'a>> {
        match self.cursor.next() {
            Some(line) => Ok(line),
            None => bail!(self.source.error(self.source.last_line(), expected, "the end of the page")),
        }
    }

    /// The next line, which must be this one.
    fn expect(&mut self, text: &str) -> Result<Line<'a>> {
        let line = self.next(text)?;
        ensure!(line.text.trim_end() == text, self.source.expected(line, text));
        Ok(line)
    }

    fn is_next(&mut self, text: &str) -> bool {
        self.cursor.peek().is_some_and(|line| line.text.trim_end() == text)
    }

    /// `content: Diplodoc Platform v5.57.3` between two lines `---`.
    fn front_matter(&mut self) -> Result<Option<String>> {
        if !self.is_next("---") {
            return Ok(None);
        }
        let start = self.expect("---")?;
        let Some((lines, _)) = self.cursor.until_closed(|_| false, |text| text == "---") else {
            bail!(self.source.expected(start, "the end of the front matter, `---`"));
        };
        let mut names_generator = false;
        for line in lines {
            let text = line.text.trim().trim_start_matches("- ");
            if let Some(content) = text.strip_prefix("content: ")
                && names_generator
            {
                let unquoted = ['"', '\''].iter().find_map(|quote| content.strip_prefix(*quote)?.strip_suffix(*quote));
                return Ok(Some(unquoted.unwrap_or(content).to_owned()));
            }
            names_generator = text == "name: generator";
        }
        Ok(None)
    }

    /// Notes for machines, then the page itself and its title.
    fn opening(&mut self) -> Result<()> {
        loop {
            let line = self.next("<div class=\"openapi\">")?;
            if line.text == "<div class=\"openapi\">" {
                break;
            }
            let note = line.text.starts_with("> ") || line.text.starts_with("<!-- ");
            ensure!(note, self.source.expected(line, "<div class=\"openapi\">"));
        }
        let title = self.next("a title, `# `")?;
        ensure!(title.text.starts_with("# "), self.source.expected(title, "a title, `# `"));
        Ok(())
    }

    /// Skips prose up to a heading, and says whether it held the note of deprecation.
    fn prose_until(&mut self, heading: &str) -> Result<bool> {
        let mut deprecated = false;
        loop {
            let line = self.next(heading)?;
            if line.text == heading {
                return Ok(deprecated);
            }
            if line.text == DEPRECATED {
                self.source.take(line.number, Marker::Deprecated);
                deprecated = true;
            }
        }
    }

    fn request(&mut self) -> Result<RequestLine> {
        self.expect("<div class=\"openapi__requests\">")?;
        let wrapper = self.next("<div class=\"openapi__request__wrapper\"")?;
        let opens = wrapper.text.starts_with("<div class=\"openapi__request__wrapper\"");
        ensure!(opens, self.source.expected(wrapper, "<div class=\"openapi__request__wrapper\""));
        self.expect("<div class=\"openapi__request\">")?;
        let line = self.next("a method")?;
        let method = line.text.trim_end().strip_suffix(" {.openapi__method}");
        let Some(method) = method.filter(|method| METHODS.contains(method)) else {
            bail!(self.source.expected(line, "a method, such as `GET {.openapi__method}`"));
        };
        self.source.take(line.number, Marker::Method);
        let fence = self.next("the address in a code block")?;
        // Four of them are not closed by three.
        let three = fence.text.starts_with("```") && !fence.text.starts_with("````");
        ensure!(three, self.source.expected(fence, "the address in a code block"));
        let line = self.next("an address")?;
        let address = address(self.source, line)?;
        self.expect("```")?;
        self.expect("</div>")?;
        // The server may have a description.
        while !self.is_next("</div>") {
            self.next("</div>")?;
        }
        self.expect("</div>")?;
        self.expect("</div>")?;
        Ok(RequestLine { method: method.to_owned(), address, line: line.number })
    }

    /// Parameters and body of the request, with their entities.
    fn sections(&mut self, page: &mut Page) -> Result<()> {
        loop {
            let Some(line) = self.cursor.peek() else { return Ok(()) };
            if let Some((_, location)) = SECTIONS.iter().find(|(heading, _)| *heading == line.text) {
                self.cursor.next();
                self.parameters(line, location, &mut page.parameters)?;
            } else if let Some(part) = self.part(Side::Request)? {
                match part {
                    Part::Body(body) => {
                        ensure!(page.request.is_none(), self.source.expected(line, "one body of the request"));
                        page.request = Some(body);
                    }
                    Part::Entity(entity) => page.entities.push(entity),
                }
            } else {
                return Ok(());
            }
        }
    }

    fn parameters(&mut self, heading: Line<'_>, location: &'static str, parameters: &mut Vec<Parameter>) -> Result<()> {
        self.expect("#|")?;
        let table = self.cursor.until_closed(table::opens, table::closes);
        let Some((inner, _)) = table.filter(|(_, end)| end.text == table::END) else {
            bail!(self.source.expected(heading, &format!("a table that ends with {}", table::END)));
        };
        // The closing line is the one after what it closes.
        let end = inner.last().map_or(heading.number + 2, |line| line.number + 1);
        self.source.take(end, Marker::Table);
        let again = parameters.iter().any(|parameter| parameter.location == location);
        ensure!(!again, self.source.expected(heading, "each section once"));
        for row in table::rows(self.source, inner, Level::Outer, heading)? {
            ensure!(row.kind == table::Kind::Property, self.source.error(row.line, "a parameter", &row.name));
            parameters.push(Parameter {
                name: row.name,
                location,
                required: row.required,
                deprecated: row.deprecated,
                schema: row.schema,
            });
        }
        Ok(())
    }

    /// A body or an entity, if one comes next.
    fn part(&mut self, side: Side) -> Result<Option<Part>> {
        if self.is_next("### Body") {
            return self.plain_body().map(|body| Some(Part::Body(body)));
        }
        if !self.is_next("<div class=\"openapi-entity\">") {
            return Ok(None);
        }
        let start = self.expect("<div class=\"openapi-entity\">")?;
        let Some((lines, _)) = self.cursor.until_closed(|text| text.starts_with("<div"), |text| text == "</div>")
        else {
            bail!(self.source.expected(start, "an entity that is closed by </div>"));
        };
        let mut inner = Cursor::new(lines);
        let Some(heading) = inner.next() else {
            bail!(self.source.expected(start, "a body or an entity"));
        };
        let rest = &lines[lines.iter().position(|line| line.number > heading.number).unwrap_or(lines.len())..];
        if heading.text == "### Body" {
            return self.body(heading, rest).map(|body| Some(Part::Body(body)));
        }
        self.entity(heading, rest, side).map(|entity| Some(Part::Entity(entity)))
    }

    fn entity(&self, heading: Line<'a>, lines: &[Line<'a>], side: Side) -> Result<Entity> {
        let parsed =
            heading.text.strip_prefix("### ").and_then(|rest| rest.strip_suffix('}')?.split_once(" {#entity-"));
        let Some((name, anchor)) = parsed else {
            bail!(self.source.expected(heading, "an entity, `### Name {#entity-Name}`"));
        };
        self.source.take(heading.number, Marker::Entity);
        // A second form of an entity has a number after its name.
        let numbered = anchor.strip_prefix(name).is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()));
        ensure!(numbered, self.source.expected(heading, "an anchor that is the name of the entity"));
        let schema = block::schema(self.source, lines, heading, Level::Outer)?;
        Ok(Entity { name: name.to_owned(), anchor: format!("entity-{anchor}"), schema, side, line: heading.number })
    }

    /// A body with an example: `{% cut "application/json" %}`, then its schema.
    fn body(&self, heading: Line<'a>, lines: &[Line<'a>]) -> Result<Body> {
        let mut cursor = Cursor::new(lines);
        let cut = cursor.next();
        let media = cut.and_then(|cut| cut.text.strip_prefix("{% cut \"")?.strip_suffix("\" %}"));
        let Some(media) = media.filter(|media| media.contains('/')) else {
            bail!(self.source.expected(cut.unwrap_or(heading), "the media type of the body"));
        };
        let Some((_, end)) = cursor.until_closed(|text| text.starts_with("{% cut "), |text| text == "{% endcut %}")
        else {
            bail!(self.source.expected(heading, "an example of the body that is closed by {% endcut %}"));
        };
        let rest = &lines[lines.iter().position(|line| line.number > end.number).unwrap_or(lines.len())..];
        let schema = block::schema(self.source, rest, heading, Level::Outer)?;
        Ok(Body { media: media.to_owned(), schema, line: heading.number })
    }

    /// A body of a plain type, such as a file: media type, type and format, one line each.
    fn plain_body(&mut self) -> Result<Body> {
        let heading = self.expect("### Body")?;
        let line = self.next("the media type of the body")?;
        ensure!(line.text.contains('/'), self.source.expected(line, "the media type of the body"));
        let media = line.text.trim().to_owned();
        let line = self.next("**Type:**")?;
        let type_ = line.text.strip_prefix("**Type:** ").map(types::parse);
        let Some(Ok(type_)) = type_ else {
            bail!(self.source.expected(line, "a type, such as `**Type:** string`"));
        };
        self.source.take(line.number, Marker::Type);
        self.source.note_links(line.number, &type_);
        let mut schema = type_.element();
        if let Some(format) = self.cursor.peek().and_then(|line| line.text.strip_prefix("**Format:** ")) {
            self.cursor.next();
            schema["format"] = format.trim().into();
        }
        if self.cursor.peek().is_some_and(|line| line.text.starts_with("**Description:** ")) {
            self.cursor.next();
            while self.cursor.peek().is_some_and(|line| !line.text.starts_with(['<', '#'])) {
                self.cursor.next();
            }
        }
        Ok(Body { media, schema, line: heading.number })
    }

    fn responses(&mut self, page: &mut Page) -> Result<()> {
        self.expect("## Responses")?;
        while let Some(line) = self.cursor.peek() {
            let Some(rest) = line.text.strip_prefix("<div class=\"openapi__response__code__") else { break };
            self.cursor.next();
            let Some(code) = rest.strip_suffix("\">").filter(|code| is_status(code)) else {
                bail!(self.source.expected(line, "the status of a response"));
            };
            self.source.take(line.number, Marker::Response);
            let response = self.response(line, code, &mut page.entities)?;
            let again = page.responses.iter().any(|other| other.code == response.code);
            ensure!(!again, self.source.expected(line, "each status once"));
            page.responses.push(response);
        }
        ensure!(!page.responses.is_empty(), self.source.error(self.source.last_line(), "a response", "none"));
        Ok(())
    }

    fn response(&mut self, place: Line<'_>, code: &str, entities: &mut Vec<Entity>) -> Result<Response> {
        let heading = self.next("the heading of a response")?;
        let rest = heading.text.strip_prefix("## ").and_then(|text| text.strip_prefix(code));
        let right = rest.is_some_and(|reason| reason.is_empty() || reason.starts_with(' '));
        ensure!(right && !code.is_empty(), self.source.expected(heading, &format!("`## {code}`")));
        let mut bodies = Vec::new();
        // A description of any length comes first.
        let mut described = false;
        loop {
            if let Some(part) = self.part(Side::Answer)? {
                described = true;
                match part {
                    Part::Body(body) => bodies.push(body),
                    Part::Entity(entity) => entities.push(entity),
                }
                continue;
            }
            let Some(line) = self.cursor.next() else {
                bail!(self.source.expected(place, "a response that is closed by </div>"));
            };
            if line.text == "</div>" {
                break;
            }
            ensure!(
                !described && !line.text.starts_with(['#', '<']),
                self.source.expected(line, "a body, an entity or the end of the response")
            );
        }
        Ok(Response { code: code.to_owned(), bodies })
    }

    /// The page is closed. A note for machines may follow, and the text of the note of deprecation does, on every page.
    fn ending(&mut self) -> Result<()> {
        self.expect("</div>")?;
        loop {
            let line = self.next("[*Deprecated]: ")?;
            if line.text.starts_with("[*Deprecated]: ") {
                break;
            }
            ensure!(line.text.starts_with("<!-- "), self.source.expected(line, "the end of the page"));
        }
        match self.cursor.next() {
            None => Ok(()),
            Some(line) => bail!(self.source.expected(line, "the end of the page")),
        }
    }
}

/// `200`, `4XX`, `default`.
fn is_status(code: &str) -> bool {
    let digits = code.len() == 3 && code.starts_with(|c: char| c.is_ascii_digit());
    code == "default" || digits && code[1..].chars().all(|c| c.is_ascii_digit() || c == 'X')
}

enum Part {
    Body(Body),
    Entity(Entity),
}

/// The path of an address, with its query.
pub fn address(source: &Source<'_>, line: Line<'_>) -> Result<String> {
    let rest = line.text.trim().strip_prefix("https://api-metrika.yandex.net");
    let Some(path) = rest.filter(|path| path.starts_with('/') && !path.contains(char::is_whitespace)) else {
        bail!(source.expected(line, "an address, `https://api-metrika.yandex.net/...`"));
    };
    Ok(path.to_owned())
}
