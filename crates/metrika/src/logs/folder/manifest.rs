//! What is in a folder, and what is under way.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Folder, Format};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{CounterId, LogRequestId};
use crate::logs::requests::Made;
use crate::logs::{Field, LogQuery, Source};
use crate::reports::Attribution;

const NAME: &str = "_manifest.json";
const VERSION: u32 = 1;

/// What is in a folder, and what is under way.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    version: u32,
    counter: CounterId,
    source: Source,
    attribution: Option<Attribution>,
    format: Format,
    fields: Vec<Field>,
    /// Days that are whole.
    pub days: BTreeMap<Date, Day>,
    /// Requests that are not.
    pub pieces: Vec<Piece>,
    /// Files that have been replaced and are to be deleted.
    pub obsolete: Vec<String>,
    /// Requests of this folder whose days are published, and which are to be cleaned.
    #[serde(default)]
    pub finished: Vec<LogRequestId>,
    /// Rows that did not fit.
    #[serde(default)]
    pub rejects: Vec<Rejects>,
}

/// Rows of a request that did not fit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rejects {
    pub path: String,
    pub from: Date,
    pub to: Date,
    pub rows: u64,
}

/// A day that is whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Day {
    /// When it was asked for.
    pub asked: Timestamp,
    /// The earliest day that it can have been then where the counter is.
    pub today: Date,
    pub files: Vec<Written>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub path: String,
    pub date: Date,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

/// A request that is under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Piece {
    pub query: LogQuery,
    pub asked: Timestamp,
    /// The newest request before it was made: what is newer may be it.
    pub after: Option<LogRequestId>,
    /// `None` if it is not known whether it was made.
    pub request: Option<Made>,
    /// Those that are committed.
    pub parts: BTreeMap<i64, Part>,
    /// All parts are, and files are being moved.
    pub publishing: bool,
}

/// A part that is committed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub rows: u64,
    pub rejected: u64,
    /// Rows that had come before, and are not in the files.
    #[serde(default)]
    pub repeated: u64,
    /// Of TSV, header and all.
    pub bytes: u64,
    pub files: Vec<Written>,
    /// Where the rejects are.
    pub rejects: Option<String>,
    /// Where the keys of the rows are, until it is published.
    #[serde(default)]
    pub keys: Option<String>,
}

impl Part {
    /// All files of a part that is not published.
    pub fn paths(self) -> impl Iterator<Item = String> {
        self.files.into_iter().map(|file| file.path).chain(self.rejects).chain(self.keys)
    }

    /// The same of one that is being published: its files may be here or there.
    pub fn everywhere(self) -> impl Iterator<Item = String> {
        let published: Vec<String> = self.files.iter().map(|file| published(&file.path)).collect();
        self.paths().chain(published)
    }
}

impl Manifest {
    /// The manifest of a folder, which must be of the same log. A new one if there is none.
    pub async fn load(folder: &Folder, counter: CounterId, query: &LogQuery) -> Result<Self> {
        let new = || Self {
            version: VERSION,
            counter,
            source: query.source(),
            attribution: query.attributed().cloned(),
            format: folder.format,
            fields: Vec::new(),
            days: BTreeMap::new(),
            pieces: Vec::new(),
            obsolete: Vec::new(),
            finished: Vec::new(),
            rejects: Vec::new(),
        };
        let Some(text) = folder.store.read(NAME).await? else { return Ok(new()) };
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| {
            let message = format!("{NAME} of the folder {} cannot be read: {error}", folder.store);
            Error::new(ErrorKind::Storage, message)
        })?;
        if manifest.is_empty() {
            // Nothing came of what was asked for before.
            return Ok(new());
        }
        manifest.check(folder, counter, query)?;
        Ok(manifest)
    }

    fn is_empty(&self) -> bool {
        self.days.is_empty() && self.pieces.is_empty() && self.obsolete.is_empty() && self.finished.is_empty()
    }

    /// Where rows are that did not fit.
    pub fn rejected(&self) -> impl Iterator<Item = &str> {
        let under_way =
            self.pieces.iter().flat_map(|piece| piece.parts.values()).filter_map(|part| part.rejects.as_ref());
        self.rejects.iter().map(|rejects| &rejects.path).chain(under_way).map(String::as_str)
    }

    fn check(&self, folder: &Folder, counter: CounterId, query: &LogQuery) -> Result<()> {
        let attribution =
            |attribution: Option<&Attribution>| attribution.map_or("the default", |word| word.as_str()).to_owned();
        let differs = [
            ("version", self.version.to_string(), VERSION.to_string()),
            ("counter", self.counter.to_string(), counter.to_string()),
            ("source", self.source.to_string(), query.source().to_string()),
            ("attribution", attribution(self.attribution.as_ref()), attribution(query.attributed())),
            ("format", self.format.ending().to_owned(), folder.format.ending().to_owned()),
        ];
        if let Some((what, there, asked)) = differs.into_iter().find(|(_, there, asked)| there != asked) {
            let rule =
                format!("the folder {} has the {what} {there}, and not {asked}: take another folder", folder.store);
            return Err(Error::invalid(what, rule));
        }
        let missing: Vec<&str> =
            self.fields.iter().filter(|field| !query.columns().contains(field)).map(|field| field.as_str()).collect();
        if !missing.is_empty() {
            let rule = format!(
                "the folder {} has fields that are not asked for: {}; days may get more fields and not fewer",
                folder.store,
                missing.join(", ")
            );
            return Err(Error::invalid("fields", rule));
        }
        Ok(())
    }

    /// Writes it, at one stroke.
    pub async fn save(&self, folder: &Folder) -> Result<()> {
        let unwritten = |error| Error::new(ErrorKind::Storage, format!("{NAME} cannot be made: {error}"));
        folder.store.replace(NAME, serde_json::to_vec_pretty(self).map_err(unwritten)?).await
    }

    /// The piece of these days.
    pub fn piece(&mut self, query: &LogQuery) -> Result<&mut Piece> {
        self.pieces.iter_mut().find(|piece| piece.query.days() == query.days()).ok_or_else(|| {
            let (from, to) = query.days().into_inner();
            Error::new(ErrorKind::Storage, format!("{NAME} has no request for {from} to {to}"))
        })
    }

    /// Takes a piece out.
    pub fn remove(&mut self, query: &LogQuery) -> Option<Piece> {
        let at = self.pieces.iter().position(|piece| piece.query.days() == query.days())?;
        Some(self.pieces.remove(at))
    }

    /// Makes the files of a piece those of its days. The files are moved already.
    pub fn publish(&mut self, piece: Piece) {
        let (from, to) = piece.query.days().into_inner();
        // The files of more fields are of more fields; those that were there before stay as they are.
        self.fields = piece.query.columns().to_vec();
        self.finished.extend(piece.request.filter(|made| made.own).map(|made| made.id));
        let (replaced, kept) =
            std::mem::take(&mut self.rejects).into_iter().partition(|old| old.from >= from && old.to <= to);
        self.rejects = kept;
        self.obsolete.extend(replaced.into_iter().map(|old: Rejects| old.path));
        let today = super::days::earliest(piece.asked, to);
        let mut files: BTreeMap<Date, Vec<Written>> = BTreeMap::new();
        for part in piece.parts.into_values() {
            self.rejects.extend(part.rejects.map(|path| Rejects { path, from, to, rows: part.rejected }));
            self.obsolete.extend(part.keys);
            for file in part.files {
                files.entry(file.date).or_default().push(Written { path: published(&file.path), ..file });
            }
        }
        let mut date = from;
        // Also those that have no rows.
        while date <= to {
            let day = Day { asked: piece.asked, today, files: files.remove(&date).unwrap_or_default() };
            let new: Vec<String> = day.files.iter().map(|file| file.path.clone()).collect();
            if let Some(old) = self.days.insert(date, day) {
                self.obsolete.extend(old.files.into_iter().map(|file| file.path).filter(|path| !new.contains(path)));
            }
            match date.tomorrow() {
                Ok(next) => date = next,
                Err(_) => break,
            }
        }
    }
}

/// The folder of what is not published.
pub(super) const STAGING: &str = "_staging/";

/// The folder of rows that did not fit.
pub(super) const REJECTED: &str = "_rejected/";

/// Where a file of the staging folder is published.
pub(super) fn published(staged: &str) -> String {
    staged.strip_prefix(STAGING).unwrap_or(staged).to_owned()
}
