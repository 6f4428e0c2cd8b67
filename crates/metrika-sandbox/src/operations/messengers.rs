//! Messengers and social networks that goals can watch. The lists are the sandbox's own: what the service's
//! entries look like is not documented, beyond that they have names.

use serde_json::{Value, json};

use super::{Table, fixed};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::state::State;
use crate::world::World;

pub(super) const TABLE: Table = &[fixed("list_messengers", messengers), fixed("list_social_networks", social_networks)];

pub(super) const MESSENGERS: &[&str] = &["facebook", "skype", "telegram", "viber", "vkontakte", "whatsapp"];

pub(super) const SOCIAL_NETWORKS: &[&str] =
    &["facebook", "instagram", "odnoklassniki", "pinterest", "telegram", "tiktok", "twitter", "vkontakte", "youtube"];

fn messengers(_: &mut State, _: &mut Call, _: &World) -> Outcome {
    Ok(Answer::json(json!({ "messengers": named(MESSENGERS) })))
}

fn social_networks(_: &mut State, _: &mut Call, _: &World) -> Outcome {
    Ok(Answer::json(json!({ "social_networks": named(SOCIAL_NETWORKS) })))
}

fn named(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({ "name": name })).collect()
}
