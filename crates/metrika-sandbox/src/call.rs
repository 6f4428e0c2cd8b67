//! One request, read and checked, as the operations see it.

use std::io::{self, Read, Seek};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tempfile::SpooledTempFile;

use crate::access::Caller;
use crate::refusal::{Problem, Refusal};
use crate::spec::{Operation, Parameters};

/// A request that the spec allows, from somebody who may send it.
#[derive(Debug)]
pub struct Call {
    pub operation: &'static Operation,
    /// Whether the answer is wanted as CSV: the path ended in `.csv`.
    pub csv: bool,
    pub parameters: Parameters,
    pub payload: Payload,
    pub caller: Caller,
    pub now: Timestamp,
    /// Headers of interest to downloads: `accept-encoding` and `range`.
    pub accept_encoding: Option<String>,
    pub range: Option<String>,
}

/// What came in the body.
#[derive(Debug, Default)]
pub enum Payload {
    #[default]
    None,
    Json(Value),
    File(Upload),
}

/// The part `file` of an upload. Small files stay in memory, large ones go to the disk.
#[derive(Debug)]
pub struct Upload {
    pub file_name: Option<String>,
    pub media: Option<String>,
    pub content: SpooledTempFile,
    /// Length in bytes.
    pub length: u64,
}

impl Upload {
    /// The file from its beginning.
    pub fn rewound(&mut self) -> io::Result<impl Read + '_> {
        self.content.rewind()?;
        Ok(&mut self.content)
    }
}

impl Call {
    /// A number of the path, such as `goalId`.
    pub fn id(&self, name: &str) -> i64 {
        self.int(name).unwrap_or_default()
    }

    /// The counter that the path names, if it names one.
    pub fn counter(&self) -> Option<i64> {
        self.int("counterId")
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.parameters.values.get(name)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name)?.as_str()
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        self.value(name)?.as_i64()
    }

    /// A flag that was sent.
    pub fn flag(&self, name: &str) -> Option<bool> {
        flag(self.value(name)?)
    }

    /// The items of a list; nothing if it was not sent.
    pub fn words(&self, name: &str) -> Vec<&str> {
        self.value(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The numbers of a list; nothing if it was not sent.
    pub fn ints(&self, name: &str) -> Vec<i64> {
        self.value(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect()
    }

    /// A text of a parameter that no list of the spec has, such as `lang`.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.parameters.texts.get(name).map(String::as_str)
    }

    pub fn json(&self) -> Option<&Value> {
        match &self.payload {
            Payload::Json(value) => Some(value),
            Payload::None | Payload::File(_) => None,
        }
    }

    /// The object under the one key of an envelope: `{"goal": {...}}`.
    pub fn object(&self, key: &str) -> Result<&Map<String, Value>, Refusal> {
        self.json().and_then(|body| body[key].as_object()).ok_or_else(|| Refusal::missing(key))
    }

    /// The list under the one key of an envelope: `{"accounts": [...]}`.
    pub fn list(&self, key: &str) -> Result<&Vec<Value>, Refusal> {
        self.json().and_then(|body| body[key].as_array()).ok_or_else(|| Refusal::missing(key))
    }

    /// The uploaded file.
    pub fn file(&mut self) -> Result<&mut Upload, Refusal> {
        match &mut self.payload {
            Payload::File(upload) => Ok(upload),
            Payload::None | Payload::Json(_) => Err(Refusal::of(400, vec![Problem::missing("file")])),
        }
    }
}

/// A flag in any of its forms: `true`, `1`.
pub fn flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_i64() {
        Some(0) => Some(false),
        Some(1) => Some(true),
        _ => None,
    })
}
