//! Where hits go, and what goes with them.

use std::process::Command;

use metrika::auth::TOKEN_VARIABLE;
use metrika::{BASE_URL_VARIABLE, Client, ErrorKind, MEASUREMENT_URL_VARIABLE};

use crate::desk::{Desk, SHOP, TOKEN};
use crate::wire::{Wire, answer, header};
use crate::{VISITOR, goal, hits, secret};

#[tokio::test]
async fn a_hit_is_a_form_and_bears_no_token_of_the_client() {
    let api = Wire::always(answer("200 OK", &[], "")).await;
    let wire = Wire::always(answer("200 OK", &[], "<!-- OK -->")).await;
    let client = api.builder().measurement_url(wire.url()).user_agent("my-app/2.0").build().unwrap();
    client.counter(SHOP).measurement("s/3cret").send(&goal()).await.unwrap();
    let requests = wire.requests();
    assert_eq!((requests.len(), api.requests().len()), (1, 0));
    let request = &requests[0];
    let form = format!("tid={SHOP}&cid={VISITOR}&ms=s%2F3cret&t=event&ea=order_sent");
    assert!(request.starts_with("POST /collect HTTP/1.1\r\n") && request.ends_with(&form), "{request}");
    assert_eq!(header(request, "authorization"), None);
    assert!(!request.contains(TOKEN), "{request}");
    assert_eq!(header(request, "content-type"), Some("application/x-www-form-urlencoded"));
    assert!(header(request, "user-agent").unwrap().starts_with("my-app/2.0 metrika-rust/"));
}

#[tokio::test]
async fn the_sandbox_sees_no_authorization_either() {
    let desk = Desk::new().await;
    crate::client(&desk).counter(SHOP).measurement(secret(&desk)).send(&goal()).await.unwrap();
    assert_eq!(hits(&desk).len(), 1);
    assert!(desk.last().headers.iter().all(|(name, _)| name != "authorization"), "{:?}", desk.last());
}

#[test]
fn an_address_that_is_none_is_told_when_the_client_is_made() {
    for (text, rule) in [
        ("mc.yandex.ru", "measurement_url: it needs a scheme and a host, such as https://mc.yandex.ru"),
        ("https://mc.yandex.ru/collect", "measurement_url: it must have no path"),
        ("http://mc.yandex.ru", "measurement_url: without TLS"),
        ("https://me:hunter2@mc.yandex.ru", "measurement_url: it must hold no `@`"),
    ] {
        let error = Client::builder().token(TOKEN).measurement_url(text).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let said = format!("{error} {error:?}");
        assert!(said.contains(rule) && !said.contains("hunter2"), "{said}");
    }
    let far = || Client::builder().token(TOKEN).measurement_url("http://sandbox:8123");
    assert!(far().build().is_err() && far().allow_plain_http().build().is_ok());
}

/// The environment belongs to the process: this test is a parent that starts itself again, with other variables.
#[tokio::test]
async fn the_address_is_read_from_the_environment() {
    const ROLE: &str = "METRIKA_TEST_ROLE";
    if let Some(secret) = std::env::var_os(ROLE) {
        match Client::from_env() {
            Ok(client) => {
                let sent = client.counter(SHOP).measurement(secret.to_str().unwrap()).send(&goal()).await;
                println!("outcome: {:?}", sent.map_err(|error| error.kind()));
            }
            Err(error) => println!("outcome: {error}"),
        }
        return;
    }
    let desk = Desk::new().await;
    let secret = secret(&desk);
    let run = async |url: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["address::the_address_is_read_from_the_environment", "--exact", "--nocapture"]).env(ROLE, &secret);
        child.env(TOKEN_VARIABLE, TOKEN).env_remove(BASE_URL_VARIABLE).env(MEASUREMENT_URL_VARIABLE, url);
        let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let outcome = text.lines().find_map(|line| line.split_once("outcome: ")).map(|(_, outcome)| outcome.to_owned());
        outcome.unwrap_or_else(|| panic!("{text} {}", String::from_utf8_lossy(&output.stderr)))
    };
    assert_eq!(run(&desk.sandbox.url()).await, "Ok(())");
    assert_eq!(hits(&desk).len(), 1);
    let astray = run("localhost").await;
    assert!(astray.contains("measurement_url"), "{astray}");
}
