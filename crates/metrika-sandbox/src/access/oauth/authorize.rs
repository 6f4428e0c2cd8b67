//! The authorization page: an app sends its user here, and gets them back with a code or a token.
//!
//! <https://yandex.com/dev/id/doc/en/codes/code-url>, <https://yandex.com/dev/id/doc/en/codes/screen-code>

use form_urlencoded::Serializer;
use jiff::Timestamp;
use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::form::{Form, app};
use super::{CODE_LIFETIME, Failure, Request, page};
use crate::access::app::VERIFICATION_PAGES;
use crate::access::token::fresh;
use crate::access::{AccessSettings, App, Code, Consent, ConsentPolicy, Grant, OWNER};
use crate::answer::Answer;
use crate::state::State;
use crate::world::World;

pub(super) fn answer(world: &World, request: &Request<'_>) -> Answer {
    let form = if request.method == "POST" { request.form() } else { Form::default() }.and(request.query);
    let mut state = world.state();
    match target(&state, &form) {
        Ok((client_id, redirect)) => {
            let by_fragment = matches!(form.get("response_type"), Ok(Some("token")));
            let outcome = allow(&mut state, &world.settings.access, &form, &client_id, world.clock.now());
            back(&redirect, by_fragment, outcome, form.get("state").ok().flatten())
        }
        // Nobody is sent to an address that is not known to be the app's.
        Err(failure) => page::refused(failure.error, &failure.description),
    }
}

/// The app, and where its user goes back to.
fn target(state: &State, form: &Form) -> Result<(String, String), Failure> {
    let client_id = form.get("client_id")?.ok_or_else(|| Failure::request("client_id is missing"))?;
    let app = state.tokens.apps.get(client_id).ok_or_else(|| Failure::new("invalid_client", "Client not found"))?;
    let redirect = match form.get("redirect_uri")? {
        Some(uri) if app.redirects_to(uri) => uri,
        Some(_) => return Err(Failure::request("redirect_uri is not one that the app was registered with")),
        None => default_redirect(app),
    };
    // The service's page for codes has a twin here.
    let redirect = if VERIFICATION_PAGES.contains(&redirect) { "/verification_code" } else { redirect };
    Ok((client_id.to_owned(), redirect.to_owned()))
}

fn default_redirect(app: &App) -> &str {
    let whole = app.redirect_uris.iter().find(|uri| !uri.ends_with('*'));
    whole.map_or(VERIFICATION_PAGES[0], String::as_str)
}

/// What the app gets, as parameters of the address that the user goes back to.
fn allow(
    state: &mut State,
    settings: &AccessSettings,
    form: &Form,
    client_id: &str,
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let kind = form.get("response_type")?.ok_or_else(|| Failure::request("response_type is missing"))?;
    if !["code", "token"].contains(&kind) {
        return Err(Failure::new("unsupported_response_type", "response_type is neither code nor token"));
    }
    // A blocked app is told so in the same words here:
    // https://yandex.com/dev/oauth/doc/dg/tasks/get-oauth-token.html
    let app = app(&state.tokens, client_id).map_err(|failure| Failure { error: "unauthorized_client", ..failure })?;
    let (scopes, reduced) = scopes(app, form, settings.declines_optional)?;
    let challenge = challenge(form)?;
    let device_id = form.device_id()?;
    if settings.consent == ConsentPolicy::Deny {
        return Err(Failure::new("access_denied", "the user denied access"));
    }
    let hint = form.get("login_hint")?.filter(|login| *login == OWNER || state.users.contains_key(*login));
    let login = hint.unwrap_or(&settings.login).to_owned();
    let consent = Consent { client_id: client_id.to_owned(), login, scopes, reduced, device_id };
    if kind == "code" {
        let code = code(state, now);
        state.tokens.codes.insert(
            code.clone(),
            Code { consent, expires_at: now.as_second().saturating_add(CODE_LIFETIME), challenge },
        );
        return Ok(vec![("code", code)]);
    }
    let lifetime = u64::from(settings.token_lifetime);
    let token = Grant { consent, lifetime, refresh_token: None, without_secret: true }.issue(state, now);
    // The order of a recorded address: access_token, token_type, expires_in.
    Ok(vec![("access_token", token), ("token_type", "bearer".to_owned()), ("expires_in", lifetime.to_string())])
}

/// The scopes that are granted, and whether more were asked for. An app that names none gets those that it has.
pub(super) fn scopes(app: &App, form: &Form, declines_optional: bool) -> Result<(Vec<String>, bool), Failure> {
    let required = form.words("scope")?;
    let optional = form.words("optional_scope")?;
    if required.is_none() && optional.is_none() {
        return Ok((app.scopes.clone(), false));
    }
    let (mut granted, optional) = (required.unwrap_or_default(), optional.unwrap_or_default());
    if let Some(foreign) = granted.iter().chain(&optional).find(|scope| !app.scopes.contains(scope)) {
        return Err(Failure::new("invalid_scope", format!("the app was not registered with the scope {foreign}")));
    }
    let reduced = declines_optional && optional.iter().any(|scope| !granted.contains(scope));
    if !declines_optional {
        granted.extend(optional);
    }
    granted.sort();
    granted.dedup();
    Ok((granted, reduced))
}

/// The challenge of PKCE (RFC 7636), and whether it is a hash. The method is `plain` if none is named.
fn challenge(form: &Form) -> Result<Option<(String, bool)>, Failure> {
    let hashed = match form.get("code_challenge_method")? {
        None | Some("plain") => false,
        Some("S256") => true,
        Some(_) => return Err(Failure::request("code_challenge_method is neither plain nor S256")),
    };
    match form.get("code_challenge")? {
        None => Ok(None),
        Some(challenge) if (43..=128).contains(&challenge.len()) => Ok(Some((challenge.to_owned(), hashed))),
        Some(_) => Err(Failure::request("code_challenge has to have 43 to 128 characters")),
    }
}

/// A code of seven digits, which is what the error `bad_verification_code` is about.
fn code(state: &mut State, now: Timestamp) -> String {
    loop {
        let [a, b, c, d, ..] = fresh(state, "code", now);
        let code = (u32::from_be_bytes([a, b, c, d]) % 9_000_000 + 1_000_000).to_string();
        if !state.tokens.codes.contains_key(&code) {
            return code;
        }
    }
}

/// Sends the user back: parameters after `?`, or after `#` if a token was asked for.
fn back(
    redirect: &str,
    by_fragment: bool,
    outcome: Result<Vec<(&'static str, String)>, Failure>,
    state: Option<&str>,
) -> Answer {
    let parameters = outcome.unwrap_or_else(|failure| {
        vec![("error", failure.error.to_owned()), ("error_description", failure.description)]
    });
    let mut written = Serializer::new(String::new());
    written.extend_pairs(parameters);
    if let Some(state) = state {
        written.append_pair("state", state);
    }
    let separator = match (by_fragment, redirect.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    // A header has no room for other letters.
    let redirect = utf8_percent_encode(redirect, CONTROLS);
    Answer::empty(302).header("location", format!("{redirect}{separator}{}", written.finish()))
}
