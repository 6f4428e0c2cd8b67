//! Data import through the client, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;

mod again;
mod bodies;
mod calls;
mod chats;
mod confirming;
mod contacts;
mod conversions;
mod expenses;
mod finding_again;
mod leaving_out;
mod lost;
mod numbers;
mod orders;
mod outcomes;
mod reconcile;
mod rejected;
mod removed_expenses;
mod rows;
mod service;
mod simple_orders;
mod table;
mod visitor_parameters;
mod waiting;
