//! The management API through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod access_filters;
mod accounts;
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
mod labels;
mod measurement_tokens;
mod operations;
mod segments;
