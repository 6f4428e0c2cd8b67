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
        let (mut element, mut attributes) = (Map::new(), Map::new());
        for (name, cell) in columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty()) {
            match layout.place(name) {
                Some(place) => drop(element.insert(name.clone(), layout.columns[place].rule.json(cell))),
                // The form of these values is not documented; in an object the keys can only be names.
                None => drop(attributes.insert(name.clone(), json!(cell))),
            }
        }
        if !attributes.is_empty() {
            element.insert("attribute_values".to_owned(), attributes.into());
        }
        elements.push(element.into());
    }
    Ok(elements)
}
