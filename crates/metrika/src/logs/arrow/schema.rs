//! The names and types of columns, and what is to be known of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef, TimeUnit};

use super::columns::{Dates, Divided, Exact, Numbers, Times, Values};
use super::lists::Lists;
use super::texts::Texts;
use super::{ArrowOptions, Text};
use crate::error::{Error, Result};
use crate::logs::tsv::Number;
use crate::logs::{Field, FieldType, Scalar, Zone};

/// Whole money of 64 bits has no more digits.
const DIGITS: u8 = 20;
const MOSCOW: &str = "+03:00";

/// What is known of a field, and wanted.
struct Known<'a> {
    scalar: Scalar,
    factor: Option<u32>,
    zone: Option<Zone>,
    options: &'a ArrowOptions,
}

pub(super) fn schema(fields: &[Field], options: &ArrowOptions) -> Result<SchemaRef> {
    let Some(first) = fields.first() else {
        return Err(Error::invalid("fields", "a batch needs at least one field"));
    };
    let source = first.source();
    let mut seen = HashSet::new();
    for field in fields {
        if field.source() != source {
            return Err(Error::invalid("fields", format_args!("{first} and {field} are of different logs")));
        }
        if !seen.insert(field) {
            return Err(Error::invalid("fields", format_args!("{field} is there twice")));
        }
    }
    let columns = fields.iter().map(|field| described(field, options)).collect::<Vec<_>>();
    let metadata = HashMap::from([("metrika.source".to_owned(), source.to_string())]);
    Ok(Arc::new(Schema::new_with_metadata(columns, metadata)))
}

fn described(field: &Field, options: &ArrowOptions) -> ArrowField {
    let info = field.info();
    let known = Known::of(field, options);
    let mut metadata = HashMap::from([("metrika.field".to_owned(), field.to_string())]);
    if let Some(info) = info {
        metadata.insert("metrika.type".to_owned(), info.kind.to_string());
    }
    if let Some(factor) = known.divided() {
        metadata.insert("metrika.factor".to_owned(), factor.to_string());
    }
    if known.scalar == Scalar::DateTime {
        let clock = match known.zone {
            Some(Zone::Counter) => "counter",
            Some(Zone::Moscow) => "UTC+3",
            None => "unknown",
        };
        metadata.insert("metrika.clock".to_owned(), clock.to_owned());
    }
    let name = if options.full_names { field.as_str() } else { field.short() };
    ArrowField::new(name, column(field, options).data_type(), true).with_metadata(metadata)
}

/// An empty column for a field.
pub(super) fn column(field: &Field, options: &ArrowOptions) -> Box<dyn Values> {
    let values = Known::of(field, options).values();
    match field.info().map(|info| info.kind) {
        Some(FieldType::Array(_)) => Box::new(Lists::of(values)),
        Some(FieldType::One(_)) | None => values,
    }
}

impl<'a> Known<'a> {
    fn of(field: &Field, options: &'a ArrowOptions) -> Self {
        let info = field.info();
        Self {
            scalar: info.map_or(Scalar::String, |info| info.kind.scalar()),
            factor: info.and_then(|info| info.factor),
            zone: info.and_then(|info| info.zone),
            options,
        }
    }

    /// What numbers are divided by, if they are.
    fn divided(&self) -> Option<u32> {
        self.factor.filter(|factor| *factor > 1 && !self.options.raw_money)
    }

    fn values(&self) -> Box<dyn Values> {
        match self.scalar {
            Scalar::UInt8 => self.whole::<UInt8Type>(),
            Scalar::UInt16 => self.whole::<UInt16Type>(),
            Scalar::UInt32 => self.whole::<UInt32Type>(),
            Scalar::UInt64 => self.whole::<UInt64Type>(),
            Scalar::Int8 => self.whole::<Int8Type>(),
            Scalar::Int16 => self.whole::<Int16Type>(),
            Scalar::Int32 => self.whole::<Int32Type>(),
            Scalar::Int64 => self.whole::<Int64Type>(),
            Scalar::Float32 => self.float::<Float32Type>(),
            Scalar::Float64 => self.float::<Float64Type>(),
            Scalar::String => match self.options.text {
                Text::Bytes => Box::new(Texts::binary()),
                Text::Strict => Box::new(Texts::strict()),
                Text::Replace => Box::new(Texts::replacing()),
            },
            Scalar::Date => Box::new(Dates::default()),
            Scalar::DateTime => match self.zone {
                Some(Zone::Moscow) => {
                    Box::new(Times::new(DataType::Timestamp(TimeUnit::Millisecond, Some(MOSCOW.into()))))
                }
                Some(Zone::Counter) | None => Box::new(Times::new(DataType::Timestamp(TimeUnit::Millisecond, None))),
            },
        }
    }

    fn whole<T>(&self) -> Box<dyn Values>
    where
        T: ArrowPrimitiveType<Native: Number + Into<i128>>,
    {
        match self.divided() {
            // What is no power of ten has no decimals.
            Some(factor) if 10_u32.checked_pow(factor.ilog10()) == Some(factor) => {
                Box::new(Exact::<T>::new(DataType::Decimal128(DIGITS, factor.ilog10() as i8)))
            }
            Some(factor) => Box::new(Divided::by(factor)),
            None => Box::new(Numbers::<T>::default()),
        }
    }

    fn float<T>(&self) -> Box<dyn Values>
    where
        T: ArrowPrimitiveType<Native: Number>,
    {
        match self.divided() {
            Some(factor) => Box::new(Divided::by(factor)),
            None => Box::new(Numbers::<T>::default()),
        }
    }
}
