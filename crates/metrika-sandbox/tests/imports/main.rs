//! Data import: files that are taken, in part or not at all, and what becomes of them with time.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod calls;
mod contacts;
mod conversions;
mod desk;
mod expenses;
mod files;
mod orders;
mod schema;
mod simple_orders;
mod visitor_parameters;
