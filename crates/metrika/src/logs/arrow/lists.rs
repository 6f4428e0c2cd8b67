//! Columns of lists.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field};

use super::columns::{Line, Values};
use crate::logs::tsv::array::{Broken, Entries};

/// Lists of what another column takes.
pub(super) struct Lists {
    entries: Box<dyn Values>,
    ends: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Lists {
    pub fn of(entries: Box<dyn Values>) -> Self {
        Self { entries, ends: vec![0], nulls: NullBufferBuilder::new(0) }
    }

    fn take_in(&mut self, value: &[u8], line: Line) -> Result<(), String> {
        let broken = |Broken| "no list".to_owned();
        for (entry, number) in Entries::of(value).map_err(broken)?.zip(1..) {
            match entry.map_err(broken)? {
                None => self.entries.null(),
                Some(entry) => self
                    .entries
                    .value(&entry, line)
                    .map_err(|rule| format!("no list that fits: its entry number {number} is {rule}"))?,
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let len = self.entries.len();
        self.ends.push(i32::try_from(len).map_err(|_| "too much for one batch: let it have fewer rows")?);
        Ok(())
    }
}

impl Values for Lists {
    fn value(&mut self, value: &[u8], line: Line) -> Result<(), String> {
        // As most lists are.
        if value != b"[]" {
            self.take_in(value, line)?;
        }
        self.end()?;
        self.nulls.append_non_null();
        Ok(())
    }

    fn null(&mut self) {
        // As long as the one before.
        self.ends.push(self.ends.last().copied().unwrap_or_default());
        self.nulls.append_null();
    }

    fn len(&self) -> usize {
        self.ends.len() - 1
    }

    fn bytes(&self) -> usize {
        self.entries.bytes() + size_of_val(self.ends.as_slice())
    }

    fn truncate(&mut self, len: usize) {
        if len < self.len() {
            self.nulls.truncate(len);
            self.ends.truncate(len + 1);
        }
        // Also of a list that was begun and did not end.
        self.entries.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        let mut ends = Vec::with_capacity(self.ends.len());
        ends.push(0);
        let ends = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(&mut self.ends, ends)));
        let entries = self.entries.take()?;
        let field = Arc::new(Field::new_list_field(entries.data_type().clone(), true));
        Ok(Arc::new(ListArray::try_new(field, ends, entries, self.nulls.finish())?))
    }

    fn data_type(&self) -> DataType {
        DataType::List(Arc::new(Field::new_list_field(self.entries.data_type(), true)))
    }
}
