//! Columns of texts.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, StringArray};
use arrow_buffer::{Buffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};

use super::columns::{Line, Values};
use crate::logs::tsv::cell::{NULL, unescaped_into};

/// What is done with what is no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Utf8 {
    Strict,
    Replace,
    Bytes,
}

pub(super) struct Texts {
    text: Vec<u8>,
    ends: Vec<i32>,
    nulls: NullBufferBuilder,
    utf8: Utf8,
}

impl Texts {
    fn new(utf8: Utf8) -> Self {
        Self { text: Vec::new(), ends: vec![0], nulls: NullBufferBuilder::new(0), utf8 }
    }

    pub fn strict() -> Self {
        Self::new(Utf8::Strict)
    }

    pub fn replacing() -> Self {
        Self::new(Utf8::Replace)
    }

    pub fn binary() -> Self {
        Self::new(Utf8::Bytes)
    }

    fn begin(&self) -> usize {
        self.ends.last().map_or(0, |end| *end as usize)
    }

    /// Ends a value, which has been added to the text.
    fn end(&mut self, line: Line) -> Result<(), String> {
        if self.utf8 != Utf8::Bytes && !line.utf8 {
            self.check()?;
        }
        self.ends.push(i32::try_from(self.text.len()).map_err(|_| "too much for one batch: let it have fewer rows")?);
        self.nulls.append_non_null();
        Ok(())
    }

    /// Looks whether the last value is UTF-8, and does with it what is to be done if it is not.
    fn check(&mut self) -> Result<(), String> {
        let begin = self.begin();
        let value = self.text.get(begin..).unwrap_or_default();
        if std::str::from_utf8(value).is_err() {
            if self.utf8 == Utf8::Strict {
                return Err("no UTF-8".to_owned());
            }
            let replaced = String::from_utf8_lossy(value).into_owned();
            self.text.truncate(begin);
            self.text.extend_from_slice(replaced.as_bytes());
        }
        Ok(())
    }
}

impl Values for Texts {
    fn cell(&mut self, cell: &[u8], line: Line) -> Result<(), String> {
        if line.plain {
            return self.value(cell, line);
        }
        if cell == NULL {
            self.null();
            return Ok(());
        }
        if !unescaped_into(cell, &mut self.text) {
            return Err("no text: it has an escape that is cut off or unknown".to_owned());
        }
        self.end(line)
    }

    fn value(&mut self, value: &[u8], line: Line) -> Result<(), String> {
        self.text.extend_from_slice(value);
        self.end(line)
    }

    fn null(&mut self) {
        self.ends.push(self.begin() as i32);
        self.nulls.append_null();
    }

    fn len(&self) -> usize {
        self.ends.len() - 1
    }

    fn bytes(&self) -> usize {
        self.text.len() + size_of_val(self.ends.as_slice())
    }

    fn truncate(&mut self, len: usize) {
        if len < self.len() {
            self.nulls.truncate(len);
            self.ends.truncate(len + 1);
        }
        // Also of a value that was begun and did not end.
        self.text.truncate(self.begin());
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        let (size, text) = (self.ends.len(), self.text.len());
        let mut ends = Vec::with_capacity(size);
        ends.push(0);
        let ends = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(&mut self.ends, ends)));
        let text = Buffer::from_vec(std::mem::replace(&mut self.text, Vec::with_capacity(text)));
        Ok(match self.utf8 {
            Utf8::Bytes => Arc::new(BinaryArray::try_new(ends, text, self.nulls.finish())?),
            Utf8::Strict | Utf8::Replace => Arc::new(StringArray::try_new(ends, text, self.nulls.finish())?),
        })
    }

    fn data_type(&self) -> DataType {
        if self.utf8 == Utf8::Bytes { DataType::Binary } else { DataType::Utf8 }
    }
}
