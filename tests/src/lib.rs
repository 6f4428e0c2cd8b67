//! What the tests share: a server that records requests, and the calls that `cargo xtask regen` makes of the specs.

pub mod difference;
pub mod wire;

#[rustfmt::skip]
#[allow(clippy::all, missing_docs)]
pub mod generated {
    pub mod logs;
    pub mod management;
    pub mod stat;
}
