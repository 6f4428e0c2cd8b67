//! What `cargo xtask import` says to broken pages: one line with page, line and what was expected, and nothing written.
//!
//! Each page is a good one of `pages/operations` in which one thing is broken.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod broken;
mod folder;

use folder::everything_below;

use broken::{
    ADD, BREWS, EDIT, LEAVES, LIST, Reference, STEAM, assert_says, good, line_of, one_line, refusal, replace,
};
use xtask::import::page;

/// The line with the address.
const KETTLES: &str = "https://api-metrika.yandex.net/management/v1/kettles\n";
const POTS: &str = "management/openapi/kettle/pots.md";
const ADD_POT: &str = "management/openapi/kettle/addPot.md";

/// What to replace, by what, what begins the line to be named, and what is said of it.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str);

#[track_caller]
fn assert_refused(form: &str, path: &str, cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (from, to, place, says) in cases {
        let text = replace(&good(form, path), from, to);
        let expected = format!("{path}:{}: expected ", line_of(&text, place));
        match page::read(path, &text).map_err(|error| one_line(path, &format!("{error:#}"))) {
            Err(line) if line.starts_with(&expected) && line.contains(says) => {}
            Err(line) => wrong.push(format!("{from:?} -> {to:?}: not {expected}.. {says}: {line}")),
            Ok(_) => wrong.push(format!("{from:?} -> {to:?}: was read")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn method_and_address() {
    let cases = [
        ("GET {.openapi__method}\n", "", "```text translate=no\nhttps", "a method"),
        ("GET {.openapi__method}", "BREW {.openapi__method}", "BREW {", "a method"),
        ("GET {.openapi__method}", "GET {.openapi__verb}", "GET {", "a method"),
        (KETTLES, "", "```\n\n</div>", "an address"),
        ("https://api-metrika.yandex.net", "https://kettles.example", "https://kettles", "an address"),
        ("yandex.net/management", "yandex.net.example/management", "https://api-m", "an address"),
        ("https://api-metrika", "http://api-metrika", "http://api-m", "an address"),
        ("## Request\n", "", "[*Deprecated]: No", "## Request"),
    ];
    assert_refused("current", LIST, &cases);
    let barred = "GET https://api-metrika.yandex.net/management";
    let below = "a method and an address below this heading";
    let cases = [
        (barred, "https://api-metrika.yandex.net/management", "## Request", below),
        ("GET https://api-metrika.yandex.net/management/v1/shelf/{shelfId}/pots\n", "", "## Request", below),
        ("GET https", "BREW https", "BREW ", "a method"),
        (barred, "GET https://kettles.example/management", "GET ", "an address"),
    ];
    assert_refused("older-barred", POTS, &cases);
    let cases = [
        ("\nGET\n", "\nBREW\n", "BREW", "a method"),
        ("\nGET\n", "\n", "## [](ru/management/openapi/kettle/pots#request", below),
        ("    https://api-metrika.yandex.net", "    https://kettles.example", "    https://kettles", "an address"),
    ];
    assert_refused("older-text", POTS, &cases);
}

#[test]
fn markers_that_are_not_known() {
    let flavour = "All of them.{.json-schema-taste}";
    let known = "a known class in place of .json-schema-taste";
    let cases = [
        ("All of them.", flavour, flavour, known),
        (".json-schema-property", ".json-schema-spout", "_shelves_", "a property"),
        (".json-schema-property", ".json-schema-pattern-property", "_shelves_", "patterns of names are not supported"),
        (
            ".json-schema-required}",
            ".json-schema-hot}",
            "_shelves_",
            "required and deprecated as the only other classes",
        ),
        (
            ".json-schema-value} `100`",
            ".json-schema-assertion} `100`",
            "_Default:_{.json-schema-reset .json-schema-a",
            "the class of a value",
        ),
        ("_Max length:_", "_Max heat:_", "_Max heat:_", "a known label"),
        ("**Type**: boolean", "**Type**: steam", "**Type**: steam", "a known type"),
        ("**Type**: boolean", "**Type**: boolean<hot", "**Type**: boolean<", "a known type"),
        ("(#entity-Color)", "(#entity-Color", "**Type**: [Color](#entity-Color\n", "a known type"),
        ("data-marker=or", "data-marker=and", "{% cut \"**One of 2", "data-marker=or"),
        ("One of 2 types", "Some of 2 types", "{% cut \"**Some of", "One of, All of or Any of"),
        ("### Cookies", "### Spoons", "### Spoons", "## Responses"),
        ("Gives the kettles", "Gives **Type**: string kettles", "Gives **Type**", "a place for this type"),
    ];
    assert_refused("current", LIST, &cases);
    let cases = [
        ("Default: `100`", "_Heat:_ `100`", "_Heat:_", "a known label"),
        ("**Type:** string<date-time>", "**Type:** steam", "|| Tea-Time", "a known type"),
        ("**Type:** string<date-time>", "A string", "|| Tea-Time", "a type"),
    ];
    assert_refused("older-barred", POTS, &cases);
    let cases = [
        ("_Default:_ `100`", "_Heat:_ `100`", "_Heat:_", "a known label"),
        ("**Type:** string<date-time>", "**Type:** steam", "Tea-Time |", "a known type"),
    ];
    assert_refused("older-text", POTS, &cases);
}

#[test]
fn what_does_not_fit() {
    let cases = [
        ("One of 2 types", "One of 3 types", "{% cut \"**One of 3", "as many variants as the heading says, not 2"),
        ("_Min value:_", "_Min length:_", "_per_page_", "a type that minLength can bind"),
        ("_Min value:_", "_Min items:_", "_per_page_", "an array for minItems"),
        ("`100`", "`many`", "_per_page_", "a value of type integer"),
        ("`100`", "100", "_Default:_{.json-schema-reset .json-schema-value} 100", "a value in code"),
        ("`1000`", "`many`", "_Max value:_{.json-schema-reset .json-schema-assertion} `many`", "a number"),
        (
            "_rows_{",
            "_notes_{",
            "_notes_{.json-schema-reset .json-schema-property}\n{.table-cell}|\n**Type**: integer",
            "each property once",
        ),
        (
            "### Headers",
            "### Cookies",
            "### Cookies\n\n#|\n|| **Name** | **Description** ||\n||\n\n_cup",
            "each section once",
        ),
        ("### Samovar {#entity-Samovar}", "### Samovar {#entity-Pot}", "### Samovar", "an anchor that is the name"),
        (
            "{.table-cell}\n||\n||\n\n_color_",
            "||\n||\n\n_color_",
            "||\n||\n\n_color_",
            "nothing but examples after values and bounds",
        ),
        ("{% endcut %}", "", "### Body", "an example of the body that is closed"),
    ];
    assert_refused("current", LIST, &cases);
    let cases = [
        (
            "code__202\">\n\n## 202",
            "code__200\">\n\n## 200",
            "<div class=\"openapi__response__code__200\">\n\n## 200 A",
            "each status once",
        ),
        ("## 202 Accepted", "## 203 Accepted", "## 203", "`## 202`"),
        (
            "{% cut \"multipart/form-data\" %}",
            "{% cut \"a form\" %}",
            "{% cut \"a form\" %}",
            "the media type of the body",
        ),
        ("[*Deprecated]: ", "And then\n\n[*Deprecated]: ", "And then", "the end of the page"),
    ];
    assert_refused("current", LEAVES, &cases);
    assert_refused("current", EDIT, &[("By volume", "By volume **or** By luck", "{% cut \"**One of**", "not 2")]);
    assert_refused("current", BREWS, &[("text/csv", "a table", "a table", "the media type of the body")]);
    let cases = [
        ("|| limit |", "|| name |", "|| name | **Type:** string\n", "each name once in a table"),
        ("Default: `100`", "Default: `many`", "|| limit |", "a value of type integer"),
        ("Min length:", "Min items:", "|| name", "an array for minItems"),
        ("Min items:", "Min length:", "|| ids", "a type that minLength can bind"),
        ("### Headers {", "### Query parameters {", "### Query parameters {#headers}", "each section once"),
        ("{% cut \"application/json\" %}", "", "```json", "a media type"),
        ("## 200 OK", "## 200 OK {#a}\n\n## 200 OK", "## 200 OK {#200ok}", "each status once"),
        ("## Responses {", "## Request {", "## Request {#responses}", "one heading `Request`"),
    ];
    assert_refused("older-barred", POTS, &cases);
}

#[test]
fn pages_of_another_kind() {
    let login =
        "<!DOCTYPE html>\n<html><head><title>Log in</title></head>\n<body><form>Password</form></body></html>\n";
    for (text, says) in [
        (login.to_owned(), "a reference page in Markdown"),
        (format!("\n\n<html>{}</html>", good("current", LIST)), "a reference page in Markdown"),
        ("# Kettles\n\nAbout kettles.\n".to_owned(), "a reference page of a known form"),
        ("{\"error\": \"no such page\"}".to_owned(), "a reference page of a known form"),
        (String::new(), "a reference page, found: an empty file"),
        ("\n \n".to_owned(), "a reference page, found: an empty file"),
        (good("current", LIST).replace("kettles of", "kettles \u{fffd} of"), "UTF-8"),
    ] {
        assert_says(&refusal(LIST, &text), &["expected ", says]);
    }
}

/// The first lines of a page, for each number of them; and which of these the reader takes for the whole.
fn taken_for_whole(form: &str, path: &str) -> Vec<String> {
    let text = good(form, path);
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    let mut taken = Vec::new();
    for end in ends.filter(|end| *end < text.len()) {
        match page::read(path, &text[..end]) {
            Ok(_) => taken.push(text[end..].to_owned()),
            Err(error) => _ = one_line(path, &format!("{error:#}")),
        }
    }
    taken
}

#[test]
fn truncated_pages() {
    for path in [ADD, EDIT, LIST, LEAVES, BREWS, STEAM] {
        let taken = taken_for_whole("current", path);
        assert!(taken.iter().all(|lost| lost.trim().is_empty()), "{path}: {taken:?}");
    }
    // These end with the text of a note. What an export has after that is no part of the page.
    for (form, path) in [("older-barred", POTS), ("older-barred", ADD_POT), ("older-text", POTS)] {
        for lost in taken_for_whole(form, path) {
            let kept = good(form, path);
            let kept = &kept[..kept.len() - lost.len()];
            assert!(kept.contains("[*star]: ") || kept.contains("No longer supported"), "{form}/{path}: {lost}");
        }
    }
}

#[test]
fn pages_that_contradict_each_other() {
    let one = |path: &str, change: &dyn Fn(&str) -> String, place: &dyn Fn(&str) -> usize, says: &[&str]| {
        let reference = Reference::new();
        let text = change(&reference.read(path));
        reference.write(path, &text);
        let line = one_line(path, &reference.refusal());
        assert_says(&line, &[&format!("{path}:{}: expected ", place(&text))]);
        assert_says(&line, says);
    };
    let address = |text: &str| line_of(text, "https://api-metrika.yandex.net/");
    let entity = |text: &str, name: &str| {
        let start = text.find(&format!("<div class=\"openapi-entity\">\n\n### {name} ")).unwrap();
        text[start..start + text[start..].find("</div>\n").unwrap() + 7].to_owned()
    };

    one(
        LIST,
        &|text| replace(text, &entity(text, "Samovar"), ""),
        &|text| line_of(text, "**Type**: [Samovar](#entity-Samovar)"),
        &["a definition of Samovar", "links to it only"],
    );
    one(
        LIST,
        &|text| replace(text, &entity(text, "Samovar"), &entity(text, "Samovar").repeat(2)),
        &|text| 1 + text[..text.rfind("### Samovar").unwrap()].matches('\n').count(),
        &["each entity once", "Samovar again"],
    );
    one(
        LIST,
        &|text| replace(text, &entity(text, "Color"), &entity(text, "Color").replace("`red`", "`green`")),
        &|text| line_of(text, "### Color"),
        &["Color as it stands in management/openapi/kettle/addKettle.md:", "x-extensible-enum"],
    );
    one(
        ADD,
        &|text| {
            let at = text.rfind("`3000`").unwrap();
            format!("{}`2500`{}", &text[..at], &text[at + 6..])
        },
        &|text| 1 + text[..text.rfind("### ElectricKettle").unwrap()].matches('\n').count(),
        &["ElectricKettle as in the request, management/openapi/kettle/addKettle.md:", "maximum"],
    );
    let parameters = "expected the path parameters of /management/v1/kettle/";
    one(EDIT, &|text| replace(text, "/{kettleId}\n", "/{potId}\n"), &address, &[parameters, "found: [\"kettleId\"]"]);
    one(EDIT, &|text| replace(text, "/{kettleId}\n", "/1\n"), &address, &[parameters, "found: [\"kettleId\"]"]);
    one(
        EDIT,
        &|text| replace(text, "/{kettleId}\n", "/{kettleId}/{part}\n"),
        &address,
        &[parameters, "found: [\"kettleId\"]"],
    );
    one(
        EDIT,
        &|text| {
            replace(
                text,
                " .json-schema-required}\n{.table-cell}|\n**Type**: integer",
                "}\n{.table-cell}|\n**Type**: integer",
            )
        },
        &address,
        &[parameters, "each required"],
    );
    one(LIST, &|text| replace(text, "/kettles\n", "/kettles?hot=1\n"), &address, &["an address without a query"]);
}

#[test]
fn two_pages_of_one_thing() {
    let reference = Reference::new();
    reference.write("management/openapi/kettle/pots.md", reference.read(LIST));
    let line = one_line("management/openapi/kettle/pots.md", &reference.refusal());
    assert_says(&line, &[": expected an operation of its own", "GET /management/v1/kettles", "kettle/kettles.md"]);

    let reference = Reference::new();
    let text = replace(&reference.read(LIST), "/v1/kettles", "/v1/leaf/kettles");
    reference.write("management/openapi/leaf/kettles.md", text);
    let line = one_line("management/openapi/leaf/kettles.md", &reference.refusal());
    assert_says(&line, &[":1: expected a file name of its own", "management/openapi/kettle/kettles.md"]);
}

#[test]
fn the_command_refuses_broken_pages() {
    let good = Reference::new();
    let text = good.read(LIST);
    let number = |part: &str| format!("{LIST}:{}: ", line_of(&text, part));
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    // Latin-1 has one byte for what is two in UTF-8.
    let mut latin_1 = replace(&text, "All of them.", "All of th#m.").into_bytes();
    let at = latin_1.windows(4).position(|bytes| bytes == b"th#m").unwrap() + 2;
    latin_1[at] = 0xE9;
    let pages: [(Vec<u8>, &str, &str); 9] = [
        (text.replace("**Type**: boolean", "**Type**: steam").into(), &number("**Type**: boolean"), "a known type"),
        (text.replace("_Max length:_", "_Max heat:_").into(), &number("_Max length:_"), "a known label"),
        (text[..text.len() / 2].into(), LIST, "expected "),
        ("<!doctype html><html></html>".into(), &format!("{LIST}:1: "), "an HTML page, not Markdown"),
        ("# Kettles\n".into(), &format!("{LIST}:1: "), "a reference page of a known form"),
        (utf_16.clone(), &format!("{LIST}:1: "), "UTF-16 byte order mark"),
        (utf_16[2..].into(), &format!("{LIST}:1: "), "a reference page of a known form"),
        (latin_1, &number("All of them."), "is not UTF-8"),
        (text.replace("of them", "of \u{fffd}").into(), &number("All of them."), "UTF-8"),
    ];
    for (page, place, says) in pages {
        let reference = Reference::new();
        reference.write(LIST, page);
        reference.assert_refused(&[place, says]);
    }
    let reference = Reference::new();
    for path in [LIST, ADD, STEAM] {
        reference.edit(path, "{.openapi__method}", "");
    }
    reference.assert_refused(&["openapi/", "expected a method", "(and 2 more pages cannot be read)"]);
}

#[test]
fn the_command_refuses_pages_that_do_not_fit_together() {
    for (path, from, to, says) in [
        (LIST, "### Samovar {#entity-Samovar}", "### Pot {#entity-Pot}", ": expected a definition of Samovar"),
        (LIST, "`red`, `blue`, `black`\n\n</div>", "`red`\n\n</div>", "expected Color as it stands in management/"),
        (EDIT, "/{kettleId}\n", "/{potId}\n", ": expected the path parameters of"),
    ] {
        let reference = Reference::new();
        reference.edit(path, from, to);
        reference.assert_refused(&[path, says]);
    }
    let reference = Reference::new();
    reference.write("management/openapi/kettle/pots.md", reference.read(LIST));
    reference.list();
    reference.assert_refused(&["management/openapi/kettle/pots.md:43: expected an operation of its own"]);
}

#[test]
fn the_command_refuses_folders_that_are_not_whole() {
    let reference = Reference::new();
    reference.remove(BREWS);
    reference.assert_refused(&["llms.txt lists pages that are missing: stat/openapi/brews.md"]);
    reference.list();
    reference.assert_refused(&["llms.txt:1: expected pages of the stat API"]);

    let reference = Reference::new();
    reference.write("stat/openapi/more.md", reference.read(BREWS));
    reference.assert_refused(&["pages are not in llms.txt: stat/openapi/more.md"]);

    let reference = Reference::new();
    for path in ["stat/attrandmetr", "stat/attributes", "stat/metrics", "stat/presets", "logs/fields"] {
        std::fs::remove_dir_all(reference.pages().join(path)).unwrap();
    }
    reference.remove("stat/presets.md");
    reference.remove("stat/param.md");
    reference.list();
    reference.assert_refused(&["llms.txt:1: expected pages of dimensions, metrics, presets and log fields"]);

    let reference = Reference::new();
    reference.write("llms.txt", "<html>Log in</html>");
    reference.assert_refused(&["llms.txt:1: an HTML page, not an index"]);
    reference.remove("llms.txt");
    reference.assert_refused(&["no llms.txt, which lists the pages"]);
}

#[test]
fn a_generator_that_is_not_known() {
    let reference = Reference::new();
    assert_eq!(reference.import(&[]), (Some(0), String::new()));
    let reference = Reference::new();
    reference.edit(BREWS, "Diplodoc Platform v5.57.3", "Diplodoc Platform v6.0.0");
    reference.assert_refused(&["Diplodoc Platform v6.0.0", "--accept-generator"]);
    let before = everything_below(&reference.root());
    assert_eq!(reference.import(&["--accept-generator"]), (Some(0), String::new()));
    assert!(everything_below(&reference.root()) != before, "nothing was written");
}
