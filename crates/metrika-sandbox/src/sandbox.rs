//! A running sandbox, from the outside.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::journal::Recorded;
use crate::operations;
use crate::server;
use crate::settings::Settings;
use crate::state::{self, State};
use crate::world::World;

/// A local Metrika on a port of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    world: Arc<World>,
    task: JoinHandle<io::Result<std::convert::Infallible>>,
}

/// How a sandbox is to be.
#[derive(Debug, Default)]
pub struct Builder {
    settings: Settings,
    clock: Clock,
    address: Option<SocketAddr>,
    file: Option<PathBuf>,
}

impl Sandbox {
    /// A sandbox with the default settings, on a free port of the loopback interface.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL for a client: `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// Moves the sandbox's time on: quotas, queues and expiries follow it.
    ///
    /// # Panics
    ///
    /// If the time would leave the calendar; [`Clock::advance`] tells it instead.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by).expect("the time stays within the calendar");
    }

    /// The requests so far, oldest first.
    pub fn journal(&self) -> Vec<Recorded> {
        self.world.journal.entries()
    }

    /// What the specs do not allow about the answers so far: nothing, unless the sandbox has a defect.
    pub fn violations(&self) -> Vec<String> {
        self.journal().into_iter().flat_map(|entry| entry.violations).collect()
    }

    /// Looks at what the sandbox remembers, or changes it.
    pub fn state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.world.state())
    }

    /// Waits until the server ends by itself, which it does only if its port breaks.
    pub async fn wait(&mut self) -> io::Result<()> {
        match (&mut self.task).await {
            Ok(Ok(never)) => match never {},
            Ok(Err(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Builder {
    /// All settings at once.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Changes some settings.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// The time stands still at this moment, until [`Sandbox::advance`] moves it. Without, it runs with the machine's clock.
    #[must_use]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.clock = Clock::fixed(now);
        self
    }

    /// Where to listen; a free port of the loopback interface if nothing is said.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Keeps the state in this file: read at the start if it exists, written after every change.
    #[must_use]
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Starts to serve, within the current Tokio runtime.
    pub async fn start(self) -> io::Result<Sandbox> {
        self.settings.check().map_err(|message| io::Error::new(io::ErrorKind::InvalidInput, message))?;
        let now = self.clock.now();
        let kept = self.file.as_deref().map(state::load).transpose()?.flatten();
        let state = kept.unwrap_or_else(|| state::seed::state(&self.settings, now));
        let world = World::new(self.settings, self.clock, state, self.file);
        world.keep(&world.state())?;
        operations::log_requests::resume(&world);
        let address = self.address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(server::serve(listener, Arc::clone(&world)));
        Ok(Sandbox { address, world, task })
    }
}
