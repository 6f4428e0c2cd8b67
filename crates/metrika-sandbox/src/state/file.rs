//! Keeping the state in a file, and reading one that somebody wrote.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Counter, State};

/// Why something is no state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoState {
    /// Where: `counters.44147844`.
    pub place: String,
    pub message: String,
}

impl fmt::Display for NoState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for NoState {}

/// Reads a state, all of it: what is missing would be empty, which is no state that a sandbox was ever in.
pub(crate) fn read(mut written: Map<String, Value>) -> Result<State, NoState> {
    let known = ["users", "counters", "tokens", "numbers"];
    let no = |place: &str, message: String| NoState { place: place.to_owned(), message };
    if let Some(name) = written.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(no(name, format!("the state has no {name}")));
    }
    let mut take = |name: &str| written.remove(name).ok_or_else(|| no(name, format!("the state lacks its {name}")));
    let mut state = State {
        users: part("users", take("users")?)?,
        tokens: part("tokens", take("tokens")?)?,
        numbers: part("numbers", take("numbers")?)?,
        ..State::default()
    };
    for (id, value) in part::<Map<String, Value>>("counters", take("counters")?)? {
        let place = format!("counters.{id}");
        let counter: Counter = part(&place, value)?;
        let id = id.parse::<i64>().map_err(|_| no(&place, format!("{id} is no number of a counter")))?;
        if counter.id() != id {
            return Err(no(&place, format!("its value has the id {}", counter.id())));
        }
        if let Err(refusal) = counter.traffic(Timestamp::UNIX_EPOCH) {
            let message = refusal.problems.into_iter().map(|problem| problem.message).collect();
            return Err(no(&format!("{place}.traffic"), message));
        }
        state.counters.insert(id, counter);
    }
    Ok(state)
}

fn part<T: DeserializeOwned>(place: &str, value: Value) -> Result<T, NoState> {
    serde_json::from_value(value)
        .map_err(|error| NoState { place: place.to_owned(), message: format!("this cannot be read: {error}") })
}

/// Reads a state that [`save`] wrote; `None` if there is no such file.
pub fn load(path: &Path) -> io::Result<Option<State>> {
    let wrong =
        |error: &dyn fmt::Display| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()));
    match std::fs::read(path) {
        Ok(bytes) => {
            let written = serde_json::from_slice(&bytes).map_err(|error| wrong(&error))?;
            read(written).map(Some).map_err(|error| wrong(&error))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    }
}

/// Writes the state beside the file and then puts it in its place: whoever reads finds the old one or the new one, whole.
pub fn save(state: &State, path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, state)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
