//! Metrics of a part of what is counted.

use super::Filter;
use super::check::Beside;
use crate::error::{Error, Result};
use crate::reports::Metric;

const FIELD: &str = "metric";

impl Metric {
    /// The metric of what a filter lets through alone, beside other metrics of everything.
    ///
    /// ```
    /// # fn main() -> metrika::Result<()> {
    /// use metrika::reports::{Dimension, Metric};
    ///
    /// let money = Dimension::new("ym:s:paramsLevel1")?.eq("money");
    /// let sum = Metric::new("ym:s:sumParams")?.narrowed_by(&money)?;
    /// assert_eq!(sum.as_str(), "ym:s:sumParams[ym:s:paramsLevel1=='money']");
    /// // Rows are picked by it like by any other, if it is among the metrics.
    /// assert_eq!(sum.gt(100).to_string(), "ym:s:sumParams[ym:s:paramsLevel1=='money']>'100'");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The filter keeps to the limits of filters and has conditions on dimensions alone. It has no commas either, not even
    /// in values, since metrics are sent as one list between commas: join conditions by `or` instead of
    /// [`is_in`](crate::reports::Dimension::is_in).
    ///
    /// A metric is narrowed once: narrowing what is narrowed is refused.
    pub fn narrowed_by(&self, filter: &Filter) -> Result<Self> {
        if self.plain() != self.as_str() {
            return Err(Error::invalid(FIELD, format_args!("{self} is narrowed already")));
        }
        filter.check_as(FIELD, Beside::Nothing("what narrows a metric"))?;
        let text = filter.to_string();
        if text.contains(',') {
            let rule = "metrics are one list between commas, so what narrows one has none";
            return Err(Error::invalid(FIELD, format_args!("{text:?} holds a comma: {rule}")));
        }
        if !may_stand_in_brackets(&text) {
            return Err(Error::invalid(FIELD, format_args!("{text:?} does not end where its bracket does")));
        }
        Self::new(format!("{self}[{text}]"))
    }
}

/// Whether a text ends at the bracket that is put behind it.
pub(in crate::reports) fn may_stand_in_brackets(text: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for char in text.chars() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '\'' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0 && !quoted && !escaped && !text.trim().is_empty()
}
