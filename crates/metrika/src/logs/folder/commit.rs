//! A part becomes files.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::bench::Bench;
use super::by_date::{self, ByDate, Check, OfDay, unwritten};
use super::keys;
use super::manifest::{Part, REJECTED, STAGING, Written};
#[cfg(feature = "parquet")]
use super::sheet;
use super::{Folder, Format, tsv};
use crate::error::{Error, ErrorKind, Result};
use crate::logs::export::PIECE;
use crate::logs::{LogPart, Source, Unique};

/// A file that is made, and where it belongs.
struct Made {
    file: NamedTempFile,
    written: Written,
}

/// Puts the files of a part into the staging folder. They count when the manifest says so.
pub(super) async fn stage(
    bench: &Bench,
    folder: &Folder,
    part: LogPart,
    spool: Option<PathBuf>,
    unique: &mut Option<Unique>,
) -> Result<Part> {
    let (name, rejects) = (name(part.query.source(), &part), rejects_of(&part));
    let (rows, bytes) = (part.rows, part.bytes);
    let keys = format!("{STAGING}{name}.keys");
    let (making, mut known) = (folder.clone(), unique.take());
    let (made, known) = bench.run(move || Ok((make(&making, part, spool, &name, known.as_mut())?, known))).await?;
    *unique = known;
    let Files { files, rejected, repeated, keys: of_rows } = made;
    let mut part = Part { rows: 0, rejected: 0, repeated, bytes, files: Vec::new(), rejects: None, keys: None };
    for Made { file, written } in files {
        folder.store.put(&written.path, file).await?;
        part.rows += written.rows;
        part.files.push(written);
    }
    if let Some(file) = of_rows {
        folder.store.put(&keys, file).await?;
        part.keys = Some(keys);
    }
    if let Some((file, number)) = rejected {
        folder.store.put(&rejects, file).await?;
        (part.rejected, part.rejects) = (number, Some(rejects));
    }
    if part.rows + part.rejected + part.repeated == rows {
        return Ok(part);
    }
    let message = format!(
        "{rows} rows came, and {} went into files and {} to the rejects, and {} had come before",
        part.rows, part.rejected, part.repeated
    );
    Err(Error::new(ErrorKind::Incomplete, message))
}

/// What a part becomes.
struct Files {
    files: Vec<Made>,
    rejected: Option<(NamedTempFile, u64)>,
    repeated: u64,
    keys: Option<NamedTempFile>,
}

fn make(
    folder: &Folder,
    mut part: LogPart,
    spool: Option<PathBuf>,
    name: &str,
    unique: Option<&mut Unique>,
) -> Result<Files> {
    let spool = spool.as_deref();
    // Without rejects, what does not fit is found when it is written.
    let mut check: Box<Check<'_>> = if folder.reject { fits(folder) } else { Box::new(|_| Ok(())) };
    let is_unique = unique.is_some();
    let by_date = by_date::split(&mut part, spool, folder.reject, unique, &mut *check)?;
    let ByDate { header, days, rejects, rejected, keys: of_rows, repeated } = by_date;
    let mut files = Vec::new();
    for (date, OfDay { file: mut lines, rows }) in days {
        let mut file = folder.store.workshop(spool).map_err(unwritten)?;
        match folder.format {
            Format::Tsv => tsv::write(&header, &mut lines, file.as_file_mut(), false).map_err(unwritten)?,
            Format::TsvGz => tsv::write(&header, &mut lines, file.as_file_mut(), true).map_err(unwritten)?,
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let mut day = io::Cursor::new([header.as_slice(), b"\n"].concat()).chain(lines);
                let counts = sheet::write(part.called(), &mut day, file.as_file_mut(), &folder.parquet);
                match counts {
                    Ok(counts) if counts.read == rows => {}
                    Ok(counts) => {
                        let message = format!("{rows} rows of {date} came, and {} were written", counts.read);
                        return Err(Error::new(ErrorKind::Incomplete, message));
                    }
                    // It tells the place among the rows of that day; the place in the part is wanted.
                    Err(error) if error.kind() == ErrorKind::Decode => {
                        return Err(part.rows(fits(folder)).err().unwrap_or(error));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        let (bytes, sha256) = digest(file.as_file_mut()).map_err(unwritten)?;
        let path = format!("{STAGING}date={date}/{name}.{}", folder.format.ending());
        files.push(Made { file, written: Written { path, date, rows, bytes, sha256 } });
    }
    let rejects = match rejects {
        Some(mut lines) => {
            let mut file = folder.store.workshop(spool).map_err(unwritten)?;
            io::copy(&mut lines, file.as_file_mut()).map_err(unwritten)?;
            Some((file, rejected))
        }
        None => None,
    };
    let keys = if is_unique {
        let mut file = folder.store.workshop(spool).map_err(unwritten)?;
        keys::write(&of_rows, file.as_file_mut()).map_err(unwritten)?;
        Some(file)
    } else {
        None
    };
    Ok(Files { files, rejected: rejects, repeated, keys })
}

fn name(source: Source, part: &LogPart) -> String {
    format!("{source}-{}-{}", part.request, part.number)
}

fn rejects_of(part: &LogPart) -> String {
    format!("{REJECTED}{}.tsv", name(part.query.source(), part))
}

fn digest(file: &mut File) -> io::Result<(u64, String)> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hasher, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hasher.update(piece.get(..read).unwrap_or_default());
    }
    Ok((bytes, hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// Finds out whether rows fit the types of the files, if these have types.
fn fits(folder: &Folder) -> Box<Check<'_>> {
    match folder.format {
        Format::Tsv | Format::TsvGz => Box::new(|_| Ok(())),
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let mut batches = None;
            Box::new(move |row| {
                let batches = match &mut batches {
                    Some(batches) => batches,
                    None => batches.insert(sheet::batches(row.columns(), &folder.parquet.arrow)?),
                };
                batches.push(row)?;
                if batches.is_full() {
                    batches.take()?;
                }
                Ok(())
            })
        }
    }
}
