//! Steering a sandbox over HTTP, for those who do not hold it: faults, time, journal, tokens, state.
//!
//! JSON in and out; a field that is not known is refused, in the service's form of errors.

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::access::TokenSpec;
use crate::answer::{Answer, Outcome};
use crate::faults::Fault;
use crate::quota::{self, QuotaSettings};
use crate::refusal::{Problem, Refusal};
use crate::state;
use crate::world::World;

/// Where the commands are; no path of the service begins so.
pub(crate) const PREFIX: &str = "/_sandbox/";

/// A command: method, path behind the prefix, what it is for, how it is done.
struct Command {
    method: &'static str,
    path: &'static str,
    about: &'static str,
    run: fn(&World, &Bytes) -> Outcome,
}

const fn command(
    method: &'static str,
    path: &'static str,
    about: &'static str,
    run: fn(&World, &Bytes) -> Outcome,
) -> Command {
    Command { method, path, about, run }
}

const COMMANDS: &[Command] = &[
    command("GET", "", "what there is", list),
    command("GET", "journal", "the requests so far, oldest first", journal),
    command("DELETE", "journal", "forgets them", clear_journal),
    command("GET", "faults", "the faults that are armed, and how often each struck", faults),
    command("POST", "faults", "arms a fault: {\"on\", \"times\", \"action\"...}", add_fault),
    command("DELETE", "faults", "disarms all", clear_faults),
    command("GET", "clock", "the sandbox's time", clock),
    command("POST", "clock", "moves it on: {\"advance_seconds\"}", advance),
    command("GET", "settings", "the settings, with the quotas as they are now", settings),
    command(
        "POST",
        "quotas",
        "sets all quotas, those that are not named to none: {\"preset\": \"service\", \"parallel\": 1...}",
        quotas,
    ),
    command("POST", "tokens", "issues a token: {\"login\", \"client_id\", \"scopes\", \"lifetime_seconds\"}", issue),
    command("POST", "device/confirm", "the user of a device answers: {\"user_code\", \"allow\"}", confirm),
    command("POST", "password", "changes a password, which revokes tokens: {\"login\"}", password),
    command("GET", "state", "all that the sandbox remembers, tokens included", whole_state),
    command("PUT", "state", "replaces it", replace_state),
];

pub(crate) fn answer(world: &World, method: &str, path: &str, body: &Bytes) -> Answer {
    let wanted = path.strip_prefix(PREFIX).unwrap_or(path);
    let here: Vec<&Command> = COMMANDS.iter().filter(|command| command.path == wanted).collect();
    if here.is_empty() {
        return Refusal::not_found(format!("{path} is no command; GET {PREFIX} lists them")).into();
    }
    match here.iter().find(|command| command.method == method) {
        Some(command) => (command.run)(world, body).unwrap_or_else(Answer::from),
        None => {
            let methods: Vec<&str> = here.iter().map(|command| command.method).collect();
            let mut refusal =
                Refusal::of(405, vec![Problem::new("not_found", format!("{path} takes {}", methods.join(", ")))]);
            refusal.allow = methods;
            refusal.into()
        }
    }
}

fn list(_: &World, _: &Bytes) -> Outcome {
    let commands = COMMANDS.iter().map(|command| {
        json!({ "method": command.method, "path": format!("{PREFIX}{}", command.path), "about": command.about })
    });
    Ok(Answer::json(json!({ "commands": commands.collect::<Vec<_>>() })))
}

fn journal(world: &World, _: &Bytes) -> Outcome {
    let entries = world.journal.entries().into_iter().map(|entry| {
        let mut written = json(&entry)?;
        written["body"] = json!(String::from_utf8_lossy(&entry.body));
        Ok(written)
    });
    let entries: Vec<Value> = entries.collect::<Result<_, Refusal>>()?;
    Ok(Answer::json(json!({ "journal": entries })))
}

fn clear_journal(world: &World, _: &Bytes) -> Outcome {
    world.journal.clear();
    Ok(Answer::success())
}

fn faults(world: &World, _: &Bytes) -> Outcome {
    Ok(Answer::json(json!({ "faults": json(&world.faults.list())? })))
}

fn add_fault(world: &World, body: &Bytes) -> Outcome {
    let fault: Fault = read(body)?;
    fault.check().map_err(|error| Refusal::invalid(error.field, error.message))?;
    world.faults.add(fault);
    faults(world, body)
}

fn clear_faults(world: &World, _: &Bytes) -> Outcome {
    world.faults.clear();
    Ok(Answer::success())
}

fn clock(world: &World, _: &Bytes) -> Outcome {
    Ok(Answer::json(json!({ "now": world.clock.now().to_string() })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

fn advance(world: &World, body: &Bytes) -> Outcome {
    let Advance { advance_seconds } = read(body)?;
    let moved = world.clock.advance(Duration::from_secs(advance_seconds));
    moved.map_err(|error| Refusal::invalid("advance_seconds", error.to_string()))?;
    clock(world, body)
}

fn settings(world: &World, _: &Bytes) -> Outcome {
    let mut settings = world.settings.clone();
    settings.quotas = world.quotas.settings();
    Ok(Answer::json(json(&settings)?))
}

#[derive(Deserialize)]
struct Quotas(#[serde(deserialize_with = "quota::read")] QuotaSettings);

fn quotas(world: &World, body: &Bytes) -> Outcome {
    let Quotas(quotas) = read(body)?;
    quotas.check().map_err(|message| Refusal::invalid("status", message))?;
    let answer = Answer::json(json(&quotas)?);
    world.quotas.set(quotas);
    Ok(answer)
}

fn issue(world: &World, body: &Bytes) -> Outcome {
    let spec: TokenSpec = read(body)?;
    spec.check().map_err(|(field, message)| Refusal::invalid(field, message))?;
    let mut state = world.state();
    let token = spec.issue(&mut state, world.clock.now());
    world.store(&state)?;
    Ok(Answer::json(json!({ "access_token": token })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    user_code: String,
    #[serde(default = "yes")]
    allow: bool,
}

fn yes() -> bool {
    true
}

fn confirm(world: &World, body: &Bytes) -> Outcome {
    let Confirm { user_code, allow } = read(body)?;
    let mut state = world.state();
    if !state.tokens.answer_device(&user_code, &world.settings.access.login, allow, world.clock.now()) {
        return Err(Refusal::not_found("no device shows this code"));
    }
    world.store(&state)?;
    Ok(Answer::success())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    login: String,
}

fn password(world: &World, body: &Bytes) -> Outcome {
    let Password { login } = read(body)?;
    let mut state = world.state();
    let revoked = state.tokens.change_password(&login);
    world.store(&state)?;
    Ok(Answer::json(json!({ "revoked": revoked })))
}

fn whole_state(world: &World, _: &Bytes) -> Outcome {
    Ok(Answer::json(json(&*world.state())?))
}

fn replace_state(world: &World, body: &Bytes) -> Outcome {
    let written: Map<String, Value> = read(body)?;
    let new = state::read(written).map_err(|error| Refusal::invalid(&error.place, error.message))?;
    world.store(&new)?;
    *world.state() = new;
    Ok(Answer::success())
}

/// Reads an object; a list would do for one otherwise.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice::<Map<String, Value>>(body)
        .and_then(|object| serde_json::from_value(Value::Object(object)))
        .map_err(|error| Refusal::new(400, "invalid_json", error.to_string()))
}

fn json<T: serde::Serialize>(value: &T) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|error| Refusal::new(500, "backend_error", error.to_string()))
}
