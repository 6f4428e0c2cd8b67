//! Data import: what the check finds before anything is sent, and that what is sent is what was given.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod bodies;
mod cells;
mod columns;
mod files;
mod goals;
mod kinds;
mod leaving_out;
mod pieces;
mod properties;
mod repeated;
mod times;
mod values;
