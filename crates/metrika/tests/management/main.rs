//! The management API through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod access_filters;
mod accounts;
mod answers;
mod chart_annotations;
mod clients;
mod cloud_exports;
mod counters;
mod delegates;
mod doubt;
mod filters;
mod goal_rules;
mod goals;
mod grants;
mod held;
mod labels;
mod measurement_tokens;
mod operations;
mod pages;
mod segments;
