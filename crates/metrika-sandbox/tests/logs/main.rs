//! The Logs API: from the evaluation of a log to the cleaning of its parts.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../exported/mod.rs"]
mod exported;

mod ends;
mod lifecycle;
mod limits;
mod parts;
mod period;
mod restart;
mod storage;
mod transfer;
mod types;
mod values;
