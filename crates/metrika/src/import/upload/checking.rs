//! From rows to files: reads, checks, lays down, cuts.

use std::io;

use super::checked::Checked;
use super::pieces::{self, Cut};
use super::progress::Stage;
use super::rejects::{Rejected, Rejects};
use super::sheet::{Laid, Sheet};
use super::{Job, OnProblem};
use crate::error::{Error, ErrorKind, Result};
use crate::import::check::{Found, Keys, Repeated, Reporter, Rules, ask};
use crate::import::layout::{Facts, Layout, nearest};
use crate::import::source::{Columns, Reading, Row};

/// Characters that a comment has at most.
const COMMENT: usize = 255;
/// Rows between two moments at which others may run.
const STRETCH: u64 = 500;

pub(super) async fn check<'a>(job: Job<'a>) -> Result<Checked<'a>> {
    let layout = job.kind.layout();
    if let Some(length) = job.comment.as_ref().map(|comment| comment.chars().count()).filter(|it| *it > COMMENT) {
        return Err(Error::invalid("comment", format_args!("it has {length} characters, {COMMENT} are allowed")));
    }
    let known = ask(job.client, job.counter, layout, job.zone, job.lookups).await.map_err(|error| {
        error.noted(
            "the check asks the counter what rows are checked against: `without_lookups` and `time_zone` do without"
                .to_owned(),
        )
    })?;
    let now = job.client.session().core.clock.now();
    let facts = Facts { now, reach: job.reach, known };
    if let Rejects::Path(to) = &job.rejects
        && job.source.is_file(to)
    {
        return Err(Error::invalid("rejects_to", "it is the file that is uploaded, and would be overwritten"));
    }
    let mut columns = Columns::new(layout, &facts.known.attributes);
    let mut reporter = Reporter::default();
    if !job.kind.takes_comment() && job.comment.as_ref().is_some_and(|comment| !comment.is_empty()) {
        reporter.report.notes.push(format!("{} take no comment: it is not sent", layout.name));
    }
    let mut reading = Reading::begin(job.source, &mut columns, &mut reporter.report.notes)?;
    let rules = Rules::new(layout, &facts, reading.has().as_deref(), &columns, &mut reporter);
    let folder = job.folder.as_deref();
    let (mut sheet, mut keys, mut row, mut told) = (Sheet::new(folder), Keys::default(), Row::default(), 0);
    let mut rejects = Rejected::open(job.rejects).map_err(|error| storage("the file of rejects", error))?;

    loop {
        let more = reading.next(&mut row, &mut columns).await?;
        told = unknown(layout, &columns, told, job.on_problem, &mut reporter);
        if !more {
            break;
        }
        reporter.report.rows += 1;
        // Neither more cells than titles nor a value that no cell can hold could be sent as they are.
        let whole = row.broken.is_empty();
        let Found { visitor, problems } = rules.check(&mut row);
        let good = problems.is_empty();
        let sent = good || (job.on_problem == OnProblem::Send && whole);
        if !good {
            if !sent {
                rejects.row(&columns.names, &row, &problems).map_err(|error| storage("the file of rejects", error))?;
            }
            reporter.row(row.number, row.line, problems);
        }
        if sent {
            sheet.add(visitor, &row).map_err(spool)?;
            // One with problems is told already, and counts once.
            if let Some(key) = rules.key(&row).filter(|_| good) {
                keys.add(row.number, key, folder).map_err(spool)?;
            }
        }
        if row.number.is_multiple_of(STRETCH) {
            job.progress.tell(Stage::Checking, row.number, 0, 0);
            tokio::task::yield_now().await;
        }
    }
    if reporter.report.rows == 0 {
        return Err(Error::new(ErrorKind::InvalidRequest, format!("there are no rows of {} to upload", layout.name)));
    }
    job.progress.tell(Stage::Checking, reporter.report.rows, 0, 0);

    let key = rules.key_name();
    let (names, most_bytes, folder, delimiter) = (columns.names, job.most_bytes, job.folder, job.kind.delimiter());
    let json = job.kind.is_json().then_some(layout);
    let leaves_out = job.on_problem != OnProblem::Send;
    let made = tokio::task::spawn_blocking(move || -> io::Result<_> {
        let repeated = keys.repeated()?;
        let folder = folder.as_deref();
        let how = Cut { names: &names, delimiter, json, most_bytes, folder, repeated: &repeated, leaves_out };
        let mut tell = |laid: &Laid<'_>, repeated: Repeated| {
            let reason = repeats(repeated, &key);
            if leaves_out {
                rejects.laid(&names, laid, &key, &reason).map_err(of_rejects)?;
            }
            reporter.row(repeated.row, laid.line(), [(key.clone(), reason)]);
            Ok(())
        };
        let pieces = pieces::cut(sheet, &how, &mut tell)?;
        rejects.close().map_err(of_rejects)?;
        // Those that repeat others were found last, and those of each kind of visitors one after another.
        reporter.report.problems.sort_by_key(|problem| problem.row);
        Ok((pieces, reporter))
    });
    let (pieces, reporter) = made.await.map_err(io::Error::other).and_then(|made| made).map_err(spool)?;
    Ok(Checked {
        client: job.client,
        counter: job.counter,
        kind: job.kind,
        comment: job.comment,
        on_problem: job.on_problem,
        progress: job.progress,
        confirm: job.confirm,
        wrong_columns: reporter.wrong_columns,
        report: reporter.report,
        pieces,
        before: None,
    })
}

/// Tells of columns that came up and are not known. How many have been told so far.
fn unknown(layout: &Layout, columns: &Columns, told: usize, what: OnProblem, reporter: &mut Reporter) -> usize {
    let unknown = columns.unknown();
    for name in &unknown[told..] {
        let reason = match nearest(name, columns.known().iter().map(String::as_str)) {
            Some(near) => format!("{} have no such column; did you mean {near}?", layout.name),
            None => format!("{} have no such column; theirs are {}", layout.name, columns.known().join(", ")),
        };
        let reason = reason + layout.doubt();
        match what {
            OnProblem::Send => reporter.report.notes.push(format!("column {name}: {reason}")),
            _ => reporter.columns(name, reason),
        }
    }
    unknown.len()
}

fn repeats(repeated: Repeated, key: &str) -> String {
    match key {
        "" => format!("repeats row {} in all columns", repeated.first),
        _ => format!("is the same as in row {}", repeated.first),
    }
}

fn storage(what: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::Storage, format!("{what} cannot be written: {error}")).with_source(error)
}

/// Names the file, where the error would pass for one of the files to send.
fn of_rejects(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the file of rejects: {error}"))
}

fn spool(error: io::Error) -> Error {
    match error.kind() {
        // Not a matter of the disk: the rows cannot be laid into files.
        io::ErrorKind::InvalidData => Error::new(ErrorKind::InvalidRequest, error.to_string()),
        _ => storage("the files to send", error),
    }
}
