//! A sandbox with one counter, whose clock stands still.

use metrika_sandbox::operations::uploadings::{UploadSettings, Uploading};
use metrika_sandbox::state::Counter;
use metrika_sandbox::{Sandbox, State};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// 2026-03-01T09:00:00Z, where the clock stands.
pub const NOW: i64 = 1_772_355_600;

pub const COUNTER: i64 = 44_147_844;

pub struct Desk {
    pub sandbox: Sandbox,
    http: Client,
}

/// A status and the body of an answer.
pub type Told = (u16, Value);

impl Desk {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut UploadSettings)) -> Self {
        let now = jiff_now();
        let sandbox = Sandbox::builder().now(now).with(|settings| change(&mut settings.uploads)).start().await.unwrap();
        let value = json!({ "id": COUNTER, "time_zone_name": "Europe/Moscow" });
        let mut counter = Counter { owner: "sandbox-owner".into(), ..Counter::default() };
        counter.value = value.as_object().unwrap().clone();
        let goal = json!({ "id": 1, "type": "action", "conditions": [{ "type": "exact", "url": "GOAL1" }] });
        counter.goals.insert(1, goal.as_object().unwrap().clone());
        sandbox.state(|state| state.counters.insert(COUNTER, counter));
        Self { sandbox, http: Client::new() }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{}", self.sandbox.url(), path.replacen('~', &format!("counter/{COUNTER}"), 1));
        self.http.request(method, url).header("authorization", "OAuth any-token")
    }

    /// `~` in the path is the counter.
    pub async fn get(&self, path: &str) -> Told {
        told(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told {
        told(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn post_nothing(&self, path: &str) -> Told {
        told(self.request(Method::POST, path)).await
    }

    pub async fn upload(&self, path: &str, content: impl Into<Vec<u8>>) -> Told {
        let part = Part::bytes(content.into()).file_name("rows.csv").mime_str("text/csv").unwrap();
        told(self.request(Method::POST, path).multipart(Form::new().part("file", part))).await
    }

    /// The file is refused as a whole, with these words.
    pub async fn refuses(&self, path: &str, content: impl Into<Vec<u8>>, message: &str) {
        let content = content.into();
        let (status, body) = self.upload(path, content.clone()).await;
        let file = String::from_utf8_lossy(&content).into_owned();
        assert_eq!((status, &body["errors"][0]["message"]), (400, &json!(message)), "{file}");
        assert_eq!(body["errors"][0]["error_type"], "invalid_uploading", "{file}");
    }

    pub fn uploading(&self, id: &Value) -> Uploading {
        let id = id.as_i64().unwrap();
        self.counter(|counter| counter.uploadings.all[&id].clone())
    }

    /// Row, column and reason of each row that was not taken.
    pub fn rejects(&self, id: &Value) -> Vec<(u64, String, String)> {
        let rejects = self.uploading(id).rejects;
        rejects.into_iter().map(|reject| (reject.row, reject.column, reject.reason)).collect()
    }

    pub fn counter<T>(&self, look: impl FnOnce(&mut Counter) -> T) -> T {
        self.sandbox.state(|state: &mut State| look(state.counters.get_mut(&COUNTER).unwrap()))
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

async fn told(request: RequestBuilder) -> Told {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn jiff_now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(NOW).unwrap()
}
