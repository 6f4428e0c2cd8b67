//! What `openapi/upstream` holds, written as the pages of a reference and read again: all of it comes back, and whatever of a page is
//! changed is noticed.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../folder/mod.rs"]
mod folder;
mod mutation;
mod render;
mod round_trip;

use std::sync::LazyLock;

use xtask::drift::Upstream;
use xtask::layout;

/// `openapi/upstream` as it is.
static UPSTREAM: LazyLock<Upstream> = LazyLock::new(|| Upstream::read(&layout::root()).unwrap());
