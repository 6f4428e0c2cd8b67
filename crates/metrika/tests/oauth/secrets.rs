//! No secret is shown, whatever is printed.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, Mutex};

use metrika::auth::TokenSource;
use metrika::auth::oauth::{RefreshingToken, TokenFile};
use tracing_subscriber::fmt::MakeWriter;

use super::*;

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[derive(Default)]
struct Shown(String);

impl Shown {
    fn value(&mut self, value: &dyn Debug) {
        write!(self.0, "{value:?} {value:#?}").unwrap();
    }

    fn error(&mut self, error: &metrika::Error) {
        self.value(error);
        write!(self.0, "{error} {} {:?}", error.hint(), error.errors()).unwrap();
        let mut source = error.source();
        while let Some(cause) = source {
            write!(self.0, "{cause} {cause:?}").unwrap();
            source = cause.source();
        }
    }
}

#[tokio::test]
async fn a_whole_life_of_tokens_shows_none_of_its_secrets() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut shown = Shown::default();
    let mut secrets = vec![CLIENT_SECRET.to_owned()];
    let mut keep = |tokens: &TokenSet| {
        secrets.push(tokens.access_token().expose().to_owned());
        secrets.extend(tokens.refresh_token().map(str::to_owned));
    };

    let desk = desk().await;
    let building = builder(&desk).secret(CLIENT_SECRET);
    shown.value(&building);
    let app = building.build().unwrap();
    shown.value(&app);

    let request = app.authorize().redirect_uri(BACK);
    shown.value(&request);
    let authorization = request.build().unwrap();
    shown.value(&authorization);
    let returned = visit(authorization.url()).await;
    let tokens = app.exchange_redirect(&returned, &authorization).await.unwrap();
    keep(&tokens);
    shown.value(&tokens);
    shown.error(&app.exchange_redirect(&returned, &authorization).await.unwrap_err());
    shown.error(&app.exchange_redirect("/back?code=7654321", &authorization).await.unwrap_err());

    let mut device = app.device().start().await.unwrap();
    shown.value(&device);
    desk.sandbox.confirm_device(device.user_code());
    keep(&device.poll().await.unwrap().unwrap());
    shown.error(&device.poll().await.unwrap_err());

    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token.json"));
    file.save(&tokens).unwrap();
    let token = RefreshingToken::from_store(app.clone(), file).await.unwrap();
    let client = metrika::Client::builder().token_source(token.clone());
    let client = client.base_url(desk.sandbox.url()).clock(desk.clock.clone()).build().unwrap();
    pass(&desk, 90 * DAY);
    client.counters().list().all().await.unwrap();
    keep(&token.tokens().await);
    shown.error(&app.refresh(&tokens).await.unwrap_err());
    shown.error(&app.revoke(token.tokens().await.access_token()).await.unwrap_err());
    // Long enough after the refresh for another one.
    pass(&desk, Duration::from_secs(60));
    desk.sandbox.change_password("sandbox-owner");
    shown.error(&client.counters().list().all().await.unwrap_err());
    let current = token.token().await.unwrap();
    shown.error(&token.renew(&current).await.unwrap_err());
    shown.value(&token);
    shown.value(&client);

    let kept: serde_json::Value = serde_json::to_value(&authorization).unwrap();
    secrets.extend(["state", "verifier"].map(|name| kept[name].as_str().unwrap().to_owned()));
    let code = reqwest::Url::parse(&returned).unwrap().query_pairs().next().unwrap().1.into_owned();
    secrets.push(code);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("the token was refreshed"), "{logged}");
    assert_eq!(secrets.len(), 10);
    for secret in secrets {
        assert!(!shown.0.contains(&secret), "{secret} in {}", shown.0);
        assert!(!own(&logged).contains(&secret), "{secret} in {logged}");
    }
    assert!(desk.sandbox.violations().is_empty());
}

/// What this crate and those below it logged; the browser of the test is not part of it.
fn own(logged: &str) -> String {
    logged.lines().filter(|line| !line.contains("/authorize")).collect::<Vec<_>>().join("\n")
}
