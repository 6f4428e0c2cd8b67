//! An export into a folder, from wherever the last one ended.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::bench::Bench;
use super::manifest::{Day, Manifest, Piece, REJECTED, STAGING, Written, published};
use super::{Folder, by_date, commit, days, keys};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::LogRequestId;
use crate::logs::export::{Engine, Step, Task, give_up};
use crate::logs::plan::years;
use crate::logs::requests::Made;
use crate::logs::{Export, LogPart, LogQuery, Logs, Stage, Unique};

/// What came of an export into a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Saved {
    /// Days that were read, also again.
    pub days: u64,
    /// Days that were there already, and are settled.
    pub kept_days: u64,
    /// Rows that were written.
    pub rows: u64,
    /// Rows that did not fit and are in `_rejected`.
    pub rejected: u64,
    /// Rows that had come before, and were left out because [`unique`](Folder::unique) was asked for.
    pub repeated: u64,
    /// Files that were written.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
    /// Parts that were downloaded.
    pub parts: u64,
    /// Parts that an export before this one had committed.
    pub kept_parts: u64,
    /// Requests that still take up storage, although their rows are all there: they could not be cleaned, or it is not known whether they were made for this folder.
    pub not_cleaned: Vec<LogRequestId>,
}

impl Export<'_> {
    /// Runs it into a folder, from wherever the last one ended: days that are there and settled are not asked for, and parts that are committed are not downloaded again.
    /// See [`folder`](super) for how that is made sure. The fields must have the date.
    ///
    /// A file that cannot be read or written is an error of kind [`Storage`](crate::ErrorKind::Storage); a folder of another log one of kind
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub async fn save_to(self, folder: &Folder) -> Result<Saved> {
        by_date::check(&self.query, folder.unique)?;
        self.query.check_all_but_length()?;
        let folder = &self.opened(folder).await?;
        let manifest = Manifest::load(folder, self.logs.counter(), &self.query).await?;
        let mut run = Run {
            folder,
            logs: self.logs,
            query: self.query.clone(),
            manifest,
            bench: Bench::new()?,
            unique: None,
            saved: Saved::default(),
        };
        run.tidy().await?;
        let tasks = run.tasks().await?;
        let mut settings = self.settings.clone();
        settings.keep = folder.keep_requests;
        // A part that comes while another is committed would be lost with it.
        settings.parallel.get_or_insert(1);
        let mut engine = Engine::new(self.logs, settings, tasks);
        engine.hold(Box::new(folder.store.clone()));
        while let Some(step) = engine.next().await? {
            if let Err(error) = run.take(step, &self).await {
                return Err(engine.fail(error).await);
            }
        }
        run.saved.not_cleaned.extend(engine.not_cleaned());
        Ok(run.saved)
    }

    /// The folder for this export alone, whose files say what they are of.
    async fn opened(&self, folder: &Folder) -> Result<Folder> {
        #[cfg_attr(not(feature = "parquet"), allow(unused_mut))]
        let mut folder = Folder { store: folder.store.open().await?, ..folder.clone() };
        #[cfg(feature = "parquet")]
        {
            let about = &mut folder.parquet.metadata;
            about.insert("metrika.counter".to_owned(), self.logs.counter().to_string());
            if let Some(attribution) = self.query.attributed() {
                about.insert("metrika.attribution".to_owned(), attribution.to_string());
            }
        }
        Ok(folder)
    }
}

struct Run<'a> {
    folder: &'a Folder,
    logs: Logs<'a>,
    query: LogQuery,
    manifest: Manifest,
    bench: Bench,
    /// What has come of the request that is being read, if it matters.
    unique: Option<(LogQuery, Unique)>,
    saved: Saved,
}

impl Run<'_> {
    /// Ends what was being done when the last export ended.
    async fn tidy(&mut self) -> Result<()> {
        let there: HashMap<String, u64> = self.folder.store.list("").await?.into_iter().collect();
        let publishing: Vec<LogQuery> =
            self.manifest.pieces.iter().filter(|piece| piece.publishing).map(|piece| piece.query.clone()).collect();
        for query in publishing {
            let piece = self.manifest.piece(&query)?;
            let is = |path: &str, bytes: u64| there.get(path) == Some(&bytes);
            let whole = |file: &Written| is(&file.path, file.bytes) || is(&published(&file.path), file.bytes);
            if piece.parts.values().flat_map(|part| &part.files).all(whole) {
                self.publish(&query).await?;
            } else if let Some(piece) = self.manifest.remove(&query) {
                // Somebody has tidied up. What was moved already belongs to no day: all of it is read again.
                self.manifest.obsolete.extend(piece.parts.into_values().flat_map(|part| part.everywhere()));
                self.manifest.finished.extend(piece.request.filter(|made| made.own).map(|made| made.id));
                self.manifest.save(self.folder).await?;
            }
        }
        self.forget_obsolete().await?;
        // What is under way is of no use if other fields are asked for, or its days are not.
        let useful = |piece: &Piece| {
            let days = self.query.days();
            piece.query.columns() == self.query.columns()
                && piece.query.attributed() == self.query.attributed()
                && days.contains(piece.query.days().start())
                && days.contains(piece.query.days().end())
        };
        let (kept, dropped): (Vec<Piece>, Vec<Piece>) =
            std::mem::take(&mut self.manifest.pieces).into_iter().partition(useful);
        self.manifest.pieces = kept;
        for piece in dropped {
            self.manifest.obsolete.extend(piece.parts.values().filter_map(|part| part.rejects.clone()));
            match piece.request {
                Some(made) if made.own => self.manifest.finished.push(made.id),
                Some(_) => {}
                // It may have been made. Whose a newer one is cannot be told.
                None => self.saved.not_cleaned.extend(self.logs.find(&piece.query, piece.after).await?),
            }
        }
        // Before anything is cleaned: if somebody else is at it, this fails.
        self.manifest.save(self.folder).await?;
        for id in std::mem::take(&mut self.manifest.finished) {
            if !give_up(self.logs.client(), self.logs.counter(), id).await {
                self.saved.not_cleaned.push(id);
                self.manifest.finished.push(id);
            }
        }
        self.look_after_files().await?;
        self.manifest.save(self.folder).await?;
        // Files that were made and not committed, or are of no use.
        let known: HashSet<&str> = self.files_under_way().chain(self.manifest.rejected()).collect();
        for folder in [STAGING, REJECTED] {
            for (path, _) in self.folder.store.list(folder).await? {
                if !known.contains(path.as_str()) {
                    self.folder.store.delete(&path).await?;
                }
            }
        }
        Ok(())
    }

    /// Days whose files are not as they were written are days to be read.
    async fn look_after_files(&mut self) -> Result<()> {
        let there: HashMap<String, u64> = self.folder.store.list("").await?.into_iter().collect();
        let broken = |day: &Day| day.files.iter().any(|file| there.get(&file.path) != Some(&file.bytes));
        let days = self.manifest.days.range(self.query.days());
        let broken: Vec<Date> = days.filter(|(_, day)| broken(day)).map(|(date, _)| *date).collect();
        for date in broken {
            tracing::warn!(%date, folder = %self.folder.store, "files of a day are not as they were written: it is read again");
            let day = self.manifest.days.remove(&date);
            self.manifest.obsolete.extend(day.into_iter().flat_map(|day| day.files).map(|file| file.path));
        }
        self.forget_obsolete().await
    }

    fn files_under_way(&self) -> impl Iterator<Item = &str> {
        let parts = self.manifest.pieces.iter().flat_map(|piece| piece.parts.values());
        parts.flat_map(|part| part.files.iter().map(|file| &file.path).chain(&part.keys)).map(String::as_str)
    }

    /// What is to be asked for: first what is under way.
    async fn tasks(&mut self) -> Result<Vec<Task>> {
        let there: HashSet<(String, u64)> = self.folder.store.list(STAGING).await?.into_iter().collect();
        let mut tasks = Vec::new();
        for piece in &mut self.manifest.pieces {
            if piece.request.is_none() {
                // It was about to be made. Whether one that is newer was made for this cannot be told: it is read, and left.
                let found = self.logs.find(&piece.query, piece.after).await?;
                piece.request = found.map(|id| Made { id, own: false });
                self.saved.not_cleaned.extend(piece.request.map(|made| made.id));
            }
            // A file that is not there as it was written makes its part one that is not there.
            let unique = self.folder.unique;
            piece.parts.retain(|_, part| {
                // Nor is one there whose rows cannot be told apart from others.
                let known = part.keys.is_some() || !unique;
                known && part.files.iter().all(|file| there.contains(&(file.path.clone(), file.bytes)))
            });
            let done: HashSet<i64> = piece.parts.keys().copied().collect();
            self.saved.kept_parts += done.len() as u64;
            tasks.push(Task::resumed(piece.query.clone(), piece.request, done));
        }
        // What takes up storage first, so that there is room for the others.
        tasks.sort_by_key(|task: &Task| task.request.is_none());
        self.saved.kept_days = self.manifest.kept(&self.query, self.folder.lookback);
        for run in self.manifest.wanted(&self.query, self.folder.lookback) {
            // Whether there is room is seen when it is their turn: what is under way may take it now.
            tasks.extend(years(&run)?.into_iter().map(Task::new));
        }
        Ok(tasks)
    }

    async fn take(&mut self, step: Step, export: &Export<'_>) -> Result<()> {
        match step {
            Step::Requesting(query, after) => {
                let asked = days::asked(self.logs.now());
                if let Ok(piece) = self.manifest.piece(&query) {
                    (piece.after, piece.asked) = (after, asked);
                } else {
                    let piece =
                        Piece { query, asked, after, request: None, parts: Default::default(), publishing: false };
                    self.manifest.pieces.push(piece);
                }
            }
            Step::Requested(query, made) => self.manifest.piece(&query)?.request = Some(made),
            Step::Lost(query) => {
                // Another request may have other rows, in other parts. It is a new one, as of when it is made.
                let Some(piece) = self.manifest.remove(&query) else { return Ok(()) };
                self.saved.kept_parts = self.saved.kept_parts.saturating_sub(piece.parts.len() as u64);
                self.manifest.save(self.folder).await?;
                for path in piece.parts.into_values().flat_map(super::manifest::Part::paths) {
                    self.folder.store.delete(&path).await?;
                }
                return Ok(());
            }
            Step::Split(query) => {
                self.manifest.remove(&query);
            }
            Step::Part(part) => return self.commit(*part, export).await,
            Step::Cleaned(id) => self.manifest.finished.retain(|finished| *finished != id),
            Step::Finished(query, made) => {
                self.manifest.piece(&query)?.publishing = true;
                self.manifest.save(self.folder).await?;
                self.publish(&query).await?;
                export.settings.progress.report(Stage::Published, |now| {
                    (now.request, now.days) = (Some(made.id), Some(query.days().into_inner()));
                });
                return Ok(());
            }
        }
        self.manifest.save(self.folder).await
    }

    async fn commit(&mut self, part: LogPart, export: &Export<'_>) -> Result<()> {
        let (query, request, number) = (part.query.clone(), part.request, part.number);
        let mut unique = self.unique_of(&query).await?;
        let part = commit::stage(&self.bench, self.folder, part, export.settings.spool.clone(), &mut unique).await?;
        self.unique = unique.map(|unique| (query.clone(), unique));
        self.saved.parts += 1;
        self.manifest.piece(&query)?.parts.insert(number, part);
        self.manifest.save(self.folder).await?;
        export.settings.progress.report(Stage::Committed, |now| {
            (now.request, now.part) = (Some(request), Some(number));
        });
        Ok(())
    }

    /// What has come of a request, in parts that are committed.
    async fn unique_of(&mut self, query: &LogQuery) -> Result<Option<Unique>> {
        match self.unique.take() {
            _ if !self.folder.unique => Ok(None),
            Some((of, unique)) if of.days() == query.days() => Ok(Some(unique)),
            _ => {
                let mut unique = Unique::new();
                for path in self.manifest.piece(query)?.parts.values().filter_map(|part| part.keys.as_ref()) {
                    let keys = self.folder.store.read(path).await?.and_then(|bytes| keys::read(&bytes));
                    let broken =
                        || Error::new(ErrorKind::Storage, format!("{path} of the folder is not as it was written"));
                    unique.extend(keys.ok_or_else(broken)?);
                }
                Ok(Some(unique))
            }
        }
    }

    /// Moves the files of a piece to where they are read. It can be done again, from any point on.
    async fn publish(&mut self, query: &LogQuery) -> Result<()> {
        let piece = self.manifest.piece(query)?;
        let parts: Vec<_> = piece.parts.values().cloned().collect();
        for file in parts.iter().flat_map(|part| &part.files) {
            self.folder.store.rename(&file.path, &published(&file.path)).await?;
        }
        for part in &parts {
            self.saved.rows += part.rows;
            self.saved.rejected += part.rejected;
            self.saved.repeated += part.repeated;
            self.saved.files += part.files.len() as u64;
            self.saved.bytes += part.files.iter().map(|file| file.bytes).sum::<u64>();
        }
        self.saved.days += query.number_of_days();
        if let Some(piece) = self.manifest.remove(query) {
            self.manifest.publish(piece);
        }
        self.manifest.save(self.folder).await?;
        self.forget_obsolete().await
    }

    async fn forget_obsolete(&mut self) -> Result<()> {
        if self.manifest.obsolete.is_empty() {
            return Ok(());
        }
        for path in &self.manifest.obsolete {
            self.folder.store.delete(path).await?;
        }
        self.manifest.obsolete.clear();
        self.manifest.save(self.folder).await
    }
}
