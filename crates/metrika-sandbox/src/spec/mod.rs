//! The specs as the sandbox needs them: which operations there are, and what a request and an answer may look like.
//!
//! The tables are made by `cargo xtask regen` from `openapi/*.yaml`, the very specs that clients are generated from.

mod answer;
mod fields;
mod request;
mod schema;

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

pub use answer::violations;
pub(crate) use fields::unknown_fields;
pub(crate) use request::check_body;
pub use request::{Parameters, parameters};
use schema::Schemas;

/// The three specs, read once.
static APIS: LazyLock<Vec<Api>> = LazyLock::new(|| {
    [
        include_str!("../generated/management.json"),
        include_str!("../generated/stat.json"),
        include_str!("../generated/logs.json"),
    ]
    .into_iter()
    .map(Api::read)
    .collect()
});

#[derive(Debug)]
struct Api {
    operations: Vec<Operation>,
}

/// One operation of the specs.
#[derive(Debug)]
pub struct Operation {
    /// `create_goal`
    pub id: String,
    /// `POST`
    pub method: String,
    /// `/management/v1/counter/{counterId}/goals`
    pub path: String,
    /// `goals`
    pub tag: String,
    /// Any of these scopes lets a token in.
    pub scopes: Vec<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Content>,
    /// By status: `200`, `4XX`. `None` if the answer has no body.
    pub answers: Vec<(String, Option<Content>)>,
}

/// A parameter in the path or in the query.
#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub in_path: bool,
    pub required: bool,
    pub form: Form,
    /// What its text is read as.
    kind: Kind,
    /// The words that it may be, if they are listed.
    words: Vec<String>,
    check: schema::Check,
}

/// How a value is written in one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    Plain,
    /// A list, joined by commas.
    Commas,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
}

/// A body: its media type and form.
#[derive(Debug)]
pub struct Content {
    pub media: String,
    check: schema::Check,
}

/// What a method and a path lead to.
#[derive(Debug)]
pub enum Route {
    Operation(&'static Operation, Vec<(&'static str, String)>),
    /// The path exists, with other methods.
    WrongMethod(Vec<&'static str>),
    Unknown,
}

/// All operations, in the order of the specs.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    APIS.iter().flat_map(|api| &api.operations)
}

/// Finds the operation. A fixed part of a path goes before a parameter at the same place.
pub fn route(method: &str, path: &str) -> Route {
    let found: Vec<_> = operations().filter_map(|operation| Some((operation, operation.matches(path)?))).collect();
    let fewest = found.iter().map(|(_, values)| values.len()).min();
    let best = found.into_iter().filter(|(_, values)| Some(values.len()) == fewest);
    let mut methods = Vec::new();
    for (operation, values) in best {
        if operation.method == method {
            return Route::Operation(operation, values);
        }
        methods.push(operation.method.as_str());
    }
    if methods.is_empty() { Route::Unknown } else { Route::WrongMethod(methods) }
}

impl Operation {
    /// The values of the path's parameters, still as text, if the path is one of this operation.
    fn matches(&'static self, path: &str) -> Option<Vec<(&'static str, String)>> {
        let mut values = Vec::new();
        let mut wanted = self.path.split('/');
        let mut found = path.split('/');
        loop {
            match (wanted.next(), found.next()) {
                (None, None) => return Some(values),
                (Some(wanted), Some(found)) => match parameter_name(wanted) {
                    Some(name) if !found.is_empty() => {
                        let value = percent_encoding::percent_decode_str(found).decode_utf8_lossy().into_owned();
                        values.push((name, value));
                    }
                    None if wanted == found => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    /// The form of the answer with this status: the very status, or its class.
    pub fn answer(&self, status: u16) -> Option<&Option<Content>> {
        let exact = status.to_string();
        let class = format!("{}XX", status / 100);
        let find = |wanted: &str| self.answers.iter().find(|(name, _)| name == wanted).map(|(_, content)| content);
        find(&exact).or_else(|| find(&class))
    }

    /// Whether it changes something.
    pub fn writes(&self) -> bool {
        // Generating a token is a GET that has an effect.
        self.method != "GET" || self.id == "generate_measurement_token"
    }
}

fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// As `cargo xtask regen` writes it.
#[derive(Deserialize)]
struct Tables {
    operations: Vec<OperationTable>,
    schemas: Map<String, Value>,
}

#[derive(Deserialize)]
struct OperationTable {
    id: String,
    method: String,
    path: String,
    tag: String,
    scopes: Vec<String>,
    parameters: Vec<ParameterTable>,
    body: Option<ContentTable>,
    answers: Map<String, Value>,
}

#[derive(Deserialize)]
struct ParameterTable {
    name: String,
    r#in: String,
    required: bool,
    form: Form,
    schema: Value,
}

#[derive(Deserialize)]
struct ContentTable {
    media: String,
    schema: Value,
}

impl Api {
    #[allow(clippy::expect_used, reason = "the tables are part of the program; a test reads them all")]
    fn read(text: &str) -> Self {
        let tables: Tables = serde_json::from_str(text).expect("the generated tables are as regen writes them");
        let schemas = Schemas::new(tables.schemas);
        let content = |table: ContentTable, request: bool| Content {
            media: table.media,
            check: if request { schemas.of_request(table.schema) } else { schemas.of_answer(table.schema) },
        };
        let operations = tables.operations.into_iter().map(|table| Operation {
            id: table.id,
            method: table.method,
            path: table.path,
            tag: table.tag,
            scopes: table.scopes,
            parameters: table
                .parameters
                .into_iter()
                .map(|parameter| Parameter {
                    kind: schemas.kind(&parameter.schema),
                    words: schemas.words(&parameter.schema),
                    name: parameter.name,
                    in_path: parameter.r#in == "path",
                    required: parameter.required,
                    form: parameter.form,
                    check: schemas.of_request(parameter.schema),
                })
                .collect(),
            body: table.body.map(|body| content(body, true)),
            answers: table
                .answers
                .into_iter()
                .map(|(status, answer)| {
                    let table: Option<ContentTable> = serde_json::from_value(answer).expect("an answer");
                    (status, table.map(|table| content(table, false)))
                })
                .collect(),
        });
        Self { operations: operations.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specs_have_105_operations_and_all_can_be_checked() {
        assert_eq!(operations().count(), 105);
        for operation in operations() {
            for parameter in &operation.parameters {
                parameter
                    .check
                    .compile()
                    .unwrap_or_else(|error| panic!("{} {}: {error}", operation.id, parameter.name));
            }
            for content in operation.body.iter().chain(operation.answers.iter().filter_map(|(_, body)| body.as_ref())) {
                content.check.compile().unwrap_or_else(|error| panic!("{}: {error}", operation.id));
            }
        }
    }

    #[test]
    fn a_fixed_part_goes_before_a_parameter() {
        let Route::Operation(operation, values) = route("GET", "/management/v1/counter/7/logrequests/evaluate") else {
            panic!("not found")
        };
        assert_eq!((operation.id.as_str(), values), ("evaluate_log_request", vec![("counterId", "7".to_owned())]));
    }

    #[test]
    fn a_wrong_method_and_a_wrong_path_are_told_apart() {
        assert!(
            matches!(route("PATCH", "/management/v1/counters"), Route::WrongMethod(methods) if methods == ["POST", "GET"])
        );
        assert!(matches!(route("GET", "/management/v1/counters/"), Route::Unknown));
        assert!(matches!(route("GET", "/management/v1/counter//goals"), Route::Unknown));
    }
}
