//! Raw logs: which fields there are, and rows of them.

pub mod fields;
pub mod tsv;
