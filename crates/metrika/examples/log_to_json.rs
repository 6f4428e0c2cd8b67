//! Turns a part of a log into JSON, one object for each row, with values of the types that the reference has for the fields.
//!
//! ```text
//! cargo run -p metrika --example log_to_json < part.tsv > part.jsonl
//! ```
//!
//! Whole numbers have all their digits. A text that is not UTF-8 is `{"hex": "ff00"}`. What is not known is `null`.

use std::error::Error;
use std::io::{self, BufWriter, Read, Write};

use metrika::Result;
use metrika::logs::tsv::{Decoder, Row};
use metrika::logs::{Field, FieldType, Scalar};
use serde_json::{Map, Value, json};

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let mut decoder = Decoder::new("standard input");
    let (mut input, mut output) = (io::stdin().lock(), BufWriter::new(io::stdout().lock()));
    let mut piece = vec![0; 64 << 10];
    let mut written = Ok(());
    loop {
        let length = input.read(&mut piece)?;
        if length == 0 {
            break;
        }
        decoder.feed(&piece[..length], |row| {
            let object = object(&row)?;
            if written.is_ok() {
                written = writeln!(output, "{}", Value::Object(object));
            }
            Ok(())
        })?;
        if let Err(error) = written {
            return Err(error.into());
        }
    }
    let counts = decoder.finish()?;
    output.flush()?;
    eprintln!("{} rows, {} bytes", counts.read, counts.bytes);
    Ok(())
}

fn object(row: &Row<'_>) -> Result<Map<String, Value>> {
    let mut object = Map::new();
    for name in row.columns() {
        object.insert(name.clone(), value(row, &Field::new(name.as_str())?)?);
    }
    Ok(object)
}

fn value(row: &Row<'_>, field: &Field) -> Result<Value> {
    // A field that this version does not list is shown as a text.
    let kind = field.info().map_or(FieldType::One(Scalar::String), |info| info.kind);
    Ok(match (kind.is_array(), kind.scalar()) {
        (false, Scalar::String) => text(&row.bytes(field)?),
        (true, Scalar::String) => json!(row.texts(field)?),
        (false, Scalar::Date) => json!(row.date(field)?.map(|date| date.to_string())),
        (false, Scalar::DateTime) => json!(row.date_time(field)?.map(clock)),
        (true, Scalar::DateTime) => {
            json!(row.date_times(field)?.into_iter().map(|time| time.map(clock)).collect::<Vec<_>>())
        }
        (false, Scalar::Float32 | Scalar::Float64) => json!(row.number::<f64>(field)?),
        (true, Scalar::Float32 | Scalar::Float64) => json!(row.numbers::<f64>(field)?),
        (false, Scalar::Int8 | Scalar::Int16 | Scalar::Int32 | Scalar::Int64) => json!(row.number::<i64>(field)?),
        (true, Scalar::Int8 | Scalar::Int16 | Scalar::Int32 | Scalar::Int64) => json!(row.numbers::<i64>(field)?),
        (false, _) => json!(row.number::<u64>(field)?),
        (true, _) => json!(row.numbers::<u64>(field)?),
    })
}

fn text(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() }),
    }
}

fn clock(time: jiff::civil::DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
