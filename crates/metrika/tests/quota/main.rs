//! The quotas that the client keeps, so that the service need not refuse.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod days;
mod obeyed;
mod places;
mod rates;

use metrika::models::Label;
use metrika::raw::management::types::{DelegateEnvelope, LabelEnvelope};
use metrika::{Client, Error, Quota};

use crate::desk::{Desk, SHOP};

fn quota(change: impl FnOnce(&mut Quota)) -> Quota {
    let mut quota = Quota::unlimited();
    change(&mut quota);
    quota
}

fn client(desk: &Desk, change: impl FnOnce(&mut Quota)) -> Client {
    desk.builder().quota(quota(change)).build().unwrap()
}

/// A read that is about no counter.
async fn read(client: &Client) -> Result<(), Error> {
    Ok(client.raw().management().list_labels().send().await.map(drop)?)
}

/// A write that is about no counter.
async fn write(client: &Client) -> Result<(), Error> {
    let label = Label { name: Some("New tag".into()), ..Label::default() };
    let body = LabelEnvelope { label, extra: Default::default() };
    Ok(client.raw().management().create_label().body(body).send().await.map(drop)?)
}

async fn report(client: &Client, counters: impl IntoIterator<Item = i64>) -> Result<(), Error> {
    let ids: Vec<i64> = counters.into_iter().collect();
    let stat = client.raw().stat();
    let call = stat.get_report().ids(ids).metrics(vec!["ym:s:visits".to_owned()]);
    Ok(call.send().await.map(drop)?)
}

/// A read of the Logs API.
async fn logs(client: &Client) -> Result<(), Error> {
    Ok(client.raw().logs().list_log_requests().counter_id(SHOP).send().await.map(drop)?)
}

async fn delegate(client: &Client, login: &str) -> Result<(), Error> {
    let delegate = metrika::models::Delegate { user_login: Some(login.into()), ..Default::default() };
    let body = DelegateEnvelope { delegate, extra: Default::default() };
    Ok(client.raw().management().create_delegate().body(body).send().await.map(drop)?)
}
