//! The first line of a part: which column is which.

use std::collections::HashMap;

use crate::error::Result;
use crate::logs::Field;

/// The names of the columns, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::logs) struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Header {
    /// Reads a line. If it is wrong, why.
    pub fn read(line: &[u8]) -> Result<Self, String> {
        let mut header = Self::default();
        for cell in line.split(|byte| *byte == b'\t') {
            let name = std::str::from_utf8(cell).ok().filter(|name| Field::new(*name).is_ok());
            let Some(name) = name else {
                return Err(format!(
                    "`{}` is no name of a field: there is no header",
                    String::from_utf8_lossy(cell).escape_debug()
                ));
            };
            if header.places.insert(name.to_owned(), header.names.len()).is_some() {
                return Err(format!("the header has {name} twice"));
            }
            header.names.push(name.to_owned());
        }
        Ok(header)
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn place(&self, field: &str) -> Option<usize> {
        self.places.get(field).copied()
    }
}
