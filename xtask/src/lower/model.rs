//! What lowering brings: a document for progenitor, and what we generate ourselves.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::OpenAPI;

/// One spec, lowered.
#[derive(Debug, Default)]
pub struct Lowered {
    pub document: OpenAPI,
    /// What the API is, and its limits.
    pub docs: String,
    pub operations: Vec<Operation>,
    pub structs: Vec<Struct>,
    pub enums: Vec<OpenEnum>,
    pub unions: Vec<Union>,
    /// Schema -> the Rust type that stands for it.
    pub replacements: BTreeMap<String, String>,
    /// Schema -> the schemas that it refers to.
    pub references: BTreeMap<String, Vec<String>>,
}

/// One operation, with what its documentation says.
#[derive(Debug)]
pub struct Operation {
    pub id: String,
    pub tag: String,
    pub method: String,
    pub path: String,
    pub docs: String,
    pub parameters: Vec<Parameter>,
    /// Whether it changes nothing, so that it may be repeated at will.
    pub reads: bool,
    pub body: Body,
    /// Schemas that the operation refers to directly.
    pub schemas: Vec<String>,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub docs: String,
}

/// What an operation sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    None,
    Json,
    Multipart,
}

/// A schema that becomes a struct: its name and fields as the API spells them.
#[derive(Debug)]
pub struct Struct {
    pub name: String,
    pub docs: String,
    /// Field -> documentation.
    pub fields: BTreeMap<String, String>,
    /// Fields that a request needs although an answer may lack them: builders ask for them.
    pub needed_to_write: BTreeSet<String>,
}

/// A list of values that may grow.
#[derive(Debug)]
pub struct OpenEnum {
    pub name: String,
    pub docs: String,
    pub values: Vec<Variant>,
}

/// A value of a list, or a member of a union.
#[derive(Debug)]
pub struct Variant {
    pub name: String,
    /// The word in the API.
    pub word: String,
    pub docs: String,
}

/// A choice between schemas that may grow.
#[derive(Debug)]
pub struct Union {
    pub name: String,
    pub docs: String,
    pub kind: UnionKind,
}

#[derive(Debug)]
pub enum UnionKind {
    /// Told apart by the word in one field; a member is named after its schema.
    Tagged { tag: String, variants: Vec<Variant> },
    /// An object, or a string of this Rust type.
    ObjectOrString { object: String, string: String },
}
