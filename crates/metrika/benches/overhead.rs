//! What a call costs over reqwest and serde_json alone: the same recorded answer from the same loopback server.
//!
//! ```text
//! cargo bench -p metrika --bench overhead
//! ```

#![allow(clippy::unwrap_used)] // a bench that cannot go on has failed

use divan::{AllocProfiler, Bencher};
use metrika::raw::management::types::CounterList;
use metrika::{Client, Quota};
use reqwest::header::AUTHORIZATION;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

const ANSWER: &[u8] = include_bytes!("../../../tests/fixtures/recorded/counters-04.json");

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 500, sample_size = 20)]
fn bare(bencher: Bencher<'_, '_>) {
    let (runtime, address) = serve();
    let http = reqwest::Client::new();
    let url = format!("{address}/management/v1/counters");
    bencher.bench_local(|| {
        runtime.block_on(async {
            let answer = http.get(&url).header(AUTHORIZATION, "OAuth y0_x").send().await.unwrap();
            let body = answer.error_for_status().unwrap().bytes().await.unwrap();
            serde_json::from_slice::<CounterList>(&body).unwrap()
        })
    });
}

#[divan::bench(sample_count = 500, sample_size = 20)]
fn metrika(bencher: Bencher<'_, '_>) {
    let (runtime, address) = serve();
    let client = Client::builder().token("y0_x").base_url(address).quota(Quota::unlimited()).build().unwrap();
    bencher.bench_local(|| runtime.block_on(async { client.counters().list().page_from(1).await.unwrap() }));
}

/// A server that says the same to everybody, in a thread of its own.
fn serve() -> (Runtime, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(socket));
            }
        });
    });
    (tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), address)
}

async fn answer(mut socket: TcpStream) {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", ANSWER.len());
    let answer = [head.as_bytes(), ANSWER].concat();
    let mut request = Vec::new();
    loop {
        if socket.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            socket.write_all(&answer).await.unwrap();
        }
    }
}
