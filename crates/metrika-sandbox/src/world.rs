//! Everything that one running sandbox has.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::clock::Clock;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::quota::Quotas;
use crate::refusal::Refusal;
use crate::settings::Settings;
use crate::state::{State, save};
use crate::visits::Visits;

/// One running sandbox: its settings, its clock and what it remembers.
#[derive(Debug)]
pub struct World {
    pub settings: Settings,
    pub clock: Clock,
    pub journal: Journal,
    pub faults: Faults,
    pub quotas: Quotas,
    pub(crate) visits: Visits,
    state: Mutex<State>,
    file: Option<PathBuf>,
    /// Itself, for work that goes on after a request.
    me: Weak<Self>,
}

impl World {
    pub(crate) fn new(settings: Settings, clock: Clock, state: State, file: Option<PathBuf>) -> Arc<Self> {
        let journal = Journal::new(settings.journal_length);
        let faults = Faults::new(settings.faults.clone(), settings.data.seed);
        let quotas = Quotas::new(settings.quotas.clone());
        let visits = Visits::default();
        let state = Mutex::new(state);
        Arc::new_cyclic(|me| {
            let me = Weak::clone(me);
            Self { settings, clock, journal, faults, quotas, visits, state, file, me }
        })
    }

    /// The same sandbox, for work that goes on after a request; `None` while it stops.
    pub(crate) fn shared(&self) -> Option<Arc<Self>> {
        self.me.upgrade()
    }

    /// The state, for as long as it is held.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the state to its file, if it has one.
    pub(crate) fn keep(&self, state: &State) -> std::io::Result<()> {
        match &self.file {
            Some(path) => save(state, path),
            None => Ok(()),
        }
    }

    /// The same for a request, which is refused if it cannot be done.
    pub(crate) fn store(&self, state: &State) -> Result<(), Refusal> {
        self.keep(state)
            .map_err(|error| Refusal::new(503, "backend_error", format!("the state cannot be written: {error}")))
    }
}
