//! Rows in, record batches out.

use std::fmt;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema, SchemaRef};

use super::ArrowOptions;
use super::columns::Values;
use super::schema::{column, schema};
use crate::error::{Error, ErrorKind, Result};
use crate::logs::Field;
use crate::logs::tsv::Row;
use crate::logs::tsv::header::Header;
use crate::reports::template;

/// Rows between two looks at how many bytes there are.
const LOOK: usize = 64;

/// Makes record batches of rows, for some fields of a log. See [the module](super).
pub struct Batches {
    schema: SchemaRef,
    fields: Vec<Field>,
    columns: Vec<Box<dyn Values>>,
    /// Where the columns are in the part that is being read.
    places: Option<(Arc<Header>, Vec<usize>)>,
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
        if !self.places.as_ref().is_some_and(|(header, _)| Arc::ptr_eq(header, row.header())) {
            self.places = Some((Arc::clone(row.header()), self.find(row.header())?));
        }
        let places = self.places.as_ref().map(|(_, places)| places.as_slice()).unwrap_or_default();
        for (column, place) in self.columns.iter_mut().zip(places) {
            if let Err(rule) = column.cell(row.cell(*place)) {
                let error = row.wrong(*place, &format!("is {rule}"));
                self.columns.iter_mut().for_each(|column| column.truncate(self.rows));
                return Err(error);
            }
        }
        self.rows += 1;
        self.full = self.rows >= self.options.rows
            || self.rows % LOOK == 0
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
    fn find(&self, header: &Header) -> Result<Vec<usize>> {
        let place = |field: &Field| {
            let written = || header.names().iter().position(|name| template::fits(field.as_str(), name));
            header.place(field.as_str()).or_else(written).ok_or_else(|| {
                let names = header.names().join(", ");
                Error::new(ErrorKind::NotAsked, format!("{field} is no column of this log, which has: {names}"))
            })
        };
        self.fields.iter().map(place).collect()
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
