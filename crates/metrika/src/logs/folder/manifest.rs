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
}

/// A day that is whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Day {
    /// When it was asked for.
    pub asked: Timestamp,
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

impl Manifest {
    /// The manifest of a folder, which must be of the same log. A new one if there is none.
    pub async fn load(folder: &Folder, counter: CounterId, query: &LogQuery) -> Result<Self> {
        let Some(text) = folder.store.read(NAME).await? else {
            return Ok(Self {
                version: VERSION,
                counter,
                source: query.source(),
                attribution: query.attributed().cloned(),
                format: folder.format,
                fields: query.columns().to_vec(),
                days: BTreeMap::new(),
                pieces: Vec::new(),
                obsolete: Vec::new(),
            });
        };
        let mut manifest: Self = serde_json::from_slice(&text).map_err(|error| {
            let message = format!("{NAME} of the folder {} cannot be read: {error}", folder.store);
            Error::new(ErrorKind::Storage, message)
        })?;
        manifest.check(folder, counter, query)?;
        manifest.fields = query.columns().to_vec();
        Ok(manifest)
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
        let mut files: BTreeMap<Date, Vec<Written>> = BTreeMap::new();
        for file in piece.parts.into_values().flat_map(|part| part.files) {
            files.entry(file.date).or_default().push(Written { path: published(&file.path), ..file });
        }
        let mut date = *piece.query.days().start();
        // Also those that have no rows.
        while date <= *piece.query.days().end() {
            let day = Day { asked: piece.asked, files: files.remove(&date).unwrap_or_default() };
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

/// Where a file of the staging folder is published.
pub(super) fn published(staged: &str) -> String {
    staged.strip_prefix(STAGING).unwrap_or(staged).to_owned()
}
