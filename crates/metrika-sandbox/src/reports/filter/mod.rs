//! Filters: which visits, page views or rows a report is about.
//!
//! Text goes through [`parse`], then names are looked up and limits checked in [`check`]; [`evaluate`] asks the result about
//! a visit. Conditions on metrics are split off on the way: they pick rows, not visits.
mod check;
mod evaluate;
mod matcher;
mod parse;

pub(super) use self::check::{Having, Lookup, compile};
use self::evaluate::Expression;
pub(super) use self::parse::Operator;
use super::Counter;
use super::scope::View;

/// Whether a text has the grammar of filters, whatever its names are: the segments and access filters of a counter may use
/// names that the sandbox does not compute.
pub(crate) fn check_grammar(text: &str) -> Result<(), String> {
    parse::parse(text).map(drop).map_err(|fault| fault.told_of(text))
}

/// A filter on visits or page views.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    text: String,
    expression: Expression,
    /// Whether it asks for gender, age or the like.
    dimensions: Vec<&'static str>,
}

impl Filter {
    /// As it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The dimensions that it asks about, without prefix and parameters.
    pub(super) fn dimensions(&self) -> &[&'static str] {
        &self.dimensions
    }

    pub(super) fn matches(&self, view: &View<'_>, counters: &[Counter]) -> bool {
        self.expression.matches(view, counters)
    }
}

/// Splits a list at its commas, except those in quotes, brackets or parentheses.
pub(super) fn split_list(text: &str) -> Vec<&str> {
    let (mut items, mut start) = (Vec::new(), 0);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            // A quote outside of brackets is no quote: names have none.
            '\'' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                items.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(text.get(start..).unwrap_or_default());
    items.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect()
}

/// A name and what stands in brackets behind it.
pub(super) fn split_narrow(text: &str) -> Option<(&str, Option<&str>)> {
    let Some(at) = text.find('[') else { return Some((text, None)) };
    let (name, rest) = text.split_at(at);
    let end = parse::closing(rest)?;
    if end + 1 == rest.len() { Some((name, rest.get(1..end))) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_brackets_do_not_split() {
        let list = r"ym:s:visits, ym:s:sumParams[ym:s:paramsLevel1=.('a,\']','b')],ym:s:users,";
        let items = split_list(list);
        assert_eq!(items, ["ym:s:visits", r"ym:s:sumParams[ym:s:paramsLevel1=.('a,\']','b')]", "ym:s:users"]);
        assert_eq!(split_narrow(items[1]), Some(("ym:s:sumParams", Some(r"ym:s:paramsLevel1=.('a,\']','b')"))));
        assert_eq!(split_narrow("ym:s:visits"), Some(("ym:s:visits", None)));
        assert_eq!(split_narrow("ym:s:visits[x=='1'"), None);
        assert_eq!(split_narrow("ym:s:visits[x=='1']y"), None);
    }
}
