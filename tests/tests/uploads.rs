//! Files on the wire: the bytes that arrive are the bytes of the file.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use metrika_tests::wire::Recorder;

async fn upload(body: reqwest::Body) -> String {
    let server = Recorder::start().await;
    server.answer(200, "application/json", r#"{"uploading":{"id":1}}"#);
    let client = server.metrika().management();
    let result = client.upload_conversions().counter_id(1).body(body).send().await;
    let request = server.decoded(result).await.request;
    String::from_utf8(request.body.to_vec()).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recorded").join(name)).unwrap()
}

#[tokio::test]
async fn a_file_in_memory_and_a_stream_arrive_framed_alike() {
    for name in ["offline-conversions-01.csv", "simple-orders-01.csv"] {
        let file = fixture(name);
        let text = String::from_utf8(file.clone()).unwrap();
        let in_memory = upload(reqwest::Body::from(file.clone())).await;
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> = file.chunks(7).map(|chunk| Ok(chunk.to_vec())).collect();
        let streamed = upload(reqwest::Body::wrap_stream(futures_util::stream::iter(pieces))).await;
        for body in [in_memory, streamed] {
            let (head, rest) = body.split_once("\r\n\r\n").unwrap();
            assert!(head.contains("Content-Disposition: form-data; name=\"file\"; filename=\"upload.csv\""), "{head}");
            assert!(head.contains("Content-Type: text/csv"), "{head}");
            let (content, boundary) = rest.rsplit_once("\r\n--").unwrap();
            assert_eq!(content, text);
            assert!(boundary.trim_end().ends_with("--"), "{boundary}");
        }
    }
}
