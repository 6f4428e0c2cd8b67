//! Rows of any type that serialises to an object.

use futures_util::stream::{BoxStream, Stream, StreamExt};
use serde::Serialize;
use serde_json::Value;

use super::value::made;
use super::{Columns, Row};
use crate::error::{Error, Result};

/// What a row became; the text is why it could not.
type Made = Result<Value, String>;

/// Rows as objects, one at a time.
pub(in crate::import) struct Values<'a> {
    from: From<'a>,
    number: u64,
}

enum From<'a> {
    Iterator(Box<dyn Iterator<Item = Made> + Send + 'a>),
    Stream(BoxStream<'a, Result<Made>>),
}

impl<'a> Values<'a> {
    pub fn of_iterator<I>(rows: I) -> Self
    where
        I: Iterator + Send + 'a,
        I::Item: Serialize,
    {
        Self { from: From::Iterator(Box::new(rows.map(|row| made(&row)))), number: 0 }
    }

    pub fn of_stream<T: Serialize>(rows: impl Stream<Item = Result<T>> + Send + 'a) -> Self {
        Self { from: From::Stream(rows.map(|row| row.map(|row| made(&row))).boxed()), number: 0 }
    }

    pub async fn next(&mut self, row: &mut Row, columns: &mut Columns) -> Result<bool> {
        let next = match &mut self.from {
            From::Iterator(rows) => rows.next(),
            From::Stream(rows) => rows.next().await.transpose()?,
        };
        let Some(made) = next else { return Ok(false) };
        self.number += 1;
        row.begin(self.number, None);
        match made {
            Ok(Value::Object(fields)) => {
                for (name, value) in fields {
                    let cell = row.cell(columns.place(&name));
                    if let Err(reason) = text(value, cell) {
                        row.broken.push((name, reason));
                    }
                }
                Ok(true)
            }
            // Not a matter of this row: the type is wrong.
            Ok(_) => Err(Error::invalid(
                "rows",
                format_args!("row {} has no named fields: it must be a struct or a map", self.number),
            )),
            Err(reason) => Err(Error::invalid("rows", format_args!("row {} cannot be written: {reason}", self.number))),
        }
    }
}

/// A value as the text of a cell.
fn text(value: Value, cell: &mut String) -> Result<(), String> {
    match value {
        Value::Null => {}
        Value::String(text) => *cell = text,
        Value::Bool(_) | Value::Number(_) => *cell = value.to_string(),
        Value::Array(items) => {
            let items = items.into_iter().map(|item| item_text(&item)).collect::<Result<Vec<_>, _>>()?;
            *cell = items.join(",");
        }
        Value::Object(fields) => {
            let pairs = fields.iter().map(|(name, value)| Ok(format!("{}:{}", plain(name)?, item_text(value)?)));
            *cell = pairs.collect::<Result<Vec<_>, String>>()?.join(",");
        }
    }
    Ok(())
}

fn item_text(item: &Value) -> Result<String, String> {
    match item {
        Value::String(text) => Ok(plain(text)?.to_owned()),
        Value::Bool(_) | Value::Number(_) => Ok(item.to_string()),
        _ => Err("it is a list or a map of something else than texts and numbers".to_owned()),
    }
}

/// Commas are what separates the items of a list.
fn plain(text: &str) -> Result<&str, String> {
    if text.contains(',') { Err(format!("{text:?} has a comma, and is one of a list")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_cells_and_what_cannot_says_why() {
        let written = |value: Value| {
            let mut cell = String::new();
            text(value, &mut cell).map(|()| cell)
        };
        assert_eq!(written(json!(null)), Ok(String::new()));
        assert_eq!(written(json!(u64::MAX)), Ok("18446744073709551615".to_owned()));
        assert_eq!(written(json!(99.9)), Ok("99.9".to_owned()));
        assert_eq!(written(json!(true)), Ok("true".to_owned()));
        assert_eq!(written(json!(["a", 1])), Ok("a,1".to_owned()));
        assert_eq!(written(json!([])), Ok(String::new()));
        assert_eq!(written(json!({ "pear": 2 })), Ok("pear:2".to_owned()));
        assert!(written(json!(["a,b"])).is_err());
        assert!(written(json!([[1]])).is_err());
    }
}
