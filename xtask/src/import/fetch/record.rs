//! `cache.json`: what is known of the pages that stand beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::site::{Answer, Validators};
use crate::files::write_whole;
use crate::import::index::{self, Index, Url};

const FILE: &str = "cache.json";

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    index_url: Option<String>,
    /// When the round began that has not come to its end, in seconds since 1970.
    unfinished_since: Option<u64>,
    /// The index and the pages, by path.
    files: BTreeMap<String, Saved>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    #[serde(flatten)]
    validators: Validators,
    /// Of the text that the validators belong to. A file that was damaged or edited is asked for anew.
    hash: String,
    /// Whether the round that is under way has seen it.
    done: bool,
}

impl Record {
    /// The record of a folder. Without one, or with one that does not parse, nothing is known, and everything is asked for.
    pub(crate) fn load(cache: &Path) -> Self {
        let text = fs::read_to_string(cache.join(FILE)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn save(&self, cache: &Path) -> io::Result<()> {
        write_whole(&cache.join(FILE), &(serde_json::to_string_pretty(self)? + "\n"))
    }

    pub(crate) fn is_unfinished(&self) -> bool {
        self.unfinished_since.is_some()
    }

    /// Where the pages came from.
    pub(crate) fn index_url(&self) -> Option<&str> {
        self.index_url.as_deref()
    }

    /// If the pages came from another index, what its server said of them is worth nothing.
    pub(super) fn belongs_to(&mut self, index_url: &Url) {
        if self.index_url.as_deref() != Some(index_url.as_str()) {
            self.index_url = Some(index_url.to_string());
            self.unfinished_since = None;
            self.files.values_mut().for_each(|file| file.validators = Validators::default());
        }
    }

    /// Whether a round was begun with this very index, not too long ago, and not finished.
    pub(super) fn is_under_way(&self, index: &str, longest: Duration) -> bool {
        let Some(since) = self.unfinished_since else { return false };
        // A start in the future is a clock that was set back.
        let age = seconds(SystemTime::now()).checked_sub(since);
        age.is_some_and(|age| age < longest.as_secs())
            && self.files.get(index::FILE).is_some_and(|file| file.hash == hash(index))
    }

    pub(super) fn begin(&mut self, now: SystemTime) {
        self.unfinished_since = Some(seconds(now));
        self.files.values_mut().for_each(|file| file.done = false);
    }

    /// Whether this round has seen the page, and the page is still there.
    pub(super) fn is_done(&self, cache: &Path, path: &str) -> bool {
        self.intact(cache, path).is_some_and(|file| file.done)
    }

    /// What to tell the server of the copy that is here, if it is whole.
    pub(super) fn validators(&self, cache: &Path, path: &str) -> Validators {
        self.intact(cache, path).map(|file| file.validators.clone()).unwrap_or_default()
    }

    fn intact(&self, cache: &Path, path: &str) -> Option<&Saved> {
        let file = self.files.get(path)?;
        let text = fs::read_to_string(cache.join(path)).ok()?;
        (hash(&text) == file.hash).then_some(file)
    }

    /// Keeps an answer: first the file, then what is known of it. Killed in between, the file does not fit its hash, and is asked for again.
    pub(super) fn accept(&mut self, cache: &Path, path: &str, answer: Answer) -> io::Result<()> {
        match answer {
            Answer::Unchanged => {
                if let Some(file) = self.files.get_mut(path) {
                    file.done = true;
                }
            }
            Answer::Changed { text, validators } => {
                write_whole(&cache.join(path), &text)?;
                self.files.insert(path.to_owned(), Saved { validators, hash: hash(&text), done: true });
            }
        }
        self.save(cache)
    }

    /// Ends the round: pages that the index no longer lists go. Files that no fetch has brought are left alone.
    pub(super) fn finish(&mut self, cache: &Path, index: &Index) -> io::Result<usize> {
        let listed: BTreeSet<&str> = index.pages.iter().map(|page| page.path.as_str()).chain([index::FILE]).collect();
        let gone: Vec<String> = self.files.keys().filter(|path| !listed.contains(path.as_str())).cloned().collect();
        for path in &gone {
            // The record is a file that could be edited.
            let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
            match if inside { fs::remove_file(cache.join(path)) } else { Ok(()) } {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => self.files.remove(path),
            };
        }
        self.unfinished_since = None;
        self.save(cache)?;
        Ok(gone.len())
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// FNV-1a and the length. It has to notice accidents, not attacks, and to be the same in every version of Rust.
fn hash(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}-{}", text.len())
}
