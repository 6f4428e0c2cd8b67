//! HTTP: connections in, answers out.

mod body;
mod payload;
mod pipeline;
mod socket;

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::world::World;
use socket::{Line, Socket};

/// Serves until it is dropped; all connections end with it.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>) -> io::Result<Infallible> {
    let mut connections = JoinSet::new();
    loop {
        let (stream, peer) = listener.accept().await?;
        // Ended ones would pile up otherwise.
        while connections.try_join_next().is_some() {}
        // Small answers should not wait for more to send.
        let _ = stream.set_nodelay(true);
        let line = Arc::new(Line::default());
        let socket = Socket::new(stream, Arc::clone(&line));
        let world = Arc::clone(&world);
        connections.spawn(async move {
            let service =
                service_fn(move |request| pipeline::answer(Arc::clone(&world), Arc::clone(&line), peer.ip(), request));
            // A client that goes away is no error of ours.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
        });
    }
}
