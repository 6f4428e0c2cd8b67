//! A service that answers what the test says: also what the sandbox never would.

use std::sync::{Arc, Mutex};

use metrika::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::desk::{TOKEN, TestClock};

/// The moment of the tests, in unix seconds.
pub const NOW: i64 = 1_772_355_600;

#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// With what is behind the question mark.
    pub path: String,
    pub body: Vec<u8>,
}

pub struct Service {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    pub clock: TestClock,
}

impl Service {
    /// `answers` is given each request, and which one it is, from 0. Status 0: the connection ends without an answer.
    pub async fn new(answers: impl Fn(&Asked, usize) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                answer(socket, &all, &answers).await;
            }
        });
        let now = jiff::Timestamp::from_second(NOW).unwrap();
        Self { url, asked, clock: TestClock::at(now) }
    }

    pub fn client(&self) -> Client {
        let builder = Client::builder().token(TOKEN).base_url(&self.url).clock(self.clock.clone());
        builder.quota(metrika::Quota::unlimited()).build().unwrap()
    }

    /// What was asked for with POST.
    pub fn posts(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.method == "POST").cloned().collect()
    }
}

async fn answer(
    mut socket: TcpStream,
    all: &Mutex<Vec<Asked>>,
    answers: &(impl Fn(&Asked, usize) -> (u16, Value) + Send + Sync),
) {
    let mut came = Vec::new();
    let head = loop {
        if socket.read_buf(&mut came).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(end) = came.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&came[..head]).into_owned();
    let length = text.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    while came.len() < head + length.unwrap_or(0) {
        if socket.read_buf(&mut came).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let mut words = text.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let asked = Asked { method, path, body: came.split_off(head) };
    let number = {
        let mut all = all.lock().unwrap();
        all.push(asked.clone());
        all.len() - 1
    };
    let (status, body) = answers(&asked, number);
    if status == 0 {
        return;
    }
    let body = body.to_string();
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let _ = socket.write_all(answer.as_bytes()).await;
}

/// An uploading in its envelope.
pub fn shown(uploading: Value) -> (u16, Value) {
    (200, json!({ "uploading": uploading }))
}

/// An error in the form of the service.
pub fn refused(status: u16, error_type: &str) -> (u16, Value) {
    (status, json!({ "errors": [{ "error_type": error_type, "message": "no" }], "code": status, "message": "no" }))
}
