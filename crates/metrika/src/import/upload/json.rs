//! Rows of a file as elements of JSON.

use std::io;

use serde_json::{Map, Value, json};

use super::body::FromStart;
use super::checked::Piece;
use crate::error::{Error, ErrorKind, Result};
use crate::import::layout::Layout;

/// The elements of a file, which is small enough to be in memory.
pub(super) async fn elements(piece: &Piece, layout: &'static Layout, delimiter: u8) -> Result<Vec<Value>> {
    let file = FromStart { file: piece.file.clone(), at: 0 };
    let columns = piece.columns.clone();
    let read = tokio::task::spawn_blocking(move || read(file, &columns, layout, delimiter));
    read.await.map_err(io::Error::other).and_then(|read| read).map_err(|error| {
        Error::new(ErrorKind::Storage, format!("the file to send cannot be read: {error}")).with_source(error)
    })
}

fn read(file: FromStart, columns: &[String], layout: &Layout, delimiter: u8) -> io::Result<Vec<Value>> {
    let mut elements = Vec::new();
    for record in csv::ReaderBuilder::new().delimiter(delimiter).from_reader(file).into_records() {
        let record = record.map_err(io::Error::other)?;
        let cells = columns.iter().map(String::as_str).zip(&record);
        elements.push(element(cells, layout));
    }
    Ok(elements)
}

fn element<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>, layout: &Layout) -> Value {
    let (mut element, mut attributes) = (Map::new(), Map::new());
    for (name, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
        match layout.place(name) {
            Some(place) => drop(element.insert(name.to_owned(), layout.columns[place].rule.json(cell))),
            // The form of these values is not documented; in an object the keys can only be names.
            None => drop(attributes.insert(name.to_owned(), json!(cell))),
        }
    }
    if !attributes.is_empty() {
        element.insert("attribute_values".to_owned(), attributes.into());
    }
    element.into()
}

/// Bytes of a body without elements, at most.
pub(super) const FRAME: u64 = 32;

/// Bytes that a row takes in a body, with what separates it from the next.
pub(super) fn size<'a>(columns: &[String], cells: impl Iterator<Item = &'a [u8]>, layout: &Layout) -> io::Result<u64> {
    let cells = cells.map(std::str::from_utf8).collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
    let element = element(columns.iter().map(String::as_str).zip(cells), layout);
    Ok(element.to_string().len() as u64 + 1)
}
