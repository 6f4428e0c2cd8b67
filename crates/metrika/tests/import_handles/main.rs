//! The handles of data import, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod answers;
mod calls;
mod chats;
mod conversions;
mod crm;
mod crm_rules;
mod crm_uploadings;
mod doubt;
mod expenses;
mod pages;
mod refusals;
mod visitor_parameters;

/// The clock of the tests when they begin, in unix seconds.
const NOW: i64 = 1_772_355_600;

/// What `field: rule` says of what was not sent.
fn not_sent(error: metrika::Error) -> String {
    assert_eq!(error.kind(), metrika::ErrorKind::InvalidRequest, "{error}");
    error.to_string().strip_prefix("the request was not sent: ").unwrap().to_owned()
}
