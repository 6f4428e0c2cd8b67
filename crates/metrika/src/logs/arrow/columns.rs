//! Columns that grow cell by cell, and can take the last ones back.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Date32Type, Decimal128Type, Float64Type, TimestampMillisecondType};
use arrow_array::{ArrayRef, PrimitiveArray};
use arrow_buffer::{NullBufferBuilder, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};
use jiff::civil::{self, Date};
use memchr::memchr;

use crate::logs::tsv::Number;
use crate::logs::tsv::cell::{self, is_null};

/// What is known of a line, so that it need not be found out of each cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// It is UTF-8. Then so are all of its cells, and what is left of them without escapes: these stand for ASCII.
    pub utf8: bool,
    /// It has no escapes.
    pub plain: bool,
}

impl Line {
    /// Nothing yet, of a line that nobody has looked at.
    pub const UNSEEN: Self = Self { utf8: false, plain: false };

    pub fn of(line: &[u8]) -> Self {
        Self { utf8: std::str::from_utf8(line).is_ok(), plain: memchr(b'\\', line).is_none() }
    }
}

/// A column that grows. What does not fit is told as the end of a sentence; then the column may have the half of it, until it is [cut](Self::truncate).
pub(super) trait Values: Send {
    /// Takes a cell as it stands in the part.
    fn cell(&mut self, cell: &[u8], line: Line) -> Result<(), String> {
        if is_null(cell) {
            self.null();
            Ok(())
        } else {
            self.value(cell, line)
        }
    }

    /// Takes a value whose escapes are undone.
    fn value(&mut self, value: &[u8], line: Line) -> Result<(), String>;

    /// Takes no value.
    fn null(&mut self);

    fn len(&self) -> usize;

    /// How many bytes it has, more or less.
    fn bytes(&self) -> usize;

    /// Takes back what came after so many.
    fn truncate(&mut self, len: usize);

    /// All of it; it is empty afterwards.
    fn take(&mut self) -> Result<ArrayRef, ArrowError>;

    fn data_type(&self) -> DataType;
}

/// Values of a fixed size, and which of them are none.
struct Flat<N> {
    values: Vec<N>,
    nulls: NullBufferBuilder,
}

impl<N> Default for Flat<N> {
    fn default() -> Self {
        Self { values: Vec::new(), nulls: NullBufferBuilder::new(0) }
    }
}

impl<N: Default> Flat<N> {
    fn push(&mut self, value: N) {
        self.values.push(value);
        self.nulls.append_non_null();
    }

    fn null(&mut self) {
        self.values.push(N::default());
        self.nulls.append_null();
    }

    fn truncate(&mut self, len: usize) {
        if len < self.values.len() {
            self.values.truncate(len);
            self.nulls.truncate(len);
        }
    }

    fn take<T: ArrowPrimitiveType<Native = N>>(&mut self) -> Result<PrimitiveArray<T>, ArrowError>
    where
        N: arrow_buffer::ArrowNativeType,
    {
        let size = self.values.len();
        let values = std::mem::replace(&mut self.values, Vec::with_capacity(size));
        PrimitiveArray::try_new(ScalarBuffer::from(values), self.nulls.finish())
    }
}

/// The methods of [`Values`] that are the same for all that is [`Flat`].
macro_rules! flat {
    ($arrow:ty) => {
        fn null(&mut self) {
            self.flat.null();
        }

        fn len(&self) -> usize {
            self.flat.values.len()
        }

        fn bytes(&self) -> usize {
            size_of_val(self.flat.values.as_slice())
        }

        fn truncate(&mut self, len: usize) {
            self.flat.truncate(len);
        }

        fn take(&mut self) -> Result<ArrayRef, ArrowError> {
            let data_type = self.data_type();
            Ok(Arc::new(self.flat.take::<$arrow>()?.with_data_type(data_type)))
        }
    };
}

/// Numbers as they stand in the log.
pub(super) struct Numbers<T: ArrowPrimitiveType> {
    flat: Flat<T::Native>,
}

impl<T: ArrowPrimitiveType> Default for Numbers<T> {
    fn default() -> Self {
        Self { flat: Flat::default() }
    }
}

impl<T: ArrowPrimitiveType<Native: Number>> Values for Numbers<T> {
    fn value(&mut self, value: &[u8], _: Line) -> Result<(), String> {
        match cell::number(value) {
            Some(number) => {
                self.flat.push(number);
                Ok(())
            }
            None => Err(format!("no {}", T::DATA_TYPE)),
        }
    }

    fn data_type(&self) -> DataType {
        T::DATA_TYPE
    }

    flat!(T);
}

/// Whole numbers that are read as `T` and kept as decimals.
pub(super) struct Exact<T> {
    flat: Flat<i128>,
    data_type: DataType,
    read: PhantomData<fn() -> T>,
}

impl<T> Exact<T> {
    pub fn new(data_type: DataType) -> Self {
        Self { flat: Flat::default(), data_type, read: PhantomData }
    }
}

impl<T: ArrowPrimitiveType<Native: Number + Into<i128>>> Values for Exact<T> {
    fn value(&mut self, value: &[u8], _: Line) -> Result<(), String> {
        let number: T::Native = cell::number(value).ok_or_else(|| format!("no {}", T::DATA_TYPE))?;
        self.flat.push(number.into());
        Ok(())
    }

    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    flat!(Decimal128Type);
}

/// Numbers that are divided by the factor of their field.
pub(super) struct Divided {
    flat: Flat<f64>,
    factor: f64,
}

impl Divided {
    pub fn by(factor: u32) -> Self {
        Self { flat: Flat::default(), factor: factor.into() }
    }
}

impl Values for Divided {
    fn value(&mut self, value: &[u8], _: Line) -> Result<(), String> {
        let number: f64 = cell::number(value).ok_or("no number")?;
        self.flat.push(number / self.factor);
        Ok(())
    }

    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    flat!(Float64Type);
}

const EPOCH: Date = civil::date(1970, 1, 1);
const HOUR: i64 = 3600;

/// Days since 1970. Those of a log are often the same as the one before.
#[derive(Default)]
struct Days {
    last: Option<([u8; 10], i32)>,
}

impl Days {
    fn of(&mut self, text: &[u8]) -> Option<i32> {
        let text: [u8; 10] = text.try_into().ok()?;
        if let Some((last, days)) = self.last
            && last == text
        {
            return Some(days);
        }
        let days = cell::date(&text)?.since(EPOCH).ok()?.get_days();
        self.last = Some((text, days));
        Some(days)
    }
}

#[derive(Default)]
pub(super) struct Dates {
    flat: Flat<i32>,
    days: Days,
}

impl Values for Dates {
    fn value(&mut self, value: &[u8], _: Line) -> Result<(), String> {
        self.flat.push(self.days.of(value).ok_or("no date")?);
        Ok(())
    }

    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    flat!(Date32Type);
}

/// Moments, or what a clock showed.
pub(super) struct Times {
    flat: Flat<i64>,
    days: Days,
    data_type: DataType,
    /// What the clock is ahead of UTC by, if it is known.
    ahead: i64,
}

impl Times {
    /// With a zone, they are in UTC+3.
    pub fn new(data_type: DataType) -> Self {
        let ahead = if matches!(data_type, DataType::Timestamp(_, Some(_))) { 3 * HOUR } else { 0 };
        Self { flat: Flat::default(), days: Days::default(), data_type, ahead }
    }
}

impl Values for Times {
    fn value(&mut self, value: &[u8], _: Line) -> Result<(), String> {
        let moment = value.split_at_checked(10).and_then(|(day, time)| {
            let days = self.days.of(day)?;
            Some(i64::from(days) * 24 * HOUR + i64::from(cell::second_of_day(time.strip_prefix(b" ")?)?))
        });
        self.flat.push((moment.ok_or("no date and time")? - self.ahead) * 1000);
        Ok(())
    }

    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    flat!(TimestampMillisecondType);
}
