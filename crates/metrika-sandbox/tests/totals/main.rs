//! Sums over exported logs are the totals of reports: whoever computes from the one what the other says, finds the same.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../exported/mod.rs"]
mod exported;

mod goals;
mod hits;
mod midnight;
mod purchases;
mod report;
mod seen;
mod sums;
mod visits;
mod zones;
