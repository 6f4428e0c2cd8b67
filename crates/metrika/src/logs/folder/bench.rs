//! A thread of its own for what computes: memory that was used once is used again, which a pool of threads, each with a share of its own, would not.

use std::sync::mpsc;

use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind, Result};

type Work = Box<dyn FnOnce() + Send>;

/// The thread. It ends with this, when it is done with what it has begun.
pub(super) struct Bench(mpsc::Sender<Work>);

impl Bench {
    pub fn new() -> Result<Self> {
        let (sender, receiver) = mpsc::channel::<Work>();
        let thread = std::thread::Builder::new().name("metrika-logs".to_owned());
        let begun = thread.spawn(move || receiver.into_iter().for_each(|work| work()));
        begun.map_err(|error| {
            Error::new(ErrorKind::Storage, format!("no thread can be begun: {error}")).with_source(error)
        })?;
        Ok(Self(sender))
    }

    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        // Nobody may be waiting any more.
        let sent = self.0.send(Box::new(move || drop(sender.send(work()))));
        let ended =
            || Error::new(ErrorKind::Other, "the thread that writes files has ended: this is a mistake of the crate");
        sent.map_err(|_| ended())?;
        receiver.await.map_err(|_| ended())?
    }
}
