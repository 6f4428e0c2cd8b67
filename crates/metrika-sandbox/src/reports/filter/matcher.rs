//! Comparing one value of a dimension with what a condition says.
use super::parse::{Literal, Operator, Raw};
use crate::reports::Counter;
use crate::reports::dimensions::{Dimension, Value};
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The right side of a condition, ready to be asked many times.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    negated: bool,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    /// Whether there is no value.
    Null,
    OneOf(Vec<String>),
    /// Smaller or greater, or also equal.
    Order(Ordering, bool, String),
    Contains(String),
    Regex(Regex),
}

/// Regular expressions may not grow over this many bytes when compiled.
const REGEX_SIZE: usize = 1 << 20;

impl Matcher {
    /// Makes the matcher of a condition; the error is a text for the user.
    pub(super) fn of(raw: &Raw) -> Result<Self, String> {
        let negated = matches!(
            raw.operator,
            Operator::NotEqual | Operator::NotContains | Operator::NotRegex | Operator::NotGlob | Operator::NotIn
        );
        if raw.values.contains(&Literal::Null) {
            return match raw.operator {
                Operator::Equal | Operator::NotEqual => Ok(Self { negated, test: Test::Null }),
                _ => Err("null can only be compared by == and !=".to_owned()),
            };
        }
        let mut texts = raw.values.iter().filter_map(|value| match value {
            Literal::Text(text) => Some(text.clone()),
            Literal::Null => None,
        });
        let mut first = || texts.next().unwrap_or_default();
        let test = match raw.operator {
            Operator::Equal | Operator::NotEqual | Operator::In | Operator::NotIn => Test::OneOf(texts.collect()),
            Operator::Greater => Test::Order(Ordering::Greater, false, first()),
            Operator::GreaterOrEqual => Test::Order(Ordering::Greater, true, first()),
            Operator::Less => Test::Order(Ordering::Less, false, first()),
            Operator::LessOrEqual => Test::Order(Ordering::Less, true, first()),
            Operator::Contains | Operator::NotContains => Test::Contains(first()),
            Operator::Regex | Operator::NotRegex => Test::Regex(regex(&first())?),
            Operator::Glob | Operator::NotGlob => Test::Regex(glob(&first())?),
        };
        Ok(Self { negated, test })
    }

    pub(super) fn matches(&self, dimension: &Dimension, value: &Value, counters: &[Counter]) -> bool {
        self.negated != self.holds(dimension, value, counters)
    }

    /// A value that is not there is equal to nothing, greater than nothing and contains nothing.
    fn holds(&self, dimension: &Dimension, value: &Value, counters: &[Counter]) -> bool {
        if let Test::Null = self.test {
            return *value == Value::None;
        }
        let Some(text) = text_of(dimension, value, counters) else { return false };
        match &self.test {
            Test::Null => false,
            Test::OneOf(list) => list.iter().any(|wanted| equal(value, &text, wanted)),
            Test::Order(direction, or_equal, than) => {
                let order = compare(&text, than);
                order == *direction || (*or_equal && order == Ordering::Equal)
            }
            Test::Contains(part) => text.contains(part.as_str()),
            Test::Regex(regex) => regex.is_match(&text),
        }
    }
}

/// The id of a value, or its name if it has none or names are asked for.
fn text_of<'a>(dimension: &Dimension, value: &'a Value, counters: &[Counter]) -> Option<Cow<'a, str>> {
    match value {
        Value::None => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Owned(text) => Some(Cow::Borrowed(text)),
        Value::Word(word) if dimension.is_name_form() => Some(Cow::Borrowed(word.name)),
        Value::Word(word) => Some(Cow::Borrowed(word.id)),
        _ => dimension.label(value, counters).key().map(|key| Cow::Owned(key.to_owned())),
    }
}

fn equal(value: &Value, text: &str, wanted: &str) -> bool {
    match value {
        // The reference writes `Yes` and `No`, answers write ids, and 1 and 0 are as plain.
        Value::Flag(flag) => {
            let words: &[&str] = if *flag { &["yes", "true", "1"] } else { &["no", "false", "0"] };
            words.iter().any(|word| word.eq_ignore_ascii_case(wanted))
        }
        Value::Money(_) | Value::Int(_) => text == wanted || compare(text, wanted) == Ordering::Equal,
        _ => text == wanted,
    }
}

/// Numbers are compared as numbers, everything else as text: dates are written so that this is right.
fn compare(a: &str, b: &str) -> Ordering {
    if let (Ok(a), Ok(b)) = (a.parse::<i128>(), b.parse::<i128>()) {
        return a.cmp(&b);
    }
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}

fn regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(REGEX_SIZE)
        .dfa_size_limit(REGEX_SIZE)
        .build()
        .map_err(|_| format!("This is not a regular expression: {pattern}"))
}

/// `*` stands for any text, everything else for itself.
fn glob(pattern: &str) -> Result<Regex, String> {
    let pieces: Vec<String> = pattern.split('*').map(regex::escape).collect();
    regex(&format!("(?s)^{}$", pieces.join(".*")))
}
