//! Devices without a browser: the user types a code in elsewhere, and the app asks until they have.
//!
//! <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>

use jiff::Timestamp;
use serde_json::json;

use super::authorize::scopes;
use super::form::app;
use super::token::expired;
use super::{CODE_LIFETIME, Failure, Outcome, Request, page};
use crate::access::token::{fresh, hex};
use crate::access::{AccessSettings, Consent, Device, DevicePolicy};
use crate::answer::Answer;
use crate::state::State;
use crate::world::World;

/// Seconds between two questions.
const INTERVAL: u32 = 5;

/// `POST /device/code`
pub(super) fn begin(world: &World, request: &Request<'_>) -> Outcome {
    let form = request.form();
    let settings = &world.settings.access;
    let mut state = world.state();
    let now = world.clock.now();
    let client_id = form.need("client_id")?.to_owned();
    let (scopes, reduced) = scopes(app(&state.tokens, &client_id)?, &form, settings.declines_optional)?;
    let consent = Consent { client_id, login: settings.login.clone(), scopes, reduced, device_id: form.device_id()? };
    let user_code = hex(&fresh(&mut state, "user_code", now)[..4]);
    let device_code = hex(&fresh(&mut state, "device_code", now)[..16]);
    let answer = json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_url": format!("http://{}/device", request.host()),
        "interval": INTERVAL,
        "expires_in": CODE_LIFETIME,
    });
    let expires_at = now.as_second().saturating_add(CODE_LIFETIME);
    state.tokens.devices.insert(device_code, Device { user_code, consent, expires_at, polls: 0, allowed: None });
    Ok(answer)
}

/// What the user of this device allowed, if they have said so.
pub(super) fn poll(
    state: &mut State,
    settings: &AccessSettings,
    device_code: &str,
    client_id: &str,
    now: Timestamp,
) -> Result<Consent, Failure> {
    let device = state.tokens.devices.get_mut(device_code).ok_or_else(expired)?;
    if device.consent.client_id != client_id {
        return Err(Failure::grant("the code was issued for another app"));
    }
    if device.expires_at <= now.as_second() {
        return Err(expired());
    }
    let by_policy = match settings.devices {
        DevicePolicy::Manual => None,
        DevicePolicy::AfterPolls(polls) => (device.polls >= polls).then_some(true),
        DevicePolicy::Deny => Some(false),
    };
    match device.allowed.or(by_policy) {
        Some(true) => state.tokens.devices.remove(device_code).map(|device| device.consent).ok_or_else(expired),
        // RFC 8628, 3.5; Yandex ID's list is silent about it.
        Some(false) => Err(Failure::new("access_denied", "the user denied access")),
        None => {
            device.polls = device.polls.saturating_add(1);
            // As clients of it have recorded.
            Err(Failure::new("authorization_pending", "User has not yet authorized your application"))
        }
    }
}

/// `POST /device`: the user has typed the code in.
pub(super) fn confirm(world: &World, request: &Request<'_>) -> Answer {
    let form = request.form();
    let user_code = form.get("user_code").ok().flatten().unwrap_or_default();
    let now = world.clock.now();
    let known = world.state().tokens.answer_device(user_code, &world.settings.access.login, true, now);
    page::device(Some(known))
}
