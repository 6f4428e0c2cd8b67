//! The first line of a part: which column is which.

use std::collections::HashMap;

use crate::error::Result;
use crate::logs::{Field, FieldType};

/// The names of the columns, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// What the vocabulary says of each.
    kinds: Vec<Option<FieldType>>,
}

impl Header {
    /// Reads a line. If it is wrong, why.
    pub fn read(line: &[u8]) -> Result<Self, String> {
        let mut header = Self::default();
        for cell in line.split(|byte| *byte == b'\t') {
            let field = std::str::from_utf8(cell).ok().and_then(|name| Field::new(name).ok());
            let Some(field) = field else {
                return Err(format!(
                    "`{}` is no name of a field: there is no header",
                    String::from_utf8_lossy(cell).escape_debug()
                ));
            };
            let name = field.as_str().to_owned();
            if header.places.insert(name.clone(), header.names.len()).is_some() {
                return Err(format!("the header has {name} twice"));
            }
            header.kinds.push(field.info().map(|info| info.kind));
            header.names.push(name);
        }
        Ok(header)
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The type of a column; nothing where the vocabulary does not tell it.
    pub fn kind(&self, column: usize) -> Option<FieldType> {
        self.kinds.get(column).copied().flatten()
    }

    pub fn place(&self, field: &str) -> Option<usize> {
        self.places.get(field).copied()
    }
}
