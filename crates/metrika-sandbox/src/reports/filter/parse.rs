//! The grammar of filters: text to tree, names not yet looked up.
use winnow::Parser;
use winnow::ascii::{Caseless, multispace0};
use winnow::combinator::{alt, opt};
use winnow::error::EmptyError;
use winnow::stream::{LocatingSlice, Location, Stream};
use winnow::token::{any, take_while};

type Input<'i> = LocatingSlice<&'i str>;

/// How deep parentheses may be nested. The service's limit is not known; this one keeps the stack small.
pub(super) const DEPTH: usize = 50;

/// An operator of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports) enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Contains,
    NotContains,
    Regex,
    NotRegex,
    Glob,
    NotGlob,
    In,
    NotIn,
}

impl Operator {
    /// All of them; those of two signs come first, so that `>=` is not read as `>`.
    const ALL: [(&str, Self); 14] = [
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        (">=", Self::GreaterOrEqual),
        ("<=", Self::LessOrEqual),
        ("=@", Self::Contains),
        ("!@", Self::NotContains),
        ("=~", Self::Regex),
        ("!~", Self::NotRegex),
        ("=*", Self::Glob),
        ("!*", Self::NotGlob),
        ("=.", Self::In),
        ("!.", Self::NotIn),
        (">", Self::Greater),
        ("<", Self::Less),
    ];

    pub(super) fn sign(self) -> &'static str {
        Self::ALL.into_iter().find(|&(_, operator)| operator == self).map_or("", |(sign, _)| sign)
    }
}

/// How many things of a visit must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    Exists,
    All,
    None,
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Text(String),
    /// `null` without quotes: no value.
    Null,
}

/// A condition as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    /// Bytes before it.
    pub at: usize,
    /// In how many parentheses it stands.
    pub depth: usize,
    pub name: String,
    /// What stands in brackets behind the name.
    pub narrow: Option<String>,
    pub operator: Operator,
    pub values: Vec<Literal>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Set(Quantifier, Box<Node>),
    Condition(Raw),
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub message: String,
}

impl Fault {
    /// What is wrong with this text, and at which character.
    pub(super) fn told_of(&self, text: &str) -> String {
        let position = text.get(..self.at).unwrap_or(text).chars().count() + 1;
        format!("Wrong filter at position {position}: {}", self.message)
    }
}

fn fault<T>(input: &Input<'_>, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { at: input.current_token_start(), message: message.into() })
}

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut input = LocatingSlice::new(text);
    let node = either(&mut input, 0, 0)?;
    space(&mut input);
    if input.is_empty() { Ok(node) } else { fault(&input, "AND, OR or the end of the filter was expected") }
}

fn space(input: &mut Input<'_>) {
    let _: Result<&str, EmptyError> = multispace0.parse_next(input);
}

/// Takes a fixed text, after blanks.
fn take(input: &mut Input<'_>, text: &'static str) -> bool {
    space(input);
    let found: Result<Option<&str>, EmptyError> = opt(text).parse_next(input);
    matches!(found, Ok(Some(_)))
}

/// Takes a word in any case, after blanks, if it ends there.
fn keyword(input: &mut Input<'_>, word: &'static str) -> bool {
    space(input);
    let start = input.checkpoint();
    let found: Result<Option<&str>, EmptyError> = opt(Caseless(word)).parse_next(input);
    let ends = !input.starts_with(|char: char| char.is_alphanumeric() || char == '_' || char == ':');
    if matches!(found, Ok(Some(_))) && ends {
        return true;
    }
    input.reset(&start);
    false
}

/// `nesting` bounds the recursion; `depth` counts the parentheses that the query shows.
fn either(input: &mut Input<'_>, nesting: usize, depth: usize) -> Result<Node, Fault> {
    let mut nodes = vec![both(input, nesting, depth)?];
    while keyword(input, "OR") {
        nodes.push(both(input, nesting, depth)?);
    }
    Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::Or(nodes) })
}

fn both(input: &mut Input<'_>, nesting: usize, depth: usize) -> Result<Node, Fault> {
    let mut nodes = vec![single(input, nesting, depth)?];
    while keyword(input, "AND") {
        nodes.push(single(input, nesting, depth)?);
    }
    Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::And(nodes) })
}

fn single(input: &mut Input<'_>, nesting: usize, depth: usize) -> Result<Node, Fault> {
    if nesting > DEPTH {
        return fault(input, format!("Conditions are nested more than {DEPTH} deep"));
    }
    if keyword(input, "NOT") {
        return Ok(Node::Not(Box::new(single(input, nesting + 1, depth + 1)?)));
    }
    for (word, quantifier) in [("EXISTS", Quantifier::Exists), ("ALL", Quantifier::All), ("NONE", Quantifier::None)] {
        if keyword(input, word) {
            if !take(input, "(") {
                return fault(input, format!("{word} needs a parenthesis"));
            }
            return Ok(Node::Set(quantifier, Box::new(closed(input, nesting, depth)?)));
        }
    }
    if take(input, "(") {
        return closed(input, nesting, depth);
    }
    condition(input, depth).map(Node::Condition)
}

/// The inside of a parenthesis and its end.
fn closed(input: &mut Input<'_>, nesting: usize, depth: usize) -> Result<Node, Fault> {
    let node = either(input, nesting + 1, depth + 1)?;
    if take(input, ")") { Ok(node) } else { fault(input, "A closing parenthesis was expected") }
}

fn condition(input: &mut Input<'_>, depth: usize) -> Result<Raw, Fault> {
    space(input);
    let at = input.current_token_start();
    let name = name(input)?;
    let narrow = if input.starts_with('[') { Some(brackets(input)?) } else { None };
    let operator = operator(input)?;
    let values = match operator {
        Operator::In | Operator::NotIn => list(input)?,
        _ => vec![literal(input)?],
    };
    Ok(Raw { at, depth, name, narrow, operator, values })
}

/// The name of a dimension or metric. `<` belongs to it only if a parameter follows.
fn name(input: &mut Input<'_>) -> Result<String, Fault> {
    const PLACEHOLDERS: [&str; 5] = ["<attribution>", "<goal_id>", "<group>", "<currency>", "<experiment_ab>"];
    let mut name = String::new();
    loop {
        let word: Result<&str, EmptyError> =
            take_while(0.., |char: char| char.is_ascii_alphanumeric() || matches!(char, ':' | '_')).parse_next(input);
        name.push_str(word.unwrap_or_default());
        let Some(mut placeholder) = PLACEHOLDERS.into_iter().find(|placeholder| input.starts_with(placeholder)) else {
            break;
        };
        name.push_str(placeholder);
        let _: Result<&str, EmptyError> = placeholder.parse_next(input);
    }
    if name.is_empty() { fault(input, "The name of a dimension or metric was expected") } else { Ok(name) }
}

/// What stands between brackets, whatever quotes and brackets are in there.
fn brackets(input: &mut Input<'_>) -> Result<String, Fault> {
    let text: &str = input;
    let Some(end) = closing(text) else { return fault(input, "A closing bracket was expected") };
    let inner = text.get(1..end).unwrap_or_default().to_owned();
    let _ = input.next_slice(end + 1);
    Ok(inner)
}

/// Place of the bracket that closes the one at the beginning.
pub(super) fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '\'' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

fn operator(input: &mut Input<'_>) -> Result<Operator, Fault> {
    if keyword(input, "NOT") {
        return if keyword(input, "IN") { Ok(Operator::NotIn) } else { fault(input, "IN was expected after NOT") };
    }
    if keyword(input, "IN") {
        return Ok(Operator::In);
    }
    let sign: Result<Option<&str>, EmptyError> = opt(alt(Operator::ALL.map(|(sign, _)| sign))).parse_next(input);
    let found = Operator::ALL.into_iter().find(|&(sign_of, _)| sign == Ok(Some(sign_of)));
    match found {
        Some((_, operator)) => Ok(operator),
        None => fault(input, "An operator was expected: == != > < >= <= =@ !@ =~ !~ =* !* =. !."),
    }
}

fn list(input: &mut Input<'_>) -> Result<Vec<Literal>, Fault> {
    if !take(input, "(") {
        return fault(input, "A list of values in parentheses was expected");
    }
    let mut values = vec![literal(input)?];
    while take(input, ",") {
        values.push(literal(input)?);
    }
    if take(input, ")") { Ok(values) } else { fault(input, "A comma or the end of the list was expected") }
}

fn literal(input: &mut Input<'_>) -> Result<Literal, Fault> {
    space(input);
    if take(input, "'") {
        return quoted(input).map(Literal::Text);
    }
    if keyword(input, "null") {
        return Ok(Literal::Null);
    }
    let number: Result<&str, EmptyError> =
        take_while(0.., |char: char| char.is_ascii_digit() || matches!(char, '-' | '.')).parse_next(input);
    match number {
        Ok(number) if number.parse::<f64>().is_ok() => Ok(Literal::Text(number.to_owned())),
        _ => fault(input, "A value in single quotes, a number or null was expected"),
    }
}

/// The rest of a value after its first quote. Only `\'` and `\\` are escapes: anything else is taken for a mistake, since
/// a regular expression that lost its backslashes matches something else.
fn quoted(input: &mut Input<'_>) -> Result<String, Fault> {
    let mut text = String::new();
    loop {
        let plain: Result<&str, EmptyError> = take_while(0.., |char| char != '\'' && char != '\\').parse_next(input);
        text.push_str(plain.unwrap_or_default());
        let sign: Result<char, EmptyError> = any.parse_next(input);
        match sign {
            Ok('\'') => return Ok(text),
            Ok(_) => {
                let escaped: Result<char, EmptyError> = any.parse_next(input);
                match escaped {
                    Ok(char @ ('\'' | '\\')) => text.push(char),
                    _ => return fault(input, "In a value, a backslash is written \\\\ and a quote \\'"),
                }
            }
            Err(_) => return fault(input, "The closing quote is missing"),
        }
    }
}
