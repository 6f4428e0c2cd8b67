//! A sandbox whose logs are exported, for the tests of logs and of what must agree with them.

#![allow(dead_code, clippy::unwrap_used)] // each test uses a part; a test that cannot go on has failed

pub mod log;
pub mod tsv;

use log::Log;
use metrika_sandbox::{Sandbox, Settings};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

pub const COUNTER: i64 = 44_147_844;
/// Half past three in the afternoon of Moscow, whose zone the counter has.
pub const NOW: &str = "2026-03-10T12:30:00Z";
/// The days that the visit log has.
pub const FIRST: &str = "2026-03-06";
pub const LAST: &str = "2026-03-09";

pub struct Desk {
    pub sandbox: Sandbox,
    http: Client,
}

/// A status and the JSON of an answer, null if it has none.
pub type Told = (u16, Value);

/// What an answer to a download is.
pub struct Download {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Desk {
    /// A sandbox with a few hundred visits.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let builder = Sandbox::builder().now(NOW.parse().unwrap()).with(|settings| {
            settings.data.days = 4;
            settings.data.visits = 240;
            change(settings);
        });
        Self::of(builder.start().await.unwrap())
    }

    pub fn of(sandbox: Sandbox) -> Self {
        // Bodies are to be seen as they are sent.
        Self { sandbox, http: Client::builder().no_gzip().build().unwrap() }
    }

    /// `~` in the path is the counter.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let path = path.replacen('~', &format!("/management/v1/counter/{COUNTER}"), 1);
        self.http.request(method, self.sandbox.url() + &path).header("authorization", "OAuth any-token")
    }

    /// The same as another user.
    pub fn request_of(&self, login: &str, method: Method, path: &str) -> RequestBuilder {
        let token = self.sandbox.issue_token(metrika_sandbox::access::TokenSpec::new().login(login));
        let path = path.replacen('~', &format!("/management/v1/counter/{COUNTER}"), 1);
        self.http.request(method, self.sandbox.url() + &path).header("authorization", format!("OAuth {token}"))
    }

    pub async fn get(&self, path: &str) -> Told {
        told(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str) -> Told {
        told(self.request(Method::POST, path)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Told {
        told(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn evaluate(&self, wanted: &[(&str, &str)]) -> Told {
        told(self.request(Method::GET, "~/logrequests/evaluate").query(wanted)).await
    }

    pub async fn ask(&self, wanted: &[(&str, &str)]) -> Told {
        told(self.request(Method::POST, "~/logrequests").query(wanted)).await
    }

    /// Asks for a log, and tells the number of the request.
    pub async fn create(&self, wanted: &[(&str, &str)]) -> i64 {
        let (status, body) = self.ask(wanted).await;
        assert_eq!(status, 200, "{body}");
        body["log_request"]["request_id"].as_i64().unwrap()
    }

    /// The request as it is now.
    pub async fn look(&self, id: i64) -> Value {
        let (status, body) = self.get(&format!("~/logrequest/{id}")).await;
        assert_eq!(status, 200, "{body}");
        body["log_request"].clone()
    }

    pub async fn status(&self, id: i64) -> String {
        self.look(id).await["status"].as_str().unwrap().to_owned()
    }

    /// All requests of the counter.
    pub async fn list(&self) -> Vec<Value> {
        self.get("~/logrequests").await.1["requests"].as_array().unwrap().clone()
    }

    pub async fn download(&self, id: i64, part: i64, headers: &[(&'static str, &str)]) -> Download {
        let mut request = self.request(Method::GET, &format!("~/logrequest/{id}/part/{part}/download"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Download { status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }

    /// The parts of a processed request, each with as many bytes as was promised.
    pub async fn parts(&self, id: i64) -> Vec<Vec<u8>> {
        let request = self.look(id).await;
        assert_eq!(request["status"], "processed");
        let mut parts = Vec::new();
        for (number, part) in request["parts"].as_array().into_iter().flatten().enumerate() {
            assert_eq!(part["part_number"], json!(number));
            let answer = self.download(id, i64::try_from(number).unwrap(), &[]).await;
            assert_eq!(answer.status, 200);
            assert_eq!(part["size"], json!(answer.body.len()));
            parts.push(answer.body);
        }
        parts
    }

    /// Asks for a log and reads all of it.
    pub async fn export(&self, wanted: &[(&str, &str)]) -> Log {
        let id = self.create(wanted).await;
        Log::read(&self.parts(id).await)
    }

    /// A report over the days of the log, unless the parameters say otherwise: nothing sampled, nothing left out.
    pub async fn report(&self, parameters: &[(&str, &str)]) -> Value {
        let ids = COUNTER.to_string();
        let mut all = vec![
            ("ids", ids.as_str()),
            ("date1", FIRST),
            ("date2", LAST),
            ("accuracy", "full"),
            ("limit", "100000"),
            ("include_undefined", "true"),
        ];
        all.retain(|(name, _)| parameters.iter().all(|(other, _)| other != name));
        let (status, body) = told(self.request(Method::GET, "/stat/v1/data").query(&all).query(parameters)).await;
        assert_eq!(status, 200, "{parameters:?}: {body}");
        assert_eq!(body["sampled"], json!(false));
        body
    }
}

/// No answer of any test is one that the specs do not allow.
impl Drop for Desk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.sandbox.violations(), Vec::<String>::new());
        }
    }
}

/// What to ask for: these fields of all days.
pub fn all_days<'a>(source: &'a str, fields: &'a str) -> [(&'a str, &'a str); 4] {
    [("source", source), ("fields", fields), ("date1", FIRST), ("date2", LAST)]
}

/// The same with another value of one parameter, or with one more of them.
pub fn but<'a>(wanted: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = wanted.iter().copied().filter(|(other, _)| *other != name);
    others.chain([(name, value)]).collect()
}

pub async fn told(request: RequestBuilder) -> Told {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

/// Status, error type, location and words of a refusal.
pub fn refusal(told: &Told) -> (u16, &str, Option<&str>, &str) {
    let error = &told.1["errors"][0];
    let word = |name: &str| error[name].as_str();
    (told.0, word("error_type").unwrap_or_default(), word("location"), word("message").unwrap_or_default())
}
