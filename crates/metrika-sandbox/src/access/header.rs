//! The header `Authorization`, and what its token is good for.

use jiff::Timestamp;

use super::{AccessSettings, App, AppStatus, Caller, OWNER, Revocation, Token, TokenPolicy};
use crate::refusal::Refusal;
use crate::spec::Operation;
use crate::state::State;

/// Who this is, by the header `Authorization`, and whether the token's scopes reach the operation.
pub fn authenticate(
    state: &State,
    settings: &AccessSettings,
    authorization: Option<&str>,
    ulogin: Option<&str>,
    operation: &Operation,
    now: Timestamp,
) -> Result<Caller, Refusal> {
    let value = token_value(authorization)?;
    let own_login = match state.tokens.issued.get(value) {
        Some(token) => {
            check(token, state.tokens.apps.get(&token.client_id), operation, now)?;
            token.login.clone()
        }
        None if settings.tokens == TokenPolicy::Any => OWNER.to_owned(),
        None => return Err(invalid_token("the token is not one that was issued")),
    };
    let login = match ulogin {
        Some(login) if login != own_login => {
            let delegated = state.users.get(login).is_some_and(|user| user.delegates.contains_key(&own_login));
            if !delegated {
                let message = format!("Access is denied: {login} has not delegated access to {own_login}");
                return Err(Refusal::denied(message));
            }
            login.to_owned()
        }
        _ => own_login.clone(),
    };
    Ok(Caller { login, own_login })
}

/// The token out of the header.
///
/// The scheme is taken as it is documented, `OAuth`; whether the service minds its case is not known.
fn token_value(authorization: Option<&str>) -> Result<&str, Refusal> {
    let Some(text) = authorization else {
        return Err(unauthorized("the header Authorization is missing; it has to be: Authorization: OAuth <token>"));
    };
    match text.split_once(' ') {
        Some(("OAuth", token)) if well_formed(token) => Ok(token),
        Some(("OAuth", _)) | None => {
            Err(unauthorized("the header Authorization is malformed; it has to be: Authorization: OAuth <token>"))
        }
        Some((scheme, _)) => {
            let known = ["Bearer", "Basic", "Token", "Digest", "oauth", "OAUTH", "bearer", "basic"].contains(&scheme);
            // Anything else may be a secret itself.
            let scheme = if known { scheme } else { "another scheme" };
            let message = format!("{scheme} is not taken; the header has to be: Authorization: OAuth <token>");
            Err(unauthorized(message))
        }
    }
}

/// The letters that RFC 6750 gives to tokens; Yandex ID's are among them.
fn well_formed(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=:".contains(&byte))
}

fn check(token: &Token, app: Option<&App>, operation: &Operation, now: Timestamp) -> Result<(), Refusal> {
    match token.revoked {
        Some(Revocation::PasswordChanged) => {
            return Err(invalid_token("the token was revoked: the password of its account was changed"));
        }
        Some(Revocation::Revoked) => return Err(invalid_token("the token was revoked")),
        None => {}
    }
    if token.expires_at <= now.as_second() {
        return Err(invalid_token("the token has expired"));
    }
    let client_id = &token.client_id;
    let wrong_app = |reason: &str| {
        Err(invalid_token(format!("the token was issued for the app {client_id}, which {reason}: wrong client_id")))
    };
    match app {
        None => return wrong_app("is not registered"),
        Some(app) if app.status != AppStatus::Active => return wrong_app("is blocked or waits for moderation"),
        // An app that asks for other rights than before loses its tokens:
        // https://yandex.com/dev/id/doc/en/tokens/token-invalidate
        Some(app) if !token.scopes.iter().all(|scope| app.scopes.contains(scope)) => {
            return wrong_app("is registered with other rights");
        }
        Some(_) => {}
    }
    if operation.scopes.iter().any(|wanted| reaches(&token.scopes, wanted)) {
        return Ok(());
    }
    Err(Refusal::denied(format!("the token lacks the scope {}", operation.scopes.join(" or "))))
}

/// Whether these scopes include this one. Writing includes the three kinds of uploads, and reading not.
fn reaches(scopes: &[String], wanted: &str) -> bool {
    let implied = ["metrika:expenses", "metrika:user_params", "metrika:offline_data"].contains(&wanted);
    scopes.iter().any(|scope| scope == wanted || (implied && scope == "metrika:write"))
}

fn unauthorized(message: impl Into<String>) -> Refusal {
    Refusal::new(401, "unauthorized", message)
}

fn invalid_token(message: impl Into<String>) -> Refusal {
    Refusal::new(403, "invalid_token", message)
}
