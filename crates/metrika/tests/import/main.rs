//! Data import through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod conversions;
