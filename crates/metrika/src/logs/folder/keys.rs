//! Files with the keys of rows, by which the export that goes on knows what has come.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::logs::unique::Key;

/// A year and an id.
const SIZE: usize = 10;

pub(super) fn write(keys: &[Key], file: &mut File) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    for (year, id) in keys {
        out.write_all(&year.to_le_bytes())?;
        out.write_all(&id.to_le_bytes())?;
    }
    out.flush()
}

/// `None` if it is no such file.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Key>> {
    let key = |key: &[u8]| {
        let (year, id) = key.split_at_checked(2)?;
        Some((i16::from_le_bytes(year.try_into().ok()?), u64::from_le_bytes(id.try_into().ok()?)))
    };
    bytes.chunks(SIZE).map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_were_written() {
        let keys = [(2026, u64::MAX), (2025, 0), (-1, 7)];
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write(&keys, file.as_file_mut()).unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        assert_eq!(read(&bytes).unwrap(), keys);
        assert_eq!(read(&bytes[..bytes.len() - 1]), None);
    }
}
