//! Rows in, record batches out.

use std::fmt;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};

use super::ArrowOptions;
use super::columns::{Line, Values};
use super::schema::{column, schema};
use crate::error::{Error, ErrorKind, Result};
use crate::logs::Field;
use crate::logs::tsv::Row;
use crate::logs::tsv::header::Header;
use crate::reports::template;

/// Rows between two looks at how many bytes there are.
const LOOK: usize = 64;
/// Of so many columns, one must be of texts, so that lines are looked at as a whole.
const SPARSE: usize = 5;

/// Where the columns are in a part.
struct Places {
    header: Arc<Header>,
    columns: Vec<usize>,
    /// Whether there are so many texts among them that looking at a line once is less work than looking at each.
    whole: bool,
}

/// Makes record batches of rows, for some fields of a log. See [the module](super).
pub struct Batches {
    schema: SchemaRef,
    fields: Vec<Field>,
    columns: Vec<Box<dyn Values>>,
    /// Where the columns are in the part that is being read.
    places: Option<Places>,
    rows: usize,
    full: bool,
    options: ArrowOptions,
}

impl Batches {
    /// Batches of these fields, in this order. A part may have more; one that has fewer is an error. A name with `<attribution>` finds the column whose name has one written in.
    pub fn new(fields: &[Field], options: ArrowOptions) -> Result<Self> {
        let schema = schema(fields, &options)?;
        let columns = fields.iter().map(|field| column(field, &options)).collect();
        Ok(Self { schema, fields: fields.to_vec(), columns, places: None, rows: 0, full: false, options })
    }

    /// Says more of the schema: these keys with their values.
    pub fn with_metadata(mut self, more: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut metadata = self.schema.metadata().clone();
        metadata.extend(more);
        self.schema = Arc::new(Schema::new_with_metadata(self.schema.fields().clone(), metadata));
        self
    }

    /// The schema of every batch.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Takes a row in. After an error nothing of the row is there, and others may follow.
    pub fn push(&mut self, row: Row<'_>) -> Result<()> {
        let places = match &self.places {
            Some(places) if Arc::ptr_eq(&places.header, row.header()) => places,
            _ => {
                let found = self.find(row.header())?;
                &*self.places.insert(found)
            }
        };
        let line = if places.whole { Line::of(row.line()) } else { Line::UNSEEN };
        for (column, place) in self.columns.iter_mut().zip(&places.columns) {
            if let Err(rule) = column.cell(row.cell(*place), line) {
                let error = row.wrong(*place, &format!("is {rule}"));
                self.columns.iter_mut().for_each(|column| column.truncate(self.rows));
                return Err(error);
            }
        }
        self.rows += 1;
        self.full = self.rows >= self.options.rows
            || self.rows.is_multiple_of(LOOK)
                && self.columns.iter().map(|column| column.bytes()).sum::<usize>() >= self.options.bytes;
        Ok(())
    }

    /// Whether it is time to [take](Self::take) the batch.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// How many rows have come since the last batch was taken.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows that have come, which may be none.
    pub fn take(&mut self) -> Result<RecordBatch> {
        (self.rows, self.full) = (0, false);
        let unmade = |error: ArrowError| Error::new(ErrorKind::Decode, format!("rows make no batch: {error}"));
        let arrays: std::result::Result<_, _> = self.columns.iter_mut().map(|column| column.take()).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays.map_err(unmade)?).map_err(unmade)
    }

    /// Where the fields are in a part.
    fn find(&self, header: &Arc<Header>) -> Result<Places> {
        let place = |field: &Field| {
            let written = || header.names().iter().position(|name| template::fits(field.as_str(), name));
            header.place(field.as_str()).or_else(written).ok_or_else(|| {
                let names = header.names().join(", ");
                Error::new(ErrorKind::NotAsked, format!("{field} is no column of this log, which has: {names}"))
            })
        };
        let columns = self.fields.iter().map(place).collect::<Result<_>>()?;
        let texts = self.schema.fields().iter().filter(|field| is_text(field.data_type())).count();
        Ok(Places { header: Arc::clone(header), columns, whole: texts * SPARSE >= header.len() })
    }
}

/// Texts, or lists of them.
fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::List(entry) => is_text(entry.data_type()),
        kind => matches!(kind, DataType::Utf8 | DataType::Binary),
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("schema", &self.schema)
            .field("rows", &self.rows)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
