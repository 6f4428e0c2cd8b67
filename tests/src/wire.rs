//! A local server that records what it is sent and answers what it is told.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use metrika_raw::{ByteStream, Error, Metrika, ResponseValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::TcpListener;

/// Headers that say nothing about a request: they change with the port and the versions of libraries.
const UNINTERESTING: &[&str] = &["host", "user-agent"];

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// An answer to give.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub media: String,
    pub body: Vec<u8>,
}

/// One call: what was sent, what was answered, and what the client made of it.
#[derive(Debug)]
pub struct Exchange {
    pub request: Recorded,
    pub answer: Answer,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub enum Outcome {
    /// Decoded, and encoded again.
    Value(Value),
    /// Read as a stream.
    Bytes(Vec<u8>),
    Error(Error),
}

/// The server. It stops when it is dropped with its runtime.
#[derive(Debug)]
pub struct Recorder {
    address: String,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    answer: Option<Answer>,
    requests: Vec<Recorded>,
}

/// The token that the tests send. It must show up nowhere.
pub const TOKEN: &str = "y0_a-token-of-the-tests";

impl Recorder {
    pub async fn start() -> Self {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let router = Router::new().fallback(record).with_state(Arc::clone(&shared));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    /// A client of this server.
    pub fn metrika(&self) -> Metrika {
        Metrika::new(TOKEN).expect("a client").base_url(&self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// What to answer.
    pub fn answer(&self, status: u16, media: &str, body: impl Into<Vec<u8>>) {
        let status = StatusCode::from_u16(status).expect("a status");
        let answer = Answer { status, media: media.to_owned(), body: body.into() };
        self.shared.lock().expect("the lock").answer = Some(answer);
    }

    /// What to answer if the test has said nothing.
    pub fn answer_by_default(&self, media: &str, body: &str) {
        if self.shared.lock().expect("the lock").answer.is_none() {
            self.answer(200, media, body);
        }
    }

    /// Forgets what was sent so far.
    pub fn forget(&self) {
        self.shared.lock().expect("the lock").requests.clear();
    }

    pub async fn decoded<T: Serialize>(&self, result: Result<ResponseValue<T>, Error>) -> Exchange {
        self.exchange(match result {
            Ok(value) => Outcome::Value(serde_json::to_value(value.into_inner()).expect("answers can be encoded")),
            Err(error) => Outcome::Error(error),
        })
    }

    pub async fn streamed(&self, result: Result<ResponseValue<ByteStream>, Error>) -> Exchange {
        self.exchange(match result {
            Ok(value) => {
                let body = Body::from_stream(value.into_inner().into_inner());
                Outcome::Bytes(to_bytes(body, usize::MAX).await.expect("the stream ends well").to_vec())
            }
            Err(error) => Outcome::Error(error),
        })
    }

    fn exchange(&self, outcome: Outcome) -> Exchange {
        let mut shared = self.shared.lock().expect("the lock");
        let request = shared.requests.pop().unwrap_or_else(|| panic!("nothing was sent: {outcome:?}"));
        assert!(shared.requests.is_empty(), "one call sends one request");
        Exchange { request, answer: shared.answer.clone().expect("an answer"), outcome }
    }
}

async fn record(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    let mut shared = shared.lock().expect("the lock");
    shared.requests.push(Recorded {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body,
    });
    let answer = shared.answer.clone().expect("the test says what to answer");
    Response::builder()
        .status(answer.status)
        .header("content-type", answer.media)
        .body(Body::from(answer.body))
        .expect("an answer")
}

impl Recorded {
    /// The request as a reviewer reads it: the token hidden, one query parameter a line, the body indented.
    pub fn render(&self) -> String {
        let mut text = format!("{} {}\n", self.method, self.path);
        for (name, value) in form_urlencoded::parse(self.query.as_deref().unwrap_or_default().as_bytes()) {
            let _ = writeln!(text, "  {name} = {value}");
        }
        let boundary = self.boundary();
        let mut headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .filter(|(name, value)| {
                // The length of a body is in the body; that there is none is worth a line.
                !UNINTERESTING.contains(&name.as_str()) && (*name != "content-length" || *value == "0")
            })
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or("(not text)")))
            .collect();
        headers.sort_unstable();
        for (name, value) in headers {
            let value = value.replace(TOKEN, "***").replace(boundary.unwrap_or("\0"), "(boundary)");
            let _ = writeln!(text, "{name}: {value}");
        }
        if !self.body.is_empty() {
            text.push('\n');
            text.push_str(&self.render_body(boundary));
        }
        text.trim_end().to_owned()
    }

    fn render_body(&self, boundary: Option<&str>) -> String {
        if let Ok(json) = serde_json::from_slice::<Value>(&self.body) {
            return serde_json::to_string_pretty(&json).expect("JSON can be written");
        }
        let text = String::from_utf8_lossy(&self.body).replace("\r\n", "\n");
        match boundary {
            Some(boundary) => text.replace(boundary, "(boundary)"),
            None => text,
        }
    }

    fn boundary(&self) -> Option<&str> {
        self.headers.get("content-type")?.to_str().ok()?.split_once("boundary=").map(|(_, boundary)| boundary)
    }
}

impl Exchange {
    /// The request, and what the client decoded.
    pub fn render(&self) -> String {
        let answer = match &self.outcome {
            Outcome::Value(value) => serde_json::to_string_pretty(value).expect("JSON can be written"),
            Outcome::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Outcome::Error(error) => format!("error: {error}"),
        };
        format!("{}\n\n--- decoded answer ---\n{answer}", self.request.render())
    }
}

/// A value from the JSON that the generated calls hold.
pub fn decode<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}
