//! The fields of logs: a table for visits and one for hits, in the order of the vocabulary.
//!
//! A field is found by its name once, when a log is asked for; rows are written without looking at names.

mod cell;
mod goods;
mod hits;
mod sources;
mod technology;
mod visits;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

pub use self::cell::Cell;
use crate::traffic::Traffic;
use crate::traffic::model::{Attribution, Hit, Page, Source, Visit};

/// What the rows of a log are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogSource {
    Visits,
    Hits,
}

/// A field that was asked for.
#[derive(Debug, Clone)]
pub struct LogField {
    /// As it was asked for, which is how the header writes it.
    pub name: String,
    field: &'static Field,
    attribution: Attribution,
}

/// What a cell is written from.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(super) traffic: &'a Traffic,
    pub(super) visit: &'a Visit,
    pub(super) by: Attribution,
}

/// A line of the tables.
#[derive(Debug)]
struct Field {
    /// As the vocabulary has it, with `<attribution>` as it stands.
    name: &'static str,
    /// The ClickHouse type, as the vocabulary has it.
    kind: &'static str,
    write: Write,
}

/// How a cell is written.
#[derive(Debug, Clone, Copy)]
enum Write {
    /// From the visit, in logs of either source.
    Visit(fn(&Row<'_>, &mut Cell<'_>)),
    /// From the hit, in logs of hits.
    Hit(fn(&Row<'_>, &Hit, &mut Cell<'_>)),
    /// Nothing known: the reference does not say what the field holds, or the sandbox has no such thing. An empty cell, or an
    /// empty array.
    Nothing,
}

const fn visit(name: &'static str, kind: &'static str, write: fn(&Row<'_>, &mut Cell<'_>)) -> Field {
    Field { name, kind, write: Write::Visit(write) }
}

const fn hit(name: &'static str, kind: &'static str, write: fn(&Row<'_>, &Hit, &mut Cell<'_>)) -> Field {
    Field { name, kind, write: Write::Hit(write) }
}

const fn nothing(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, write: Write::Nothing }
}

const PLACEHOLDER: &str = "<attribution>";

fn table(source: LogSource) -> impl Iterator<Item = &'static Field> {
    let groups: &'static [&'static [Field]] = match source {
        LogSource::Visits => &visits::TABLE,
        LogSource::Hits => &hits::TABLE,
    };
    groups.iter().copied().flatten()
}

/// The names of the vocabulary, in its order.
pub fn names(source: LogSource) -> impl Iterator<Item = &'static str> {
    table(source).map(|field| field.name)
}

/// Finds a field by a name of the vocabulary.
///
/// `<attribution>` may stand as it is, which means `default_attribution`, or be written out in any spelling:
/// `ym:s:lastsignTrafficSource`, `ym:s:lastSignTrafficSource`, `ym:s:cross_device_lastTrafficSource`.
pub fn resolve(source: LogSource, name: &str, default_attribution: Attribution) -> Option<LogField> {
    let (field, attribution) = table(source).find_map(|field| {
        if field.name == name {
            return Some((field, default_attribution));
        }
        let (before, after) = field.name.split_once(PLACEHOLDER)?;
        let word = name.strip_prefix(before)?.strip_suffix(after)?;
        Some((field, Attribution::from_word(word)?))
    })?;
    Some(LogField { name: name.to_owned(), field, attribution })
}

impl LogField {
    /// The ClickHouse type of the field, as the vocabulary has it.
    pub fn kind(&self) -> &'static str {
        self.field.kind
    }

    pub(super) fn attribution(&self) -> Attribution {
        self.attribution
    }

    pub(super) fn write(&self, row: &Row<'_>, hit: Option<&Hit>, cell: &mut Cell<'_>) {
        match (self.field.write, hit) {
            (Write::Visit(write), _) => write(row, cell),
            (Write::Hit(write), Some(hit)) => write(row, hit, cell),
            (Write::Hit(_) | Write::Nothing, _) => {
                if self.field.kind.starts_with("Array") {
                    cell.text("[]");
                }
            }
        }
    }
}

impl Row<'_> {
    fn source(&self) -> &'static Source {
        self.visit.sources.by(self.by)
    }

    /// Time on the clocks of the counter.
    fn local(&self, at: i64) -> DateTime {
        self.traffic.zone().to_datetime(timestamp(at))
    }

    /// The address of a page of the site.
    fn address(&self, page: &Page, cell: &mut Cell<'_>) {
        self.path(page.path, cell);
    }

    fn path(&self, path: &str, cell: &mut Cell<'_>) {
        cell.text("https://");
        cell.text(&self.traffic.plan().site);
        cell.text(path);
    }
}

/// Time in UTC+3, in which some fields are whatever the zone of the counter.
fn utc_plus_3(at: i64) -> DateTime {
    Offset::constant(3).to_datetime(timestamp(at))
}

fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH)
}
