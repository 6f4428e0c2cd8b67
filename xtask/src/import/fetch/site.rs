//! One polite request, and what counts as a good answer to it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{Options, Sleeper};
use crate::import::index::{looks_like_html, text_of};

/// Says who asks and what for, so that whoever minds can tell.
const USER_AGENT: &str = concat!(
    "metrika-raw-xtask/",
    env!("CARGO_PKG_VERSION"),
    " (keeps the OpenAPI specs of the Rust library metrika-raw up to date)"
);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(60);
const MOST_REDIRECTS: usize = 3;
/// The longest wait that is worth it: a job that sleeps for hours helps nobody.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Pages have some ten thousand bytes; the index lists some hundred pages.
const MOST_BYTES: usize = 16 << 20;

/// By what a server recognises the copy that we have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Validators {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        let get = |name| header(headers, name).map(str::to_owned);
        Self { etag: get(ETAG), last_modified: get(LAST_MODIFIED) }
    }

    fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

#[derive(Debug)]
pub(super) enum Answer {
    Unchanged,
    Changed { text: String, validators: Validators },
}

impl Answer {
    pub(super) fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged)
    }
}

pub(super) struct Site {
    client: Client,
    sleeper: Sleeper,
    most_waits: usize,
    /// How often we have waited. Locked while somebody waits, so that nobody asks meanwhile.
    waits: Mutex<usize>,
    had_enough: AtomicBool,
}

impl Site {
    pub(super) fn new(options: &Options) -> Result<Self> {
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(same_origin_only())
            .build()
            .context("the HTTP client")?;
        Ok(Self {
            client,
            sleeper: options.sleeper.clone(),
            most_waits: options.most_waits,
            waits: Mutex::new(0),
            had_enough: AtomicBool::new(false),
        })
    }

    /// Whether the server has said that it is busy, and there is no more waiting.
    pub(super) fn has_had_enough(&self) -> bool {
        self.had_enough.load(Ordering::Relaxed)
    }

    pub(super) async fn get(&self, url: &str, validators: Validators) -> Result<Answer> {
        loop {
            let waits = *self.waits.lock().await;
            let response = self.ask(url, &validators).await?;
            if !matches!(response.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
                return read(response, &validators).await;
            }
            self.wait(&response, waits).await.inspect_err(|_| self.had_enough.store(true, Ordering::Relaxed))?;
        }
    }

    async fn ask(&self, url: &str, validators: &Validators) -> Result<Response> {
        let mut request = self.client.get(url);
        if let Some(etag) = &validators.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        Ok(request.send().await.map_err(reqwest::Error::without_url)?)
    }

    /// Waits as long as the server asks for. `waits` is how often anybody had waited when the request was sent: of several requests that
    /// were refused together, one waits for all.
    async fn wait(&self, response: &Response, waits: usize) -> Result<()> {
        let status = response.status();
        let time = header(response.headers(), RETRY_AFTER).and_then(|value| retry_after(value, SystemTime::now()));
        let time = time.with_context(|| format!("HTTP {status}, and no Retry-After to go by"))?;
        ensure!(time <= LONGEST_WAIT, "HTTP {status}, asks to wait {} s: try again later", time.as_secs());
        let mut waited = self.waits.lock().await;
        if *waited == waits {
            ensure!(waits < self.most_waits, "still HTTP {status} after {waits} waits: try again later");
            (self.sleeper.0)(time).await;
            *waited += 1;
        }
        Ok(())
    }
}

/// Seconds or a date (RFC 9110, 10.2.3).
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// A redirect to another host is a login page or a move that a human should look at: it is answered as it is, and refused below.
fn same_origin_only() -> Policy {
    Policy::custom(|attempt| {
        let origin = attempt.previous().first().map(Url::origin);
        let stays = origin == Some(attempt.url().origin()) && attempt.previous().len() <= MOST_REDIRECTS;
        if stays { attempt.follow() } else { attempt.stop() }
    })
}

async fn read(response: Response, sent: &Validators) -> Result<Answer> {
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED && !sent.is_empty() {
        return Ok(Answer::Unchanged);
    }
    if let Some(location) = header(response.headers(), LOCATION).filter(|_| status.is_redirection()) {
        bail!("redirects to {location}");
    }
    ensure!(status == StatusCode::OK, "HTTP {status}");
    let media = header(response.headers(), CONTENT_TYPE).unwrap_or("text/plain");
    ensure!(is_text(media), "{media} instead of Markdown");
    let validators = Validators::of(response.headers());
    let bytes = body(response).await?;
    let text = text_of("the page", bytes)?;
    ensure!(!text.trim().is_empty(), "an empty body");
    ensure!(!looks_like_html(&text), "an HTML page instead of Markdown");
    Ok(Answer::Changed { text, validators })
}

/// Servers that do not know Markdown call it plain text, or nothing in particular.
fn is_text(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (media.starts_with("text/") && media != "text/html") || media == "application/octet-stream"
}

/// A body shorter than its Content-Length is an error of the HTTP client.
async fn body(mut response: Response) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url).context("the body broke off")? {
        bytes.extend_from_slice(&chunk);
        ensure!(bytes.len() <= MOST_BYTES, "more than {MOST_BYTES} bytes");
    }
    Ok(bytes)
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
