//! Data import through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod again;
mod calls;
mod chats;
mod contacts;
mod conversions;
mod expenses;
mod lost;
mod orders;
mod reconcile;
mod rejected;
mod removed_expenses;
mod simple_orders;
mod table;
mod visitor_parameters;
