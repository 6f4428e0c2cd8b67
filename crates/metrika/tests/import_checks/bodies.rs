//! How a file is sent: of a length that is told before, and is right.

use jiff::tz::TimeZone;
use metrika::Client;
use metrika::import::CsvFile;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::desk::{Desk, SHOP};
use crate::kinds::client;

fn header(headers: &[(String, String)], wanted: &str) -> Option<String> {
    headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.clone())
}

/// Files of different sizes, some larger than what is read at once, have the same frame around them.
#[tokio::test]
async fn the_length_is_that_of_the_file_and_its_frame() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let mut frames = Vec::new();
    for rows in [1, 1000, 20_000] {
        let row = |id: u64| json!({ "ClientId": id, "Target": "purchase", "DateTime": 1_772_352_000 });
        let mut checked =
            client.counter(SHOP).import().conversions().upload((1..=rows).map(row)).check().await.unwrap();
        let bytes = checked.pieces()[0].bytes();
        let _ = checked.send().await.unwrap();
        let request = desk.last();
        assert_eq!(request.body_length, bytes, "the whole file came");
        assert_eq!(header(&request.headers, "transfer-encoding"), None, "it came in one piece");
        let length: u64 = header(&request.headers, "content-length").unwrap().parse().unwrap();
        frames.push(length - bytes);
    }
    assert!(frames.iter().all(|frame| *frame == frames[0] && *frame < 500), "{frames:?}");
}

/// The bytes on the line, counted by nobody but the test.
#[tokio::test]
async fn the_body_ends_where_its_length_says() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut came = Vec::new();
        let head = loop {
            socket.read_buf(&mut came).await.unwrap();
            if let Some(end) = came.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let headers: Vec<(String, String)> = String::from_utf8(came[..head].to_vec())
            .unwrap()
            .lines()
            .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())))
            .collect();
        let length: usize = header(&headers, "content-length").unwrap().parse().unwrap();
        while came.len() < head + length {
            assert_ne!(socket.read_buf(&mut came).await.unwrap(), 0, "the body is shorter than it says");
        }
        let answer = json!({ "uploading": { "id": 1, "status": "UPLOADED", "source_quantity": 20_000, "line_quantity": 20_000 } });
        let answer = answer.to_string();
        let text = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        );
        socket.write_all(text.as_bytes()).await.unwrap();
        // Whatever else is sent would come now.
        socket.read_to_end(&mut came).await.unwrap();
        (headers, came.split_off(head), length)
    });
    let text: String = (1..=20_000).map(|id| format!("{id},purchase,1772352000\n")).collect();
    let file = format!("ClientId,Target,DateTime\n{text}");
    let client = Client::builder().token("any").base_url(url).clock(crate::desk::TestClock::at(now())).build().unwrap();
    let upload = client.counter(SHOP).import().conversions().upload(CsvFile::read(std::io::Cursor::new(file.clone())));
    let _ = upload.without_lookups().time_zone(TimeZone::UTC).send().await.unwrap();
    drop(client);

    let (headers, body, length) = server.await.unwrap();
    assert_eq!(body.len(), length);
    assert_eq!(header(&headers, "transfer-encoding"), None);
    let media = header(&headers, "content-type").unwrap();
    let boundary = media.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(body).unwrap();
    let inside = body.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    let inside = inside.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap();
    let (about, content) = inside.split_once("\r\n\r\n").unwrap();
    assert!(about.contains("name=\"file\"") && about.contains("text/csv"), "{about}");
    assert!(content == file, "the file is what was sent");
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(crate::kinds::NOW).unwrap()
}
