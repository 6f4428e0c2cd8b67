//! One difference: what kind, how bad, where, before and after.

use std::rc::Rc;

use serde::Serialize;

/// Whether a client that works today can fail because of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Breaking,
    Additive,
}

/// What changed. The names are part of the JSON form: `operation-added`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    DocumentAdded,
    DocumentRemoved,
    OperationAdded,
    OperationRemoved,
    /// Another method or path; also when only the names in the path are others.
    OperationMoved,
    ParameterAdded,
    ParameterRemoved,
    /// Between path and query.
    ParameterMoved,
    /// A path parameter: only its name is another.
    ParameterRenamed,
    BodyAdded,
    BodyRemoved,
    MediaAdded,
    MediaRemoved,
    MediaChanged,
    ResponseAdded,
    ResponseRemoved,
    SchemaAdded,
    SchemaRemoved,
    FieldAdded,
    FieldRemoved,
    BecameRequired,
    BecameOptional,
    Retyped,
    /// Of a `oneOf` or `anyOf`.
    MemberAdded,
    MemberRemoved,
    /// Of an `allOf`.
    BaseAdded,
    BaseRemoved,
    BaseChanged,
    Format,
    BoundTightened,
    BoundLoosened,
    /// A pattern that became another.
    BoundChanged,
    Default,
    ReadOnly,
    WriteOnly,
    Nullable,
    Deprecated,
    ValuesAdded,
    ValuesRemoved,
    /// What took anything now has a list of values.
    ValuesListed,
    ValuesUnlisted,
    VocabularyAdded,
    VocabularyRemoved,
    VocabularyChanged,
    /// Anything that has no kind of its own.
    Changed,
}

impl Kind {
    /// What a reviewer reads.
    pub fn text(self) -> &'static str {
        match self {
            Self::DocumentAdded => "document added",
            Self::DocumentRemoved => "document removed",
            Self::OperationAdded => "operation added",
            Self::OperationRemoved => "operation removed",
            Self::OperationMoved => "operation moved",
            Self::ParameterAdded => "parameter added",
            Self::ParameterRemoved => "parameter removed",
            Self::ParameterMoved => "parameter moved",
            Self::ParameterRenamed => "path parameter renamed",
            Self::BodyAdded => "body added",
            Self::BodyRemoved => "body removed",
            Self::MediaAdded => "media type added",
            Self::MediaRemoved => "media type removed",
            Self::MediaChanged => "media type",
            Self::ResponseAdded => "response code added",
            Self::ResponseRemoved => "response code removed",
            Self::SchemaAdded => "schema added",
            Self::SchemaRemoved => "schema removed",
            Self::FieldAdded => "field added",
            Self::FieldRemoved => "field removed",
            Self::BecameRequired => "became required",
            Self::BecameOptional => "became optional",
            Self::Retyped => "retyped",
            Self::MemberAdded => "alternative added",
            Self::MemberRemoved => "alternative removed",
            Self::BaseAdded => "base added",
            Self::BaseRemoved => "base removed",
            Self::BaseChanged => "base changed",
            Self::Format => "format",
            Self::BoundTightened => "tightened",
            Self::BoundLoosened => "loosened",
            Self::BoundChanged => "other bound",
            Self::Default => "default",
            Self::ReadOnly => "read-only",
            Self::WriteOnly => "write-only",
            Self::Nullable => "nullable",
            Self::Deprecated => "deprecated",
            Self::ValuesAdded => "values added",
            Self::ValuesRemoved => "values removed",
            Self::ValuesListed => "now a list of values",
            Self::ValuesUnlisted => "no list of values any more",
            Self::VocabularyAdded => "added",
            Self::VocabularyRemoved => "removed",
            Self::VocabularyChanged | Self::Changed => "changed",
        }
    }
}

/// Where a schema is used: this decides what a change of it does to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Side {
    pub request: bool,
    pub answer: bool,
}

impl Side {
    pub const REQUEST: Self = Self { request: true, answer: false };
    pub const ANSWER: Self = Self { request: false, answer: true };
    /// Also what stands for "unknown": every rule then takes the worse.
    pub const BOTH: Self = Self { request: true, answer: true };

    pub fn text(self) -> &'static str {
        match (self.request, self.answer) {
            (true, false) => "in requests",
            (false, true) => "in answers",
            _ => "in requests and answers",
        }
    }
}

impl std::ops::BitOr for Side {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { request: self.request || other.request, answer: self.answer || other.answer }
    }
}

/// The operation, schema, document or vocabulary group that a change belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    Operation { label: String, id: Option<String>, page: Option<String> },
    Schema { name: String, side: Side },
    Document,
    Vocabulary { group: String },
}

/// A place in the documents.
#[derive(Debug, Clone)]
pub struct At {
    /// `management`, `stat`, `logs` or `vocabulary`.
    pub api: &'static str,
    pub owner: Rc<Owner>,
    /// `request.goal`, `200.goals[]`, `query.limit`; of a schema `default_price`.
    pub within: String,
    pub side: Side,
}

impl At {
    pub fn new(api: &'static str, owner: Owner, side: Side) -> Self {
        Self { api, owner: Rc::new(owner), within: String::new(), side }
    }

    /// A field, parameter or part below this place.
    pub fn below(&self, name: &str) -> Self {
        let dot = if self.within.is_empty() { "" } else { "." };
        self.plus(&format!("{dot}{name}"))
    }

    /// The items of a list: `goals[]`; the values of a map: `goals{}`.
    pub fn plus(&self, mark: &str) -> Self {
        Self { within: format!("{}{mark}", self.within), ..self.clone() }
    }

    pub fn on(&self, side: Side) -> Self {
        Self { side, ..self.clone() }
    }

    /// `GET /stat/v1/data query.limit`, `Goal.default_price`, `dimensions ym:s:age`.
    pub fn text(&self) -> String {
        let (owner, link) = match &*self.owner {
            Owner::Operation { label, .. } => (label.as_str(), " "),
            Owner::Schema { name, .. } => (name.as_str(), if self.within.starts_with(['[', '{']) { "" } else { "." }),
            Owner::Document => return self.within.clone(),
            Owner::Vocabulary { group } => (group.as_str(), " "),
        };
        if self.within.is_empty() { owner.to_owned() } else { format!("{owner}{link}{}", self.within) }
    }
}

/// One difference. Its JSON form is the stable part of the report.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    pub kind: Kind,
    pub severity: Severity,
    /// `management`, `stat`, `logs` or `vocabulary`.
    pub api: &'static str,
    /// `POST /management/v1/counter/{counterId}/goals request.goal`, `Goal.default_price`.
    pub place: String,
    /// The operationId, if an operation changed.
    pub operation: Option<String>,
    /// The reference page of that operation.
    pub page: Option<String>,
    /// The keyword whose value changed, where the kind does not say it: `maxLength`.
    pub key: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    #[serde(skip)]
    pub owner: Rc<Owner>,
    /// What came or went: the same thing at many places is one line of the Markdown form.
    #[serde(skip)]
    pub name: Option<String>,
}
