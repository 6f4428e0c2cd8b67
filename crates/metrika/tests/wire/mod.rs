//! A server that answers what it is told to, and remembers to the letter what it was sent.

#![allow(dead_code)] // not every test needs all of it

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use metrika::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use crate::desk::{TOKEN, TestClock};

pub struct Wire {
    address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

struct Seen {
    requests: Mutex<Vec<String>>,
    heard: Arc<Notify>,
    /// One permit for each answer.
    gate: Semaphore,
}

impl Wire {
    /// Answers the first request with what `answer` makes of 0 and the request, and so on. `None` leaves it without an answer,
    /// and the connection open.
    pub async fn start(answer: impl Fn(usize, &str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self::with(Semaphore::MAX_PERMITS, answer).await
    }

    /// Answers everything with this, but nothing before it is [released](Self::release).
    pub async fn gated(answer: impl Into<String>) -> Self {
        let answer = answer.into();
        Self::with(0, move |_, _| Some(answer.clone())).await
    }

    async fn with(permits: usize, answer: impl Fn(usize, &str) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, answer) = (Arc::new(Seen::new(permits)), Arc::new(answer));
        let task = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                    tokio::spawn(serve(stream, seen, answer));
                }
            }
        });
        Self { address, seen, task }
    }

    /// Answers everything with this.
    pub async fn always(answer: impl Into<String>) -> Self {
        let answer = answer.into();
        Self::start(move |_, _| Some(answer.clone())).await
    }

    /// Answers nothing, ever.
    pub async fn silent() -> Self {
        Self::start(|_, _| None).await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of it, to be changed.
    pub fn builder(&self) -> ClientBuilder {
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        Client::builder().token(TOKEN).base_url(self.url()).clock(clock)
    }

    /// The tokens that it was sent.
    pub fn tokens(&self) -> Vec<String> {
        let token =
            |request: &String| header(request, "authorization").unwrap().strip_prefix("OAuth ").unwrap().to_owned();
        self.requests().iter().map(token).collect()
    }

    /// The requests so far, with their bodies.
    pub fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// Lets one request have its answer.
    pub fn release(&self) {
        self.seen.gate.add_permits(1);
    }

    /// Tells of each request once.
    pub fn heard(&self) -> Arc<Notify> {
        Arc::clone(&self.seen.heard)
    }
}

impl Seen {
    fn new(permits: usize) -> Self {
        Self { requests: Mutex::default(), heard: Arc::default(), gate: Semaphore::new(permits) }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, seen: Arc<Seen>, answer: Arc<impl Fn(usize, &str) -> Option<String>>) {
    let Some(request) = read(&mut stream).await else { return };
    let number = {
        let mut requests = seen.requests.lock().unwrap();
        requests.push(request.clone());
        requests.len() - 1
    };
    seen.heard.notify_one();
    seen.gate.acquire().await.unwrap().forget();
    match answer(number, &request) {
        Some(answer) => {
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        // Until the other side closes.
        None => drop(stream.read(&mut [0]).await),
    }
}

/// One request, as long as its `Content-Length` or its chunks say.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    loop {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => text.push_str(std::str::from_utf8(&piece[..length]).unwrap()),
        }
        let whole = |(head, body): (&str, &str)| match header(head, "transfer-encoding") {
            Some(_) => body.ends_with("0\r\n\r\n"),
            None => body.len() >= header(head, "content-length").map_or(0, |length| length.parse().unwrap()),
        };
        if text.split_once("\r\n\r\n").is_some_and(whole) {
            return Some(text);
        }
    }
}

/// The value of a header of a request.
pub fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = request.split("\r\n").take_while(|line| !line.is_empty()).skip(1);
    lines
        .find_map(|line| line.split_once(": ").filter(|(found, _)| found.eq_ignore_ascii_case(name)))
        .map(|(_, value)| value)
}

/// An answer with these headers, each `name: value`.
pub fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// An answer 200 with JSON.
pub fn json(body: &str) -> String {
    answer("200 OK", &["Content-Type: application/json"], body)
}
