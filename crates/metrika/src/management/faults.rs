//! All that is wrong with something, not only the first of it.

use std::fmt::Display;

use crate::error::{Error, Result};

/// What was found, in the order in which it was looked for.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Error>);

impl Faults {
    pub fn add(&mut self, field: &str, rule: impl Display) {
        self.0.push(Error::invalid(field, rule));
    }

    pub fn note(&mut self, check: Result<()>) {
        self.0.extend(check.err());
    }

    /// The first fault.
    pub fn refuse(self) -> Result<()> {
        self.0.into_iter().next().map_or(Ok(()), Err)
    }

    /// The first fault that was not there before. What the service itself holds is not refused when it is put back, whatever
    /// the reference says about it: otherwise it could not even be renamed.
    pub fn refuse_beyond(self, before: &Self) -> Result<()> {
        let told: Vec<String> = before.0.iter().map(Error::to_string).collect();
        self.0.into_iter().find(|fault| !told.contains(&fault.to_string())).map_or(Ok(()), Err)
    }
}

/// What the service holds, changed. What it breaks already may stay; what the change breaks is refused.
pub(super) fn changed<T, E: From<Error>>(
    mut held: T,
    check: impl Fn(&T) -> Faults,
    change: impl FnOnce(&mut T) -> Result<(), E>,
) -> Result<T, E> {
    let before = check(&held);
    change(&mut held)?;
    check(&held).refuse_beyond(&before)?;
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(fields: &[&str]) -> Faults {
        let mut faults = Faults::default();
        fields.iter().for_each(|field| faults.add(field, "it is wrong"));
        faults
    }

    #[test]
    fn only_what_is_new_is_refused_of_what_was_there_before() {
        assert!(faults(&[]).refuse().is_ok());
        assert!(faults(&["a", "b"]).refuse().unwrap_err().to_string().contains("a: it is wrong"));
        let before = faults(&["a", "c"]);
        assert!(faults(&["c", "a"]).refuse_beyond(&before).is_ok());
        assert!(faults(&["a", "b"]).refuse_beyond(&before).unwrap_err().to_string().contains("b: it is wrong"));
    }
}
