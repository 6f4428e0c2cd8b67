//! Which parts of a page carry structure.
//!
//! Not structure are, besides prose, titles, blank lines and examples:
//!
//! * what machines and browsers read: comments, notes (`> `), the front matter but for the generator, the style of an element, the
//!   language of a code block, the note about what `*` or `Deprecated` means,
//! * the words after a status code and after a listed value,
//! * in the older form, the anchors and links of headings that nothing links to,
//! * on vocabulary pages, cells of words for people, and where their links lead,
//! * in `llms.txt`, all but the links to pages of the reference.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use xtask::import::index::Kind;

/// A structural part of a line.
#[derive(Debug, Clone)]
pub struct Spot {
    pub line: usize,
    pub part: Range<usize>,
    pub nature: Nature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Every edit of it must be noticed.
    Token,
    /// One of a set: its place says nothing, and said twice it says the same.
    Member,
    /// The edge of an example: what it is called says nothing.
    Edge,
}

/// The structural parts of a file, in their order.
pub fn spots(path: &str, text: &str) -> Vec<Spot> {
    let lines: Vec<&str> = text.lines().collect();
    let parts = match Kind::of(path) {
        None => index(&lines),
        Some(Kind::Vocabulary) => vocabulary(&lines),
        Some(Kind::Operation) if text.contains("{.openapi__method}") => current(&lines),
        Some(Kind::Operation) => older(&lines),
    };
    parts
        .into_iter()
        .map(|(line, part, nature)| Spot { line, part, nature })
        .filter(|spot| !spot.part.is_empty())
        .collect()
}

type Parts = Vec<(usize, Range<usize>, Nature)>;

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// All matches of a pattern in lines that `wanted` takes.
fn matches(lines: &[&str], pattern: &Regex, nature: Nature, wanted: impl Fn(usize, &str) -> bool) -> Parts {
    let lines = lines.iter().enumerate().filter(|(number, line)| wanted(*number, line));
    lines.flat_map(|(number, line)| pattern.find_iter(line).map(move |found| (number, found.range(), nature))).collect()
}

fn index(lines: &[&str]) -> Parts {
    static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\]\([^)]*\)"));
    matches(lines, &LINK, Nature::Member, |_, line| line.contains(": About it."))
}

fn vocabulary(lines: &[&str]) -> Parts {
    // Names and words in code, operators, dates, flags, types, bars; in headers, the words too.
    static CELL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) Either\ \\\|\ or | `[^`\[(]*` | `[^`]*` | \[[<>=!~*.@\w&]+\]\(\* | [<>] | \d{4}-\d\d-\d\d | \bpresent\b | ^no$ | \|\ no\ \| \
              | \b(?:ym:\w+:\w+|U?Int\d+|String|string|DateTime|Date|Array\([\w()]*\)|Float\d+|Nullable\([\w()]*\))$ \
              | \*\*[^*]*\*\* | \#\|$ | ^\|\#$ | \|\|?",
        )
    });
    let front = lines.iter().skip(1).position(|line| *line == "---").map_or(0, |end| end + 1);
    let mut parts = matches(lines, &CELL, Nature::Token, |number, line| number > front && !line.starts_with("The end"));
    // A bar in prose; and a column whose header is known with and without its last letter.
    let prose = ["Either", "**Metrica**"];
    parts.retain(|(number, part, _)| !prose.iter().any(|prose| lines[*number][part.clone()].contains(prose)));
    parts
}

fn current(lines: &[&str]) -> Parts {
    let mut parts = Parts::new();
    let mut state = State::default();
    for (number, line) in lines.iter().enumerate() {
        if let Some((part, nature)) = state.current(line) {
            parts.push((number, part, nature));
        }
    }
    parts
}

/// Where in a page of the current form a line stands.
#[derive(Default)]
struct State {
    front: usize,
    fence: bool,
    example: bool,
    body: bool,
    generator: bool,
}

static ITEM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*[-*] `[^`]*`"));

impl State {
    fn current(&mut self, line: &str) -> Option<(Range<usize>, Nature)> {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let up_to = |end: Option<usize>| Some((0..end.map_or(line.len(), |end| indent + end), Nature::Token));
        if self.front < 2 {
            return self.front_matter(line);
        }
        if let Some(inside) = self.fenced(line, text) {
            return inside;
        }
        if self.example || text.starts_with("{% cut \"**Example**\"") {
            self.example = text != "{% endcut %}";
            return (!text.is_empty()).then_some((0..line.len(), Nature::Edge));
        }
        let body = std::mem::take(&mut self.body);
        match text {
            "" => {
                self.body = body;
                None
            }
            "### Body" => {
                self.body = true;
                up_to(None)
            }
            _ if text.starts_with("# ") || text.starts_with("_Example:_") || text.starts_with("[*") => None,
            _ if text.starts_with("<div") => up_to(text.find(" style=")),
            _ if text.starts_with("## 2") => up_to(Some("## 200".len())),
            _ if ITEM.is_match(line) => ITEM.find(line).map(|item| (item.range(), Nature::Member)),
            // The order of bounds and values says nothing.
            _ if text.starts_with('_') && text.contains(":_{") => Some((0..line.len(), Nature::Token)),
            _ if body => up_to(None),
            _ => {
                const STARTS: &[&str] = &[
                    "</div>",
                    "##",
                    "#|",
                    "|",
                    "{%",
                    "{.",
                    "_",
                    "**Type",
                    "- **Type",
                    "- {%",
                    "**Format:",
                    "[Deprecated]",
                ];
                let method = text.ends_with(" {.openapi__method}");
                if method || STARTS.iter().any(|start| text.starts_with(start)) { up_to(None) } else { None }
            }
        }
    }

    fn front_matter(&mut self, line: &str) -> Option<(Range<usize>, Nature)> {
        let generator = std::mem::replace(&mut self.generator, line == "  - name: generator");
        if line == "---" {
            self.front += 1;
            return Some((0..line.len(), Nature::Token));
        }
        (generator || self.generator)
            .then_some((line.len() - line.trim_start_matches([' ', '-']).len()..line.len(), Nature::Member))
    }

    /// Fences, and what stands between them: an example, or the address.
    fn fenced(&mut self, line: &str, text: &str) -> Option<Option<(Range<usize>, Nature)>> {
        let fence = text.starts_with("```");
        if fence {
            let example = self.example || text.starts_with("```json");
            self.fence = !self.fence;
            self.example = example;
            let nature = if example { Nature::Edge } else { Nature::Token };
            return Some(Some((0..line.len() - text.len() + 3, nature)));
        }
        self.fence.then(|| (!self.example).then_some((0..line.len(), Nature::Token)))
    }
}

fn older(lines: &[&str]) -> Parts {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:_(?:Default|Pattern|M[a-z]+ [a-z]+|Unique items):_|\b(?:Default|Pattern|M[a-z]+ [a-z]+|Unique items):) `[^`]*`",
        )
    });
    static TYPE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^.*?\*\*Type:\*\* .*?(?: About|$)"));
    static ROW_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"\|\|$"));
    static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(##+ )(\[\][^)]*\))?(200|.+?)( OK)?( \{#.*)?$"));
    let mut parts = Parts::new();
    let start = lines.iter().position(|line| line.starts_with("## ") && line.contains("Request")).unwrap();
    let mut fence = false;
    let mut generator = false;
    for (number, line) in lines.iter().enumerate() {
        let mut add = |part: Range<usize>, nature| parts.push((number, part, nature));
        let whole = 0..line.trim_end().len();
        if std::mem::replace(&mut generator, *line == "  - name: generator") || generator {
            add(line.len() - line.trim_start_matches([' ', '-']).len()..line.len(), Nature::Member);
            continue;
        }
        if number < start {
            continue;
        }
        if line.starts_with("```") {
            fence = !fence;
            add(0..3, Nature::Edge);
        } else if fence || line.trim().starts_with("https:") {
            let method = line.contains("https:");
            if method {
                add(whole, Nature::Token);
            }
        } else if line.starts_with("### Was") || line.starts_with("### [](") && line.contains("Was this") {
            break;
        } else if let Some(found) = HEADING.captures(line) {
            add(found.get(1).unwrap().range(), Nature::Token);
            add(found.get(3).unwrap().range(), Nature::Token);
            // Links lead to the anchors of entities.
            let entity = found.get(3).is_some_and(|name| name.as_str() != "Body" && !name.as_str().contains(' '));
            if let Some(anchor) = found.get(5).filter(|_| entity && line.starts_with("### ")) {
                add(anchor.range(), Nature::Token);
            }
        } else if let Some(item) = ITEM.find(line) {
            add(item.range(), Nature::Member);
        } else if line.contains("**Type:**") {
            let found = TYPE.find(line).unwrap().as_str();
            add(0..found.trim_end_matches(" About").len(), Nature::Token);
        } else if ["#|", "|#", "||", "---|", "**", "{% cut", "{% endcut"].iter().any(|start| line.starts_with(start))
            || ["GET", "POST", "PUT", "DELETE", "application/json", "multipart/form-data"].contains(line)
        {
            add(whole, Nature::Token);
            continue;
        }
        if !fence {
            parts.extend(LABEL.find_iter(line).map(|found| (number, found.range(), Nature::Token)));
            parts.extend(ROW_END.find_iter(line).map(|found| (number, found.range(), Nature::Token)));
        }
    }
    parts
}
