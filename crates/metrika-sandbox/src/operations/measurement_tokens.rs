//! Tokens of the Measurement Protocol.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Table, state};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::{Numbers, State};
use crate::world::World;

pub(super) const TABLE: Table =
    &[state("generate_measurement_token", generate), state("delete_measurement_token", delete)];

/// Active tokens that a counter may have.
const MOST: usize = 5;

fn generate(state: &mut State, call: &mut Call, world: &World) -> Outcome {
    let id = call.id("counterId");
    if state.counter(id)?.measurement_tokens.len() >= MOST {
        let message = format!("the limit of active tokens for the following counters has been reached: [{id}]");
        return Err(Refusal::invalid("", message));
    }
    let token = token(&mut state.numbers, world.settings.data.seed, id);
    state.counter(id)?.measurement_tokens.push(token.clone());
    Ok(Answer::json(json!({ "response": token })))
}

/// A token that was not there before, though the same one in every run.
pub(crate) fn token(numbers: &mut Numbers, seed: u64, counter: i64) -> String {
    let number = numbers.next("measurement_token", 1);
    let hash = Sha256::digest(format!("measurement token {seed} {counter} {number}"));
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn delete(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let token = call.text("token").unwrap_or_default();
    let tokens = &mut state.counter(call.id("counterId"))?.measurement_tokens;
    let before = tokens.len();
    tokens.retain(|known| known != token);
    // The message does not repeat the token, which is a secret.
    if tokens.len() == before {
        Err(Refusal::not_found("the counter has no such token"))
    } else {
        Ok(Answer::success())
    }
}
