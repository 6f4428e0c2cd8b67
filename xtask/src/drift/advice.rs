//! The part of the report that says what to do here.

use std::fmt::Write as _;

use super::Impact;
use super::impact::Trouble;
use super::markdown::code;

/// A list or diff with more lines than this is folded away.
const LINES: usize = 40;

pub fn write(text: &mut String, impact: &Impact) {
    text.push_str("\n## What follows here\n");
    if let Some(reason) = &impact.not_looked_at {
        let _ = writeln!(text, "\nNot looked at: {reason}.");
        return;
    }
    let refused: Vec<String> = impact.refused.iter().map(|one| format!("- {}: {}", one.api, code(&one.what))).collect();
    section(text, "`cargo xtask regen` would refuse", &refused);
    let stale = impact.stale.iter().map(|one| {
        let action = one.action.map(|index| format!(", action {index}")).unwrap_or_default();
        format!("- [ ] {}{action}: {}: {}", one.file, code(&one.target), one.reason)
    });
    section(text, "Overlay actions and names to mend or remove", &stale.collect::<Vec<_>>());
    section(text, "Only an overlay still knows of these: take them out there", &to_do(&impact.orphans));
    section(text, "To describe in an overlay", &to_do(&impact.undescribed));
    raw_api(text, impact);
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "\n### {title} ({})\n", lines.len());
        fold(text, &(lines.join("\n") + "\n"));
    }
}

fn fold(text: &mut String, body: &str) {
    if body.lines().count() > LINES {
        let _ = writeln!(text, "<details><summary>which</summary>\n\n{body}\n</details>");
    } else {
        text.push_str(body);
    }
}

fn to_do(troubles: &[Trouble]) -> Vec<String> {
    troubles.iter().map(|one| format!("- [ ] {}: {}", one.api, code(&readable(&one.what)))).collect()
}

/// `/paths/~1stat~1v1~1data/get/parameters/3 ("lang")` as `GET /stat/v1/data parameter "lang"`,
/// `/components/schemas/Goal/properties/name` as `Goal.name`.
fn readable(pointer: &str) -> String {
    let plain = |token: &str| token.replace("~1", "/").replace("~0", "~");
    let tokens: Vec<&str> = pointer.split('/').collect();
    match tokens.as_slice() {
        ["", "paths", path, method, "parameters", parameter] => {
            let name = parameter.split_once(' ').map_or(*parameter, |(_, name)| name.trim_matches(['(', ')']));
            format!("{} {} parameter {name}", method.to_uppercase(), plain(path))
        }
        ["", "paths", path, method, rest @ ..] => {
            format!("{} {} {}", method.to_uppercase(), plain(path), rest.join("/")).trim_end().to_owned()
        }
        ["", "components", "schemas", name, rest @ ..] => {
            let mut text = plain(name);
            let mut rest = rest.iter();
            while let Some(token) = rest.next() {
                match *token {
                    "properties" => {
                        text.push_str(&format!(".{}", rest.next().map(|name| plain(name)).unwrap_or_default()))
                    }
                    "items" => text.push_str("[]"),
                    "additionalProperties" => text.push_str("{}"),
                    // Which part of a whole does not matter to a reader.
                    _ => drop(rest.next()),
                }
            }
            text
        }
        _ => pointer.to_owned(),
    }
}

fn raw_api(text: &mut String, impact: &Impact) {
    text.push_str("\n### Public API of metrika-raw\n\n");
    if !impact.raw_api_unknown.is_empty() {
        let _ = writeln!(text, "Unknown for {}: see what regen would refuse.\n", impact.raw_api_unknown.join(", "));
    }
    if impact.raw_api.is_empty() {
        text.push_str(if impact.raw_api_unknown.is_empty() { "No type, builder or enum changes.\n" } else { "" });
        return;
    }
    let count = |change: &str| impact.raw_api.iter().filter(|one| one.change == change).count();
    let (added, removed, changed) = (count("added"), count("removed"), count("changed"));
    let _ = writeln!(text, "{added} added, {removed} removed, {changed} changed.\n");
    let mut diff = String::new();
    for one in &impact.raw_api {
        let _ = writeln!(diff, "{} {} {} ({})", one.change, one.api, one.name, one.file);
        for line in &one.lines {
            let _ = writeln!(diff, "{line}");
        }
    }
    // Words of the reference stand in it: none of them may end the block.
    let fence = if diff.contains("```") { "~~~~" } else { "```" };
    fold(text, &format!("{fence}diff\n{diff}{fence}\n"));
}
