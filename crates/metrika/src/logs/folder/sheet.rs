//! Files of Parquet.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::error::{Error, ErrorKind, Result};
use crate::logs::Field;
use crate::logs::arrow::{ArrowOptions, Batches};
use crate::logs::export::PIECE;
use crate::logs::tsv::{Counts, Decoder};

/// How files of Parquet are written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParquetOptions {
    /// Rows of a group, at most: 131,072.
    pub group_rows: usize,
    /// Bytes of a group, more or less, after which it is written although it has fewer rows: 16 MiB. All of a group is in memory.
    pub group_bytes: usize,
    /// The level of zstd: 3.
    pub zstd_level: i32,
    /// How rows become columns.
    pub arrow: ArrowOptions,
    /// What else the file says of itself: keys and values.
    pub metadata: BTreeMap<String, String>,
}

impl Default for ParquetOptions {
    fn default() -> Self {
        Self {
            group_rows: 128 << 10,
            group_bytes: 16 << 20,
            zstd_level: 3,
            arrow: ArrowOptions::default(),
            metadata: BTreeMap::new(),
        }
    }
}

/// Writes a part of a log as a file of Parquet, in constant memory. Its columns are those of the header, typed by their names.
///
/// ```
/// use metrika::logs::folder::{ParquetOptions, write_parquet};
///
/// let part = b"ym:s:visitID\tym:s:startURL\n18446744073709551615\thttps://shop.example/\n";
/// let mut file = Vec::new();
/// let counts = write_parquet("part.tsv", &mut part.as_slice(), &mut file, &ParquetOptions::default())?;
/// assert_eq!(counts.read, 1);
/// # Ok::<(), metrika::Error>(())
/// ```
pub fn write(
    called: impl Into<String>,
    part: &mut impl Read,
    out: &mut (impl Write + Send),
    options: &ParquetOptions,
) -> Result<Counts> {
    let mut decoder = Decoder::new(called);
    let (mut sheet, mut out) = (None, Some(out));
    let mut piece = vec![0; PIECE];
    loop {
        let read = part.read(&mut piece).map_err(crate::logs::export::unread)?;
        if read == 0 {
            break;
        }
        decoder.feed(piece.get(..read).unwrap_or_default(), |row| {
            if let Some(out) = out.take() {
                sheet = Some(Sheet::new(row.columns(), out, options)?);
            }
            sheet.as_mut().map_or(Ok(()), |sheet| sheet.push(row))
        })?;
    }
    // One without rows has its columns all the same.
    if let (Some(out), Some(columns)) = (out.take(), decoder.columns()) {
        sheet = Some(Sheet::new(columns, out, options)?);
    }
    let counts = decoder.finish()?;
    sheet.map_or(Ok(()), Sheet::finish)?;
    Ok(counts)
}

/// Batches of all columns of a part.
pub(super) fn batches(columns: &[String], options: &ArrowOptions) -> Result<Batches> {
    let fields = columns.iter().map(|name| Field::new(name.as_str())).collect::<Result<Vec<_>>>()?;
    Batches::new(&fields, options.clone())
}

/// A file that is being written.
struct Sheet<W: Write + Send> {
    batches: Batches,
    writer: ArrowWriter<W>,
    group_bytes: usize,
}

impl<W: Write + Send> Sheet<W> {
    fn new(columns: &[String], out: W, options: &ParquetOptions) -> Result<Self> {
        let batches = batches(columns, &options.arrow)?.with_metadata(options.metadata.clone());
        let level = ZstdLevel::try_new(options.zstd_level).map_err(|error| Error::invalid("zstd_level", error))?;
        let metadata = batches.schema().metadata().iter();
        let mut metadata: Vec<_> = metadata.map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
        // The same rows make the same file.
        metadata.sort_by(|one, other| one.key.cmp(&other.key));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(options.group_rows.max(1)))
            .set_key_value_metadata(Some(metadata))
            .build();
        let schema = batches.schema().clone();
        let writer = ArrowWriter::try_new(out, schema, Some(properties)).map_err(unwritten)?;
        Ok(Self { batches, writer, group_bytes: options.group_bytes })
    }

    fn push(&mut self, row: crate::logs::tsv::Row<'_>) -> Result<()> {
        self.batches.push(row)?;
        if self.batches.is_full() { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        self.writer.write(&self.batches.take()?).map_err(unwritten)?;
        if self.writer.memory_size() >= self.group_bytes { self.writer.flush().map_err(unwritten) } else { Ok(()) }
    }

    fn finish(mut self) -> Result<()> {
        if self.batches.rows() > 0 {
            self.write()?;
        }
        self.writer.close().map_err(unwritten)?;
        Ok(())
    }
}

fn unwritten(error: ParquetError) -> Error {
    Error::new(ErrorKind::Storage, format!("a file of Parquet could not be written: {error}")).with_source(error)
}
