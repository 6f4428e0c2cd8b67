//! Rules that are checked before anything is sent.

use crate::error::{Error, Result};

/// Characters that names and notes have at most.
pub(crate) const NAME: usize = 255;
/// Characters that an expression in the grammar of filters has at most.
pub(crate) const EXPRESSION: usize = 65_535;

/// A text that may be absent, but not longer than this.
pub(crate) fn at_most(field: &str, text: Option<&str>, most: usize) -> Result<()> {
    match text.map(|text| text.chars().count()) {
        Some(length) if length > most => {
            Err(Error::invalid(field, format_args!("it has {length} characters, {most} are allowed")))
        }
        _ => Ok(()),
    }
}

/// A text that must be there.
pub(crate) fn given(field: &str, text: Option<&str>) -> Result<()> {
    match text {
        None => Err(Error::invalid(field, "it is needed")),
        Some(text) if text.trim().is_empty() => Err(Error::invalid(field, "it is empty")),
        Some(_) => Ok(()),
    }
}
