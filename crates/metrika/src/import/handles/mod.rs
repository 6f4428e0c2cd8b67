//! What can be imported into a counter, by kind.

use crate::Client;
use crate::ids::CounterId;

/// What can be imported into a counter; from [`CounterHandle::import`](crate::management::CounterHandle::import).
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Import<'a> {
    pub(crate) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// The counter.
    pub fn counter(&self) -> CounterId {
        self.counter
    }
}
