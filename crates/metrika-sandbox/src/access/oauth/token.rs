//! Codes and refresh tokens become tokens, and tokens are given back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::form::{Client, Form, app};
use super::{Failure, Outcome, Request, device};
use crate::access::{AccessSettings, Consent, Grant, Revocation};
use crate::state::State;
use crate::world::World;

/// `POST /token`
pub(super) fn exchange(world: &World, request: &Request<'_>) -> Outcome {
    let form = request.form();
    let mut state = world.state();
    let settings = &world.settings.access;
    let now = world.clock.now();
    let grant = form.need("grant_type")?;
    let client = form.client(&state.tokens, request.authorization())?;
    match grant {
        "authorization_code" => by_code(&mut state, settings, &form, &client, now),
        "refresh_token" => refresh(&mut state, settings, &form, &client, now),
        // Yandex ID's own name; clients send it with `code`. No client was found that uses RFC 8628's with success.
        "device_code" => {
            client.need_secret()?;
            let consent = device::poll(&mut state, settings, form.need("code")?, &client.id, now)?;
            Ok(issue(&mut state, settings, consent, false, now))
        }
        _ => Err(Failure::new("unsupported_grant_type", "Unknown grant_type")),
    }
}

/// A code of the authorization page. It is used up even if the rest of the request is wrong.
fn by_code(state: &mut State, settings: &AccessSettings, form: &Form, client: &Client, now: Timestamp) -> Outcome {
    let code = form.need("code")?;
    if code.len() != 7 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Failure::new("bad_verification_code", "Invalid code"));
    }
    let verifier = form.get("code_verifier")?;
    let kept = state.tokens.codes.remove(code).ok_or_else(expired)?;
    if kept.expires_at <= now.as_second() {
        return Err(expired());
    }
    if kept.consent.client_id != client.id {
        return Err(Failure::grant("the code was issued for another app"));
    }
    match (&kept.challenge, verifier) {
        (Some((challenge, hashed)), Some(verifier)) => {
            if !verifies(challenge, *hashed, verifier) {
                return Err(Failure::grant("code_verifier does not match code_challenge"));
            }
        }
        (Some(_), None) => return Err(Failure::grant("code_verifier is missing")),
        // Without PKCE an app has to prove itself.
        (None, _) => client.need_secret()?,
    }
    let now_allowed = &app(&state.tokens, &client.id)?.scopes;
    if !kept.consent.scopes.iter().all(|scope| now_allowed.contains(scope)) {
        return Err(Failure::new("invalid_scope", "the rights of the app were changed after the code was issued"));
    }
    Ok(issue(state, settings, kept.consent, !client.with_secret, now))
}

/// RFC 7636, 4.6.
fn verifies(challenge: &str, hashed: bool, verifier: &str) -> bool {
    if hashed { URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge } else { verifier == challenge }
}

/// A new token for an old one's refresh token. <https://yandex.com/dev/id/doc/en/tokens/refresh-client>
///
/// The old token stays good until it expires; its refresh token gives way to the new one.
fn refresh(state: &mut State, settings: &AccessSettings, form: &Form, client: &Client, now: Timestamp) -> Outcome {
    let sent = form.need("refresh_token")?;
    let found = state.tokens.issued.iter_mut().find(|(_, token)| token.refresh_token.as_deref() == Some(sent));
    let (value, token) = found.ok_or_else(expired_refresh)?;
    if token.revoked.is_some() || token.expires_at <= now.as_second() {
        return Err(expired_refresh());
    }
    if token.client_id != client.id {
        return Err(Failure::grant("the refresh token was issued for another app"));
    }
    if !token.without_secret {
        client.need_secret()?;
    }
    let omits = settings.refresh_omits_refresh_token;
    if settings.refresh_keeps_token {
        let expires_in = token.expires_at - now.as_second();
        return Ok(answer(value, expires_in, (!omits).then_some(sent), None));
    }
    let consent = Consent {
        client_id: token.client_id.clone(),
        login: token.login.clone(),
        scopes: token.scopes.clone(),
        reduced: false,
        device_id: token.device_id.clone(),
    };
    let without_secret = token.without_secret;
    let old = token.refresh_token.take();
    let grant = Grant {
        consent,
        lifetime: u64::from(settings.token_lifetime),
        refresh_token: old.filter(|_| omits),
        without_secret,
    };
    let value = grant.issue(state, now);
    let new = state.tokens.issued.get(&value).and_then(|token| token.refresh_token.as_deref());
    Ok(answer(&value, i64::from(settings.token_lifetime), new.filter(|_| !omits), None))
}

fn issue(
    state: &mut State,
    settings: &AccessSettings,
    consent: Consent,
    without_secret: bool,
    now: Timestamp,
) -> Value {
    let scope = consent.reduced.then(|| consent.scopes.join(" "));
    let lifetime = u64::from(settings.token_lifetime);
    let value = Grant { consent, lifetime, refresh_token: None, without_secret }.issue(state, now);
    let refresh_token = state.tokens.issued.get(&value).and_then(|token| token.refresh_token.as_deref());
    answer(&value, i64::from(settings.token_lifetime), refresh_token, scope)
}

/// `token_type` is always `bearer`, although the header says `OAuth`. `scope` is told only where less was granted than
/// asked for.
fn answer(token: &str, expires_in: i64, refresh_token: Option<&str>, scope: Option<String>) -> Value {
    let mut body = json!({ "access_token": token, "expires_in": expires_in, "token_type": "bearer" });
    if let Some(refresh_token) = refresh_token {
        body["refresh_token"] = json!(refresh_token);
    }
    if let Some(scope) = scope {
        body["scope"] = json!(scope);
    }
    body
}

/// `POST /revoke_token`: only tokens that were issued for a device are given back so.
///
/// <https://yandex.com/dev/id/doc/en/tokens/token-invalidate>; that the answer is `{"status": "ok"}`, and the refusal
/// `unsupported_token_type`, is what clients of it read.
pub(super) fn revoke(world: &World, request: &Request<'_>) -> Outcome {
    let form = request.form();
    let mut state = world.state();
    let value = form.need("access_token")?;
    let client = form.client(&state.tokens, request.authorization())?;
    client.need_secret()?;
    let token = state.tokens.issued.get_mut(value).ok_or_else(|| Failure::grant("the token does not exist"))?;
    if token.client_id != client.id {
        return Err(Failure::grant("the token was issued for another app"));
    }
    if token.device_id.is_none() {
        return Err(Failure::new("unsupported_token_type", "the token was not issued for a device"));
    }
    token.revoked = Some(Revocation::Revoked);
    Ok(json!({ "status": "ok" }))
}

/// The words are recorded: <https://github.com/nextauthjs/next-auth/issues/11611>
pub(super) fn expired() -> Failure {
    Failure::grant("Code has expired")
}

fn expired_refresh() -> Failure {
    Failure::grant("expired_token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hashed_challenge_is_the_one_of_the_rfc() {
        // RFC 7636, appendix B.
        let (challenge, verifier) =
            ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert!(verifies(challenge, true, verifier));
        assert!(!verifies(challenge, false, verifier));
        assert!(verifies(verifier, false, verifier));
    }
}
