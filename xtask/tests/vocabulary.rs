//! How `cargo xtask import` reads the pages of dimensions, metrics, presets, log fields and template parameters.
//!
//! The pages in `pages/vocabulary` are made up, in the forms that real pages have: `current` is Markdown with tables of
//! Yandex Flavored Markdown and pipe tables, `export` is HTML turned into text. Both say what `expected.json` says.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "pages/vocabulary/render.rs"]
mod render;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::import::index::Kind;
use xtask::import::vocabulary::{Read, VocabularyPage, read};
use xtask::json::pretty;
use xtask::layout;

/// Path and text.
type Pages = BTreeMap<String, String>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pages/vocabulary")
}

fn pages(form: &str) -> Pages {
    fn collect(folder: &Path, root: &Path, pages: &mut Pages) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, root, pages);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                pages.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = folder().join(form);
    let mut pages = Pages::new();
    collect(&root, &root, &mut pages);
    pages
}

fn read_pages(pages: &Pages) -> anyhow::Result<Read> {
    // The other way round, as the order must not matter.
    let pages: Vec<_> = pages.iter().rev().map(|(path, text)| VocabularyPage { path, text }).collect();
    read(&pages)
}

#[test]
fn both_forms_say_the_same() {
    let expected = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    for form in ["current", "export"] {
        let read = read_pages(&pages(form)).unwrap();
        assert_eq!(pretty(&read.value).unwrap(), expected, "{form}");
        assert_eq!(
            read.counts.to_string(),
            "11 pages: 7 dimensions and metrics, details on 4 and 4, 3 presets, 3 + 2 log fields, 4 parameters"
        );
    }
}

#[test]
fn which_pages_belong_here() {
    let belongs = |path: &str| Kind::of(path) == Some(Kind::Vocabulary);
    for path in pages("current").keys() {
        assert!(belongs(path), "{path}");
    }
    for path in
        ["stat/index.md", "stat/openapi/data.md", "logs/param.md", "stat/presets/picture.png", "stat/presets2.md"]
    {
        assert!(!belongs(path), "{path}");
    }
}

/// What the reader says to the pages after an edit: always one line.
fn refusal(form: &str, path: &str, edit: impl Fn(&str) -> String) -> String {
    let mut pages = pages(form);
    let text = pages.get(path).map_or_else(String::new, Clone::clone);
    let edited = edit(&text);
    assert_ne!(text, edited, "{path}: the edit changes nothing");
    pages.insert(path.to_owned(), edited);
    let line = format!("{:#}", read_pages(&pages).unwrap_err());
    assert_eq!(line.lines().count(), 1, "{line}");
    line
}

/// Each: page, what to replace, by what, and what the line says.
fn assert_refused(form: &str, cases: &[(&str, &str, &str, &str)]) {
    for (path, from, to, expected) in cases {
        let line = refusal(form, path, |text| text.replacen(from, to, 1));
        assert!(line.starts_with(path) && line.contains(expected), "{from:?} -> {to:?}: {line}");
    }
}

const LIST: &str = "stat/attrandmetr/dim_all.md";
const KETTLE: &str = "stat/attributes/visits/kettle.md";
const PLACE: &str = "stat/attributes/visits/place.md";
const BASIC: &str = "stat/metrics/visits/basic.md";
const MORE: &str = "stat/metrics/visits/more.md";
const TEA: &str = "stat/presets/preset_tea.md";
const VISITS: &str = "logs/fields/visits.md";
const HITS: &str = "logs/fields/hits.md";
const PARAMETERS: &str = "stat/param.md";

#[test]
fn tables_that_are_broken() {
    assert_refused(
        "current",
        &[
            (BASIC, "|#", "", ":10: expected `|#` at the end of a table, found the page's end"),
            (BASIC, "|no|", "|", ":13: expected a row of 6 cells, found 5"),
            (BASIC, "|no|", "|no|no|", ":13: expected a row of 6 cells, found 7"),
            (BASIC, "2010-12-31||\n|#", "2010-12-31\n|#", ":13: expected `||` at the end of the row"),
            (BASIC, "||`ym:s:cups`", "`ym:s:cups`", ":12: expected `||` before a row, found ``ym:s:cups``"),
            (BASIC, "#|\n", "", ":10: expected `#|` before the rows of a table"),
            (BASIC, "|#", "|# and more", ":14: expected nothing after a table"),
            (BASIC, "|Cups|", "|Cups #| |", ":12: expected no table within a table"),
            (BASIC, "|Cups|", "| > |", ":12: expected a cell of its own, found a merged one"),
            (MORE, "```\n|", "|", "expected `|#` at the end of a table"),
            (PLACE, "| 2013-01-01 |", "| 2013-01-01", ":12: expected a row that ends with a bar"),
            (PLACE, "| `ym:s:table`", "`ym:s:table`", ":12: expected a row that starts with a bar"),
            (PLACE, "| :-: |", "|", ":10: expected a header of 5 cells, found 6"),
            (PLACE, "| Round \\| square |", "| Round | square |", ":12: expected a row of 6 cells, found 7"),
            (PLACE, "| `<` smaller, `<=` not larger | | | 2013-01-02", "", ":22: expected a row of 6 cells, found 2"),
            (PLACE, "| | 2013-01-02", "| 2013-01-02\n`ym:s:cup` | Cup", ":23: expected a row of 6 cells, found 5"),
            (PLACE, "2013-01-01 |\n", "2013-01-01 |\nand so on\n", ":13: expected a row, found `and so on`"),
        ],
    );
    assert_refused(
        "export",
        &[
            (BASIC, " |  нет", "", ":13: expected a row of 6 cells, found 5 before the table ends"),
            (MORE, "|  `int` |  есть |  2010-12-30", "", ":13: expected a row of 6 cells, found 3"),
            (MORE, "|  `int` |  есть |  2010-12-30", "`int` |  есть |  2010-12-30", ":13: expected a row of 6 cells"),
            (HITS, "`Which` tea  \n", "`Which` tea  \nof them  \n", ":14: expected a row, found `of them`"),
        ],
    );
}

#[test]
fn tables_that_get_lost() {
    assert_refused(
        "current",
        &[
            // Rows that no table has: only the plain scan sees them.
            (
                PLACE,
                "---|---|---|---|---|---\n",
                "",
                "a plain scan finds `ym:s:cup` where the tables give no more names",
            ),
            (PLACE, "\nDimension |", "\n`ym:s:tea` | lost\n\nDimension |", ":20: a plain scan finds `ym:s:tea`"),
            (
                PLACE,
                "---|---|---\n`ym:s:cup`",
                "---|---|---\n\nnothing\n\n`ym:s:cup`",
                ":20: expected a table with rows",
            ),
            // The list is the only witness of most names; its sections are the second one.
            (
                LIST,
                "||[`ym:s:cup`](#cup)|\n[`ym:s:cups`](#cups)||\n",
                "",
                "expected a section about a name of the list",
            ),
            (
                LIST,
                "### `ym:s:cup` {#cup}\n",
                "",
                ":14: expected a section about `ym:s:cup`, as other names have, found none",
            ),
        ],
    );
    let line = refusal("current", LIST, |text| {
        text.replace("||[`ym:s:table`](#table)|\n[`ym:s:guests`](#guests)||\n", "|| | ||\n")
    });
    assert!(line.contains("expected a name, found an empty row"), "{line}");
}

#[test]
fn pages_that_are_not_the_page() {
    let login = "<!DOCTYPE html>\n<html><body><form>Who are you?</form></body></html>\n";
    for (text, expected) in [
        (login, ":1: expected Markdown, found HTML"),
        ("# Tea\n\n<table><tr><td>ym:s:tea</td></tr></table>\n", ":3: expected Markdown, found HTML"),
        ("# Log in\n\nSay who you are.\n", ":1: expected a table, or links to pages below this one, found neither"),
        ("# Tea\n\nSee [guests](visitors/preset_guests.md).\n", ":1: expected a table, or links to pages below"),
        ("# Tea\n\nSee `ym:s:tea`.\n", ":3: expected a table, as the page names dimensions or metrics, found none"),
        ("", ":1: expected a table"),
        ("---\ntitle: Tea\n", ":1: expected `---` at the end of the front matter"),
        ("# Tea\n\n```\n| a | b |\n", ":3: expected the end of a code block"),
    ] {
        let line = refusal("current", TEA, |_| text.to_owned());
        assert!(line.starts_with(&format!("{TEA}{expected}")), "{text:?}: {line}");
    }
    let line = refusal("current", "logs/fields/clicks.md", |_| "# Clicks\n".to_owned());
    assert!(line.starts_with("logs/fields/clicks.md:1: expected a page of dimensions"), "{line}");
    // An overview that leads nowhere has lost something too.
    let line = refusal("current", "stat/presets.md", |text| text.replace("/preset_", "/else_"));
    assert!(line.starts_with("stat/presets.md:1: expected a table, or links"), "{line}");
}

#[test]
fn headers_that_are_unknown_missing_or_twice() {
    assert_refused(
        "current",
        &[
            (BASIC, "**Filter option**", "**Filters**", ":11: expected a column of"),
            (BASIC, "**Filter option**", "**Type**", ":11: expected a column of"),
            (
                TEA,
                "**Report**",
                "**Dimensions**",
                ":11: expected a column of отчет/report, метрики/metrics, found `dimensions`",
            ),
        ],
    );
    let line = refusal("current", HITS, |_| "#|\n|| Field | Data type ||\n|| ym:pv:tea | String ||\n|#\n".to_owned());
    assert!(line.starts_with("logs/fields/hits.md:2: expected a column описание/description, found none"), "{line}");
}

#[test]
fn cells_that_say_something_else() {
    assert_refused(
        "current",
        &[
            (BASIC, "|2010-12-31||", "|soon||", ":12: expected a date as YYYY-MM-DD, found `soon`"),
            (BASIC, "|2010-12-31||", "|2010-13-31||", ":12: expected a date"),
            (BASIC, "|2010-12-31||", "|2010-02-29||", ":12: expected a date"),
            (BASIC, "|2010-12-31||", "| ||", ":12: expected a date as YYYY-MM-DD, found nothing"),
            (BASIC, "|no|", "|perhaps|", ":13: expected whether one can filter"),
            (BASIC, "|`int`|", "|a whole number|", ":12: expected a type in one word"),
            (BASIC, "||`ym:s:cups`", "||`cups`", ":12: expected a name such as ym:s:visits, found `cups`"),
            (BASIC, "||`ym:s:cups`", "||`ym:s:cups` (old)", ":12: expected a name"),
            (KETTLE, "[!=](*noteq)", "[<>](*noteq)", ":12: expected operators out of"),
            (KETTLE, "[!=](*noteq), ", "[!=](*noteq), [!=](*noteq), ", ":12: expected every operator once"),
            (KETTLE, "[!=](*noteq)", "!=", ":12: expected operators as links to terms, and commas"),
            (
                KETTLE,
                "[!.](*notin), [!=](*noteq), [=.](*eqin), [==](*eqeq)",
                " ",
                ":12: expected operators, found nothing",
            ),
            (KETTLE, "`ym:s:teaName`", "the name of the tea", ":12: expected a name such as"),
            (
                TEA,
                "`ym:s:cups`, ",
                "`ym:s:cups` ",
                ":12: expected a name such as ym:s:visits, found `ym:s:cups ym:s:bill<currency>`",
            ),
            (TEA, "| |`ym:s:cups`||", "| | ||", ":13: expected metrics of the preset, found none"),
            (TEA, "`ym:s:bill<currency>`", "`ym:s:bill", ":12: expected code marks in pairs"),
            (PLACE, "`==` the same", "`== the same", ":12: expected code marks in pairs"),
            (PARAMETERS, "`BUN`", "`BUN", ":23: expected code marks in pairs"),
            (TEA, "`hidden_tea`", "`hidden tea`", ":13: expected the name of a preset"),
            (VISITS, "UInt64", "UInt", ":19: expected a ClickHouse type, found `UInt`"),
            (VISITS, "Array(DateTime)", "Array(DateTime", ":25: expected a ClickHouse type"),
            (VISITS, "ym:s:visitID", "ym:pv:visitID", ":19: expected a field ym:s:..."),
            (
                PARAMETERS,
                "Possible values:",
                "For instance:",
                ":15: expected `values:` or `значения:` before the first code span",
            ),
            (PARAMETERS, "`BUN`", "`a bun`", ":23: expected a value in one word"),
            (PARAMETERS, "`BUN`", "`TEA`", ":23: expected every value once"),
            (PARAMETERS, "| `last` ||", "| `lost` ||", ":22: expected a default out of the values, found `lost`"),
        ],
    );
}

#[test]
fn pages_that_do_not_agree() {
    assert_refused(
        "current",
        &[
            (
                MORE,
                "`int`|present|2010-12-31",
                "`int`|no|2010-12-31",
                "`ym:s:cups` stands at stat/metrics/visits/basic.md:12 already, with other details",
            ),
            (
                BASIC,
                "||`ym:s:bill`",
                "||`ym:s:cups`|Cups| |`int`|present|2010-12-31||\n||`ym:s:bill`",
                ":13: `ym:s:cups` stands at stat/metrics/visits/basic.md:12 already",
            ),
            (BASIC, "`ym:s:cups`", "`ym:s:mugs`", ":12: expected a name of the list of metrics, found `ym:s:mugs`"),
            (
                KETTLE,
                "`ym:s:tea`|",
                "`ym:s:cups`|",
                ":12: expected a name of the list of dimensions, found `ym:s:cups`",
            ),
            (LIST, "[`ym:s:table`](#table)", "[`ym:s:cup`](#cup)", "expected a section about a name of the list"),
            (
                HITS,
                "ym:pv:tea",
                "ym:pv:watchID",
                ":13: expected a name once, found `ym:pv:watchID` of logs/fields/hits.md:12 again",
            ),
            (
                TEA,
                "|`ym:s:cups`, ",
                "|`ym:s:tea`, ",
                ":12: expected metrics, found `ym:s:tea`, which the list gives as a dimension",
            ),
        ],
    );
    let line = refusal("current", PARAMETERS, |text| text.replace("`currency`", "`money`"));
    assert!(line.ends_with("expected a parameter of stat/param.md, found `<currency>`"), "{line}");
    let mut pages = pages("current");
    pages.retain(|path, _| !path.starts_with("stat/presets"));
    assert_eq!(read_pages(&pages).unwrap_err().to_string(), "vocabulary: no page gives presets");
    let page = VocabularyPage { path: TEA, text: "" };
    assert!(read(&[page, page]).is_err());
}

/// Whatever bar gets lost, the import stops, or it was a bar of prose.
#[test]
fn no_bar_gets_lost_unnoticed() {
    for form in ["current", "export"] {
        let whole = pages(form);
        let value = read_pages(&whole).unwrap().value;
        for (path, text) in &whole {
            for (index, _) in text.match_indices('|') {
                let mut broken = whole.clone();
                broken.insert(path.clone(), text[..index].to_owned() + &text[index + 1..]);
                let kept = read_pages(&broken).is_err_and(|error| error.to_string().contains(".md:"))
                    || read_pages(&broken).is_ok_and(|read| read.value == value);
                assert!(kept, "{form}/{path}: without the bar before {:?}", text[index + 1..].lines().next());
            }
        }
    }
}

/// `openapi/vocabulary.json` as pages, which must read as the file.
#[test]
fn what_the_repository_keeps_survives_a_round_trip() {
    let text = std::fs::read_to_string(layout::root().join(layout::VOCABULARY)).unwrap();
    let vocabulary: Value = serde_json::from_str(&text).unwrap();
    for table in [render::pipe_table as render::Render, render::yfm_table] {
        let pages = render::rendered(&vocabulary, table);
        assert_eq!(pretty(&read_pages(&pages).unwrap().value).unwrap(), text);
    }
}
