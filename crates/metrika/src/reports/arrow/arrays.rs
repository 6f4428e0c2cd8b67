//! The values of columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{DataType, SchemaRef};

use super::super::{Columns, DimensionValue, Row};
use crate::error::{Error, ErrorKind, Result};

/// From here on, a number may stand for the whole number next to it.
const INEXACT: f64 = 9_007_199_254_740_992.0; // 2^53

/// `offset` is the number of the first row in the whole report.
pub(super) fn batch(schema: SchemaRef, columns: &Columns, rows: &[Row], offset: u64) -> Result<RecordBatch> {
    of_one_report(columns, rows, offset)?;
    let mut fields = schema.fields().iter();
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(fields.len());
    for place in 0..columns.dimensions().len() {
        let parts: [fn(&DimensionValue) -> Option<&str>; 2] =
            [|value| value.name.as_deref(), |value| value.id.as_deref()];
        for (part, field) in parts.into_iter().zip(fields.by_ref()) {
            let values = || rows.iter().map(move |row| row.dimensions().get(place).and_then(part));
            arrays.push(texts(values, field.name())?);
        }
    }
    for (place, field) in fields.enumerate() {
        let values = rows.iter().map(|row| row.metrics().get(place).copied().flatten());
        arrays.push(match field.data_type() {
            DataType::Int64 => whole_numbers(values, field.name(), offset)?,
            _ => Arc::new(Float64Array::from_iter(values)),
        });
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    // Arrays and fields are made of the same columns.
    RecordBatch::try_new_with_options(schema, arrays, &options)
        .map_err(|error| Error::new(ErrorKind::Decode, "the rows make no record batch").with_source(error))
}

/// Rows can be put into a report by hand. Those of another one have other columns, and what is not there is no null.
fn of_one_report(columns: &Columns, rows: &[Row], offset: u64) -> Result<()> {
    let mut last = columns;
    for (number, row) in (offset..).zip(rows) {
        let other = row.columns();
        if !std::ptr::eq(other, last) && other != columns {
            let message = format!("row {number} is of another report: it has other columns");
            return Err(Error::new(ErrorKind::NotAsked, message));
        }
        last = other;
    }
    Ok(())
}

fn texts<'a, I: Iterator<Item = Option<&'a str>>>(values: impl Fn() -> I, name: &str) -> Result<ArrayRef> {
    let bytes: usize = values().flatten().map(str::len).sum();
    // Offsets of `Utf8` are 32 bits long.
    if i32::try_from(bytes).is_err() {
        let message = format!("{name} has {bytes} bytes of text, a record batch 2 GiB at most: make one of each page");
        return Err(Error::new(ErrorKind::Decode, message));
    }
    Ok(Arc::new(StringArray::from_iter(values())))
}

/// What to do about a number that is not whole.
const ADVICE: (&str, &str) = (
    "The reference says that the metric is counted in whole numbers, and this one is not: `ArrowOptions::new().floats(true)` makes floats of all metrics.",
    "Справочник говорит, что метрика целая, а это число нет: `ArrowOptions::new().floats(true)` сделает все метрики дробными.",
);

fn whole_numbers(values: impl Iterator<Item = Option<f64>>, name: &str, offset: u64) -> Result<ArrayRef> {
    let whole = |(number, value): (u64, Option<f64>)| {
        let Some(value) = value else { return Ok(None) };
        let problem = if value.abs() >= INEXACT {
            "is not below 2^53, so that it may be inexact"
        } else if value.fract() != 0.0 {
            "is no whole number"
        } else {
            return Ok(Some(value as i64));
        };
        let message = format!("row {number}: {name} is {value}, which {problem}: use `ArrowOptions::floats`");
        let mut error = Error::new(ErrorKind::Decode, message);
        error.inner_mut().advice = Some(ADVICE);
        Err(error)
    };
    let numbers: Int64Array = (offset..).zip(values).map(whole).collect::<Result<_>>()?;
    Ok(Arc::new(numbers))
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int64Type;

    use super::*;

    #[test]
    fn whole_numbers_are_exact_or_an_error_that_names_the_row() {
        let greatest = INEXACT - 1.0;
        let values = [Some(0.0), None, Some(greatest), Some(-greatest)];
        let array = whole_numbers(values.into_iter(), "ym:s:visits", 1).unwrap();
        let greatest = 9_007_199_254_740_991;
        let expected = [Some(0), None, Some(greatest), Some(-greatest)];
        assert_eq!(array.as_primitive::<Int64Type>().iter().collect::<Vec<_>>(), expected);
        assert_eq!(array.null_count(), 1);

        for (value, problem) in [
            (0.5, "is 0.5, which is no whole number"),
            (INEXACT, "is 9007199254740992, which is not below 2^53, so that it may be inexact"),
            (-INEXACT, "is -9007199254740992, which is not below 2^53, so that it may be inexact"),
        ] {
            let error = whole_numbers([Some(1.0), Some(value)].into_iter(), "ym:s:visits", 11).unwrap_err();
            let expected = format!("row 12: ym:s:visits {problem}: use `ArrowOptions::floats`");
            assert_eq!(error.to_string(), expected);
        }
    }
}
