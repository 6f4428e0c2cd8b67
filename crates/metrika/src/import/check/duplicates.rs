//! Rows that come twice, found in bounded memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Keys that are compared in memory; more are laid into files, by their first bits.
const IN_MEMORY: usize = 200_000;
const FILES: usize = 64;
/// Repeated rows that are told apart. More of them is no slip.
const MOST: usize = 1_000_000;

/// A row whose key came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) struct Repeated {
    pub row: u64,
    pub first: u64,
}

/// The keys of all rows.
#[derive(Debug, Default)]
pub(in crate::import) struct Keys {
    held: Vec<Entry>,
    files: Vec<BufWriter<File>>,
}

type Entry = (u128, u64);
const ENTRY: usize = 24;

impl Keys {
    /// Notes the key of a row.
    pub fn add<'a>(
        &mut self,
        row: u64,
        key: impl IntoIterator<Item = &'a str>,
        folder: Option<&Path>,
    ) -> io::Result<()> {
        let mut hash = Sha256::new();
        for cell in key {
            hash.update((cell.len() as u64).to_le_bytes());
            hash.update(cell);
        }
        let digest = hash.finalize();
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        self.held.push((u128::from_be_bytes(half), row));
        if self.held.len() >= IN_MEMORY { self.spill(folder) } else { Ok(()) }
    }

    fn spill(&mut self, folder: Option<&Path>) -> io::Result<()> {
        while self.files.len() < FILES {
            let file = folder.map_or_else(tempfile::tempfile, tempfile::tempfile_in)?;
            self.files.push(BufWriter::with_capacity(4096, file));
        }
        for (key, row) in self.held.drain(..) {
            let file = &mut self.files[(key >> 122) as usize];
            file.write_all(&key.to_le_bytes())?;
            file.write_all(&row.to_le_bytes())?;
        }
        Ok(())
    }

    /// The rows that repeat an earlier one, by number.
    pub fn repeated(mut self) -> io::Result<Vec<Repeated>> {
        let mut found = Vec::new();
        if !self.files.is_empty() {
            self.spill(None)?;
        }
        repeats(&mut self.held, &mut found)?;
        for file in self.files {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            let entries = file.metadata()?.len() / ENTRY as u64;
            // Of the length that is known: a list that grows would take twice the room.
            let mut held: Vec<Entry> = Vec::with_capacity(usize::try_from(entries).map_err(io::Error::other)?);
            let mut file = BufReader::with_capacity(64 * 1024, file);
            let (mut key, mut row) = ([0; 16], [0; 8]);
            for _ in 0..entries {
                file.read_exact(&mut key)?;
                file.read_exact(&mut row)?;
                held.push((u128::from_le_bytes(key), u64::from_le_bytes(row)));
            }
            repeats(&mut held, &mut found)?;
        }
        found.sort_unstable();
        Ok(found)
    }
}

fn repeats(held: &mut [Entry], found: &mut Vec<Repeated>) -> io::Result<()> {
    held.sort_unstable();
    let mut first = None;
    for &(key, row) in held.iter() {
        match first {
            Some((same, first)) if same == key => found.push(Repeated { row, first }),
            _ => first = Some((key, row)),
        }
    }
    if found.len() > MOST {
        let reason = format!("over {MOST} rows repeat others: it is not the file that is meant");
        return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_rows_are_found_in_memory_and_in_files() {
        for rows in [10, IN_MEMORY as u64 + 10, 2 * IN_MEMORY as u64 + 10] {
            let mut keys = Keys::default();
            for row in 1..=rows {
                let id = if row == rows { 3 } else { row };
                keys.add(row, [id.to_string().as_str(), "x"], None).unwrap();
            }
            assert_eq!(keys.repeated().unwrap(), [Repeated { row: rows, first: 3 }]);
        }
    }

    #[test]
    fn cells_do_not_run_into_each_other() {
        let mut keys = Keys::default();
        keys.add(1, ["ab", "c"], None).unwrap();
        keys.add(2, ["a", "bc"], None).unwrap();
        assert_eq!(keys.repeated().unwrap(), []);
    }
}
