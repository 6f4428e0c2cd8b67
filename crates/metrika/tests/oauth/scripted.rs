//! A server that answers what it is told to, for answers that the sandbox never gives.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Scripted {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

/// An answer of JSON.
pub fn json(status: u16, body: &str) -> String {
    answer(status, "content-type: application/json\r\n", body)
}

/// Any answer. Headers end in a line break.
pub fn answer(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

impl Scripted {
    /// Answers one request after another; those behind the last find the connection closed without an answer. An empty text
    /// keeps the client waiting.
    pub async fn start(answers: impl IntoIterator<Item = String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, mut answers) = (Arc::clone(&requests), answers.into_iter().collect::<Vec<_>>().into_iter());
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                seen.lock().unwrap().push(request);
                match answers.next() {
                    Some(answer) if answer.is_empty() => held.push(stream),
                    Some(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
                    None => drop(stream),
                }
            }
        });
        Self { url, requests }
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The forms that were posted.
    pub fn forms(&self) -> Vec<Vec<(String, String)>> {
        let body = |request: &String| {
            let body = request.split_once("\r\n\r\n").unwrap().1.to_owned();
            let url = reqwest::Url::parse(&format!("http://localhost/?{body}")).unwrap();
            url.query_pairs().into_owned().collect()
        };
        self.requests().iter().map(body).collect()
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0_usize) {
                return text;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return text;
        }
    }
}
