//! Type expressions: `string`, `integer<int32>[]`, `[Goal](#entity-Goal)[][]`, `([A](..) or [B](..))[] | null`.

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

/// A type as a page prints it.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    pub base: Base,
    /// How many arrays it is wrapped in.
    pub depth: usize,
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    /// `string`, `integer`, `number`, `boolean`, `object`, `array`.
    Word {
        word: String,
        format: Option<String>,
    },
    /// A link to an entity: its label and its target.
    Link {
        label: String,
        target: String,
    },
    OneOf(Vec<Type>),
    /// `any`, and `unknown` for a schema without a type.
    Any,
    /// `never`: no value is allowed.
    Never,
}

const WORDS: &[&str] = &["string", "integer", "number", "boolean", "object", "array"];

/// Reads a whole expression.
pub fn parse(text: &str) -> Result<Type> {
    let text = unescape(text);
    let (found, rest) = union(text.trim())?;
    ensure!(rest.trim().is_empty(), "{:?} after the type", rest.trim());
    Ok(found)
}

/// Reads the expression that a text begins with, and gives the rest.
pub fn prefix(text: &str) -> Result<(Type, &str)> {
    // The older form puts some types in code.
    if let Some((code, rest)) = text.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        return Ok((parse(code)?, rest));
    }
    union(text)
}

fn unescape(text: &str) -> String {
    unescape_pipes(text).replace("&lt;", "<").replace("&gt;", ">")
}

/// Pipes are escaped for the sake of tables, whatever they stand in.
pub fn unescape_pipes(text: &str) -> String {
    text.replace("&#124;", "|")
}

fn union(text: &str) -> Result<(Type, &str)> {
    let (first, mut rest) = array(text)?;
    let mut members = vec![first];
    let mut nullable = false;
    loop {
        let next = [" or ", " | "].iter().find_map(|or| rest.strip_prefix(or));
        let Some(after) = next else { break };
        if let Some(after) = after.strip_prefix("null") {
            nullable = true;
            rest = after;
            continue;
        }
        // In prose, `or` may follow a type: what comes then is no type.
        let Ok((member, after)) = array(after) else { break };
        members.push(member);
        rest = after;
    }
    let one = members.len() == 1;
    let mut found = match members.pop() {
        Some(only) if one => only,
        last => {
            members.extend(last);
            Type { base: Base::OneOf(members), depth: 0, nullable: false }
        }
    };
    found.nullable |= nullable;
    Ok((found, rest))
}

fn array(text: &str) -> Result<(Type, &str)> {
    let (mut found, mut rest) = single(text)?;
    while let Some(after) = rest.strip_prefix("[]") {
        found.depth += 1;
        rest = after;
    }
    Ok((found, rest))
}

fn single(text: &str) -> Result<(Type, &str)> {
    let plain = |base| Type { base, depth: 0, nullable: false };
    if let Some(inner) = text.strip_prefix('(') {
        let (found, rest) = union(inner)?;
        let Some(rest) = rest.strip_prefix(')') else { bail!("no closing parenthesis") };
        return Ok((found, rest));
    }
    if let Some(inner) = text.strip_prefix('[') {
        let Some((label, rest)) = inner.split_once("](") else { bail!("a link without a target") };
        let Some((target, rest)) = rest.split_once(')') else { bail!("a link without an end") };
        ensure!(is_name(label), "a link to {label:?}, which is no name");
        let plain_target = !target.contains(|c: char| c.is_whitespace() || "[]()".contains(c));
        ensure!(plain_target, "a link to {target:?}");
        ensure!(!target.contains('#') || target.starts_with('#'), "a link to another page, {target:?}");
        return Ok((plain(Base::Link { label: label.into(), target: target.into() }), rest));
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match word {
        "any" | "unknown" => return Ok((plain(Base::Any), rest)),
        "never" => return Ok((plain(Base::Never), rest)),
        _ => ensure!(WORDS.contains(&word), "{word:?}, which is no known type"),
    }
    match rest.strip_prefix('<').map(|rest| rest.split_once('>')) {
        None => Ok((plain(Base::Word { word: word.into(), format: None }), rest)),
        Some(Some((format, rest))) if !format.is_empty() && !format.contains(' ') => {
            Ok((plain(Base::Word { word: word.into(), format: Some(format.into()) }), rest))
        }
        Some(_) => bail!("a format without an end"),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
}

impl Type {
    /// The word of a plain type that is no array: what defaults and values are written in.
    pub fn word(&self) -> Option<&str> {
        match &self.base {
            Base::Word { word, .. } => Some(word),
            _ => None,
        }
    }

    /// `Label#anchor` of all links in it.
    pub fn links(&self) -> Vec<String> {
        match &self.base {
            Base::Link { label, target } => vec![format!("{label}{}", anchor(target, label))],
            Base::OneOf(members) => members.iter().flat_map(Self::links).collect(),
            _ => Vec::new(),
        }
    }

    /// The schema of one element, without its arrays.
    pub fn element(&self) -> Value {
        match &self.base {
            Base::Word { word, format: None } => json!({ "type": word }),
            Base::Word { word, format: Some(format) } => json!({ "type": word, "format": format }),
            Base::Link { label, target } => json!({ "$ref": format!("{label}{}", anchor(target, label)) }),
            Base::OneOf(members) => json!({ "oneOf": members.iter().map(Self::schema).collect::<Vec<_>>() }),
            Base::Any => json!({}),
            Base::Never => json!({ "not": {} }),
        }
    }

    fn schema(&self) -> Value {
        let mut schema = self.element();
        for _ in 0..self.depth {
            schema = json!({ "type": "array", "items": schema });
        }
        if self.nullable {
            schema["nullable"] = json!(true);
        }
        schema
    }
}

/// Links of exports that were turned into text lead to the page: the label says where on it.
fn anchor(target: &str, label: &str) -> String {
    match target.split_once('#') {
        Some((_, anchor)) => format!("#{anchor}"),
        None => format!("#{label}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(text: &str) -> (Value, usize, bool) {
        let found = parse(text).unwrap();
        (found.element(), found.depth, found.nullable)
    }

    #[test]
    fn words_formats_and_arrays_of_any_depth() {
        assert_eq!(element("string"), (json!({ "type": "string" }), 0, false));
        assert_eq!(element("string&lt;date-time&gt;"), (json!({ "type": "string", "format": "date-time" }), 0, false));
        assert_eq!(element("integer<int32>[][]"), (json!({ "type": "integer", "format": "int32" }), 2, false));
        assert_eq!(element("number[] &#124; null"), (json!({ "type": "number" }), 1, true));
    }

    #[test]
    fn links_keep_label_and_anchor() {
        assert_eq!(element("[Goal](#entity-Goal1)[]"), (json!({ "$ref": "Goal#entity-Goal1" }), 1, false));
        assert_eq!(element("[Goal](goals.md)"), (json!({ "$ref": "Goal#Goal" }), 0, false));
    }

    #[test]
    fn unions_in_parentheses_make_an_array_of_a_union() {
        let union = json!({ "oneOf": [{ "$ref": "A#A" }, { "$ref": "B#B" }] });
        assert_eq!(element("([A](x.md) or [B](x.md))[]"), (union.clone(), 1, false));
        assert_eq!(element("[A](x.md) or [B](x.md)"), (union, 0, false));
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in
            ["", "strin", "string<", "string<int", "[A](x", "[A]", "(string", "string[", "[a b](x.md)", "string x"]
        {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
