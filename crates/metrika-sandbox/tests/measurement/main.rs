//! The Measurement Protocol: what is taken, what is refused, and what goes wrong when it is told to.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;
mod faults;
mod refused;
mod taken;
