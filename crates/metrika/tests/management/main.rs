//! The management API through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod access_filters;
mod chart_annotations;
mod counters;
mod filters;
mod goal_rules;
mod goals;
mod segments;
