//! A part, parted by date.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::ops::RangeInclusive;
use std::path::Path;

use jiff::civil::Date;

use crate::error::{Error, ErrorKind, Result};
use crate::logs::tsv::{Column, Decoder, Row};
use crate::logs::unique::{Key, Unique, date_field, id_field};
use crate::logs::{LogPart, LogQuery};

/// Bytes that are gathered for each day.
const GATHERED: usize = 16 << 10;

/// The rows of a part, each day in a file without a name.
pub(super) struct ByDate {
    pub header: Vec<u8>,
    pub days: BTreeMap<Date, OfDay>,
    /// Lines that fit nowhere, each behind what is wrong with it.
    pub rejects: Option<File>,
    pub rejected: u64,
    /// The keys of its rows, if they are to be told apart.
    pub keys: Vec<Key>,
    /// Rows that had come before.
    pub repeated: u64,
}

pub(super) struct OfDay {
    pub file: File,
    pub rows: u64,
}

/// What else a row must pass.
pub(super) type Check<'c> = dyn FnMut(Row<'_>) -> Result<()> + 'c;

/// Without its date, a row of several days belongs nowhere.
pub(super) fn check(query: &LogQuery, unique: bool) -> Result<()> {
    let date = date_field(query.source());
    if !query.columns().contains(&date) {
        let rule = format!("a folder keeps days apart, and needs {date} for that: add it");
        return Err(Error::invalid("fields", rule));
    }
    let id = id_field(query.source());
    if unique && !query.columns().contains(&id) {
        let rule = format!("rows are told apart by {id}: add it");
        return Err(Error::invalid("fields", rule));
    }
    Ok(())
}

/// Reads a part. Rows that do not fit are errors, or rejects if they may be.
pub(super) fn split(
    part: &mut LogPart,
    spool: Option<&Path>,
    reject: bool,
    mut unique: Option<&mut Unique>,
    check: &mut Check<'_>,
) -> Result<ByDate> {
    let (field, days) = (date_field(part.query.source()), part.query.days());
    let spool = || match spool {
        Some(folder) => tempfile::tempfile_in(folder),
        None => tempfile::tempfile(),
    };
    let mut files: BTreeMap<Date, (BufWriter<File>, u64)> = BTreeMap::new();
    let (mut header, mut column) = (Vec::new(), None::<Column>);
    let (mut keys, mut repeated) = (Vec::new(), 0);
    let mut rejects = if reject { Some(BufWriter::with_capacity(GATHERED, spool().map_err(unwritten)?)) } else { None };
    let mut decoder = Decoder::new(part.called());
    if let Some(rejects) = &mut rejects {
        decoder = decoder.reject(|line, error| {
            let reason = error.to_string().escape_debug().to_string();
            [reason.as_bytes(), b"\t", line, b"\n"]
                .into_iter()
                .try_for_each(|part| rejects.write_all(part))
                .map_err(unwritten)
        });
    }
    let counts = part.decode(decoder, |row| {
        let date = match column {
            Some(column) => column,
            None => {
                header = row.columns().join("\t").into_bytes();
                *column.insert(row.column(&field)?)
            }
        };
        let date = day(row, date, &days)?;
        check(row)?;
        if let Some(unique) = &mut unique {
            match unique.add(&row)? {
                Some(key) => keys.push(key),
                None => {
                    repeated += 1;
                    return Ok(());
                }
            }
        }
        let (file, rows) = match files.entry(date) {
            std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert((BufWriter::with_capacity(GATHERED, spool().map_err(unwritten)?), 0))
            }
        };
        *rows += 1;
        file.write_all(row.line()).and_then(|()| file.write_all(b"\n")).map_err(unwritten)
    })?;
    let days = files.into_iter().map(|(date, (file, rows))| Ok((date, OfDay { file: rewound(file)?, rows })));
    let rejected = counts.rejected;
    Ok(ByDate {
        header,
        days: days.collect::<Result<_>>()?,
        rejects: rejects.filter(|_| rejected > 0).map(rewound).transpose()?,
        rejected,
        keys,
        repeated,
    })
}

/// The day of a row, which is one of those that were asked for.
fn day(row: Row<'_>, column: Column, days: &RangeInclusive<Date>) -> Result<Date> {
    let date = row.date(column)?.filter(|date| days.contains(date));
    date.ok_or_else(|| row.wrong_at(column, &format!("is none of the days from {} to {}", days.start(), days.end())))
}

fn rewound(file: BufWriter<File>) -> Result<File> {
    let mut file = file.into_inner().map_err(|error| unwritten(error.into_error()))?;
    file.seek(SeekFrom::Start(0)).map_err(unwritten)?;
    Ok(file)
}

pub(super) fn unwritten(error: io::Error) -> Error {
    Error::new(ErrorKind::Storage, format!("a file of the export could not be written: {error}")).with_source(error)
}
