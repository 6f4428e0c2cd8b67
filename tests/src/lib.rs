//! What the tests share: a server that records requests, and the calls that `cargo xtask regen` makes of the specs.

/// The README of the repository: its examples compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

pub mod difference;
pub mod wire;

#[rustfmt::skip]
#[allow(clippy::all, missing_docs)]
pub mod generated {
    pub mod logs;
    pub mod management;
    pub mod stat;
}
