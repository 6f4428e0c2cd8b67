//! The recorded exchange of the service's own quick start, over real HTTP on a free local port.

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;

/// The counter of the recording that may be edited.
pub const COUNTER: i64 = 87686941;

const COUNTERS: &str = include_str!("../../../../tests/fixtures/recorded/counters-04.json");
const GOAL: &str = include_str!("../../../../tests/fixtures/recorded/goal-02-messenger.json");
const NO_TOKEN: &str =
    r#"{"errors":[{"error_type":"unauthorized","message":"no token"}],"code":401,"message":"no token"}"#;

const NOT_RECORDED: &str = r#"{"errors":[{"error_type":"not_found","message":"this was not recorded"}],"code":404,"message":"this was not recorded"}"#;

/// Starts the server and tells its address.
pub async fn start() -> std::io::Result<String> {
    let router = Router::new()
        .route("/management/v1/counters", get(|headers: HeaderMap| async move { recorded(&headers, COUNTERS) }))
        .route(
            &format!("/management/v1/counter/{COUNTER}/goals"),
            post(|headers: HeaderMap| async move { recorded(&headers, GOAL) }),
        )
        .fallback(|| async { json(StatusCode::NOT_FOUND, NOT_RECORDED) });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn recorded(headers: &HeaderMap, answer: &'static str) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    match token {
        Some(token) if token.starts_with("OAuth ") => json(StatusCode::OK, answer),
        _ => json(StatusCode::UNAUTHORIZED, NO_TOKEN),
    }
}

fn json(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
