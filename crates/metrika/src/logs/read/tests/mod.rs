mod cells;
mod names;
mod places;

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};
use crate::logs::tsv::{Decoder, Row};

/// Hands on the one row of a part with this header and this line.
pub(super) fn with<T>(header: &str, line: impl AsRef<[u8]>, mut read: impl FnMut(Row<'_>) -> T) -> T {
    let part = [header.as_bytes(), b"\n", line.as_ref(), b"\n"].concat();
    let mut result = None;
    let mut decoder = Decoder::new("part 0");
    let row = |row: Row<'_>| {
        result = Some(read(row));
        Ok(())
    };
    decoder.feed(&part, row).unwrap();
    result.unwrap()
}

/// A struct with one field of this type, read from a row of these columns.
macro_rules! field {
    ($header:expr, $line:expr, $name:literal, $type:ty) => {{
        #[derive(Debug, Deserialize)]
        struct One {
            #[serde(rename = $name)]
            field: $type,
        }
        $crate::logs::read::tests::with($header, $line, |row| row.read::<One>().map(|one| one.field))
    }};
}

/// The value of a cell of the column with this name, for a field of this type.
macro_rules! cell {
    ($name:literal, $cell:expr, $type:ty) => {
        $crate::logs::read::tests::field!($name, $cell, $name, $type)
    };
}

use {cell, field};

/// Of kind `Decode`, about the cell of this column, for this reason.
#[track_caller]
pub(super) fn unfit<T: std::fmt::Debug>(read: Result<T>, column: &str, rule: &str) -> Error {
    let error = read.unwrap_err();
    let byte = column.len() + 1;
    assert_eq!(error.kind(), ErrorKind::Decode);
    let message = error.to_string();
    let place = format!("part 0, line 2, byte {byte}: {column}: `");
    assert!(message.starts_with(&place), "{message}");
    assert!(message.ends_with(&format!("` does not fit: {rule}")), "{message}");
    error
}

const NO_VALUE: &str = "there is no value, which only a field of type `Option<...>` can say";
