//! Data import: what must not be told as done if it is not, nor lost, nor sent twice.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod bodies;
mod confirming;
mod finding_again;
mod leaving_out;
mod numbers;
mod outcomes;
mod rows;
mod service;
mod waiting;
