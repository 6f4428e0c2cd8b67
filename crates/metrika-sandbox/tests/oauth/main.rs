//! Yandex ID: each way to a token, and what it says to mistakes.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod codes;
mod devices;
mod refresh;
#[path = "../steered/mod.rs"]
mod steered;

use std::collections::HashMap;
use std::time::Duration;

use metrika_sandbox::access::{
    App, AppStatus, CLIENT_ID, CLIENT_SECRET, ConsentPolicy, DevicePolicy, READER_CLIENT_ID, READER_CLIENT_SECRET,
    SCOPES, TokenPolicy, TokenSpec,
};
use metrika_sandbox::{Sandbox, Settings};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, Url};
use serde_json::{Value, json};
use steered::list_labels;

/// Base64url of the SHA-256 of the verifier, as RFC 7636 has them in its appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const BACK: &str = "http://localhost:8899/back";
const SECRETS: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

/// A sandbox that lets in issued tokens alone.
async fn sandbox(change: impl FnOnce(&mut Settings)) -> Sandbox {
    steered::sandbox(|settings| {
        settings.access.tokens = TokenPolicy::Issued;
        change(settings);
    })
    .await
}

async fn post(sandbox: &Sandbox, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let answer = Client::new().post(sandbox.url() + path).body(encoded(form)).send().await.unwrap();
    steered::read(answer).await
}

fn encoded(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// Opens the authorization page as the user's browser does.
async fn open(sandbox: &Sandbox, query: &[(&str, &str)]) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    client.get(format!("{}/authorize?{}", sandbox.url(), encoded(query))).send().await.unwrap()
}

/// Where the user is sent back to, and with what.
async fn sent_back(sandbox: &Sandbox, query: &[(&str, &str)]) -> (Url, HashMap<String, String>) {
    let answer = open(sandbox, query).await;
    assert_eq!(answer.status(), 302);
    let url = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let parameters = url.fragment().or(url.query()).unwrap_or_default().to_owned();
    let parameters = form_urlencoded::parse(parameters.as_bytes()).into_owned().collect();
    (url, parameters)
}

async fn code(sandbox: &Sandbox, more: &[(&str, &str)]) -> String {
    let query = [&[("response_type", "code"), ("client_id", CLIENT_ID), ("redirect_uri", BACK)], more].concat();
    sent_back(sandbox, &query).await.1.remove("code").unwrap()
}

async fn exchange(sandbox: &Sandbox, code: &str, more: &[(&str, &str)]) -> (u16, Value) {
    post(sandbox, "/token", &[&[("grant_type", "authorization_code"), ("code", code)], more].concat()).await
}

fn error(answer: &(u16, Value)) -> (u16, &str) {
    assert!(answer.1["error_description"].is_string(), "{answer:?}");
    (answer.0, answer.1["error"].as_str().unwrap())
}

#[tokio::test]
async fn nothing_that_is_sent_breaks_it() {
    let sandbox = sandbox(|_| ()).await;
    let bodies: [&[u8]; 5] =
        [b"", b"\xff\xfe=%zz&&=&%", b"{\"grant_type\":1}", b"grant_type=refresh_token&refresh_token=%00", b"a"];
    for path in ["/authorize", "/token", "/device/code", "/device", "/revoke_token", "/verification_code"] {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            for body in bodies {
                for query in ["", "?", "?code=%ff&code=&client_id", "?redirect_uri=%0a%0d&state=\u{451}"] {
                    let url = format!("{}{path}{query}", sandbox.url());
                    let sent = Client::new().request(method.clone(), url).header("authorization", "Basic =").body(body);
                    let status = sent.send().await.unwrap().status().as_u16();
                    assert!([200, 400, 401, 405].contains(&status), "{method} {path}{query} {body:?}: {status}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_journal_has_the_requests_without_their_secrets() {
    let sandbox = sandbox(|_| ()).await;
    let code = code(&sandbox, &[]).await;
    let (_, token) = exchange(&sandbox, &code, &SECRETS).await;
    reqwest::get(format!("{}/verification_code?code={code}", sandbox.url())).await.unwrap();
    let journal = format!("{:?}", sandbox.journal());
    assert_eq!(
        sandbox.journal().iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(),
        ["/authorize", "/token", "/verification_code"]
    );
    for secret in [&code, CLIENT_SECRET, token["access_token"].as_str().unwrap()] {
        assert!(!journal.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn tokens_outlive_the_sandbox_in_its_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let start = async || {
        let builder = Sandbox::builder().with(|settings| settings.access.tokens = TokenPolicy::Issued);
        builder.state_file(folder.path().join("state.json")).start().await.unwrap()
    };
    let sandbox = start().await;
    let (_, token) = exchange(&sandbox, &code(&sandbox, &[]).await, &SECRETS).await;
    drop(sandbox);
    assert_eq!(list_labels(&start().await, token["access_token"].as_str().unwrap()).await.0, 200);
}
