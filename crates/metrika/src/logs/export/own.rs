//! The requests that an export made, and nobody else's.

use std::any::Any;
use std::sync::Arc;

use super::progress::Tracker;
use crate::Client;
use crate::error::ErrorKind;
use crate::ids::{CounterId, LogRequestId};
use crate::models::LogRequestStatus;

/// Requests of this export that still take up storage, or will. What is left when it is dropped is cancelled or cleaned.
pub(super) struct Own {
    client: Client,
    counter: CounterId,
    ids: Vec<LogRequestId>,
    /// What is left is left for whoever comes next.
    keep: bool,
    /// Is told what could not be cleaned.
    tracker: Arc<Tracker>,
    held: Option<Box<dyn Any + Send + Sync>>,
}

impl Own {
    pub fn new(client: Client, counter: CounterId, keep: bool, tracker: Arc<Tracker>) -> Self {
        Self { client, counter, ids: Vec::new(), keep, tracker, held: None }
    }

    pub fn add(&mut self, id: LogRequestId) {
        self.ids.push(id);
    }

    pub fn has(&self, id: LogRequestId) -> bool {
        self.ids.contains(&id)
    }

    /// One that is gone.
    pub fn forget(&mut self, id: LogRequestId) {
        self.ids.retain(|own| *own != id);
    }

    /// Keeps this until nothing is left to be given up.
    pub fn hold(&mut self, held: Box<dyn Any + Send + Sync>) {
        self.held = Some(held);
    }

    /// Cleans one whose rows were handed on, and tells whether it could. That they were is what counts: if it cannot be cleaned, this is noted and no error.
    pub async fn clean(&mut self, id: LogRequestId) -> bool {
        let cleaned = self.client.counter(self.counter).logs().request(id).clean().await;
        self.forget(id);
        match cleaned {
            Ok(_) => true,
            // Somebody was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => {
                tracing::warn!(request = id.get(), %error, "a log request could not be cleaned: it takes up storage");
                self.tracker.is_not_cleaned(id);
                false
            }
        }
    }

    /// Cancels or cleans all that is left, and tells what could not be.
    pub async fn release(&mut self) -> Vec<LogRequestId> {
        let mut left = Vec::new();
        // One by one: if this is dropped, the rest is given up then.
        while let Some(id) = self.ids.last().copied().filter(|_| !self.keep) {
            if !give_up(&self.client, self.counter, id).await {
                left.push(id);
            }
            self.ids.pop();
        }
        left
    }

    fn left(&mut self) -> Vec<LogRequestId> {
        let ids = std::mem::take(&mut self.ids);
        if self.keep { Vec::new() } else { ids }
    }
}

/// Cancels or cleans a request, whatever has become of it. Whether it takes up no storage any more.
pub(in crate::logs) async fn give_up(client: &Client, counter: CounterId, id: LogRequestId) -> bool {
    let request = client.counter(counter).logs().request(id);
    let result = match request.get().await.map(|request| request.status) {
        Ok(Some(LogRequestStatus::Processed)) => request.clean().await.map(|_| ()),
        Ok(Some(LogRequestStatus::Created | LogRequestStatus::AwaitingRetry)) => {
            // It may have become ready in between.
            match request.cancel().await {
                Ok(_) => Ok(()),
                Err(_) => request.clean().await.map(|_| ()),
            }
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = &result {
        tracing::warn!(request = id.get(), %error, "a log request could not be given up: it takes up storage");
    }
    result.is_ok()
}

impl Drop for Own {
    fn drop(&mut self) {
        let ids = self.left();
        if ids.is_empty() {
            return;
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                let (client, counter) = (self.client.clone(), self.counter);
                let held = self.held.take();
                runtime.spawn(async move {
                    for id in ids {
                        give_up(&client, counter, id).await;
                    }
                    drop(held);
                });
            }
            Err(_) => {
                let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
                tracing::warn!(?ids, "log requests were left behind, since there is no runtime to give them up on");
            }
        }
    }
}
