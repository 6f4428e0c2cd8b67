//! Paths to rows: `parent_id` and `row_ids`.
use super::dimensions::{Dimension, Value};
use super::problem::Problem;
use super::{Counter, Parameters};

/// One key per dimension, from the first one on: an id, or a name where there are no ids; none for "no value".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(Vec<Option<String>>);

impl Path {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether these values begin with the path.
    pub(super) fn fits(&self, dimensions: &[Dimension], values: &[Value], counters: &[Counter]) -> bool {
        self.0.iter().zip(dimensions.iter().zip(values)).all(|(key, (dimension, value))| {
            let label = dimension.label(value, counters);
            label.key() == key.as_deref()
        })
    }
}

/// `parent_id`: a path that leaves at least one dimension below it.
pub(super) fn parent(parameters: &dyn Parameters, dimensions: usize) -> Result<Path, Problem> {
    let Some(text) = parameters.get("parent_id").filter(|text| !text.trim().is_empty()) else {
        return Ok(Path::default());
    };
    let wrong = || Problem::invalid("parent_id", r#"parent_id is a JSON array of texts: ["windows"]"#);
    let path = Path(serde_json::from_str(text).map_err(|_| wrong())?);
    if path.len() >= dimensions {
        let message = format!("parent_id has {} keys, and only {dimensions} dimensions were asked for", path.len());
        return Err(Problem::invalid("parent_id", message));
    }
    Ok(path)
}

/// `row_ids`: paths, each of at most as many keys as there are dimensions.
pub(super) fn paths(parameters: &dyn Parameters, dimensions: usize) -> Result<Option<Vec<Path>>, Problem> {
    let Some(text) = parameters.get("row_ids").filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let wrong = || Problem::invalid("row_ids", r#"row_ids is a JSON array of arrays of texts: [["windows"]]"#);
    let lists: Vec<Vec<Option<String>>> = serde_json::from_str(text).map_err(|_| wrong())?;
    if lists.iter().any(|list| list.len() > dimensions || list.is_empty()) {
        let message = format!("A path of row_ids has from 1 to {dimensions} keys, one per dimension");
        return Err(Problem::invalid("row_ids", message));
    }
    Ok(Some(lists.into_iter().map(Path).collect()))
}
