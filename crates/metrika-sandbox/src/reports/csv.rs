//! The `.csv` form of an answer.
use super::Method;
use serde_json::Value as Json;

/// Writes an answer as CSV, in the plainest form: a line of names, then one line per row of the page.
///
/// Nothing is known of the service's form beyond the address `/stat/v1/data.csv`. Here dimensions come first, each by its
/// name, then metrics; there is no line of totals, since it would look like a row. Series over time have a column for each
/// metric and interval (`ym:s:visits 2026-03-01`), comparisons two for each metric (`ym:s:visits a`), pivot tables one for
/// each metric and column (`ym:s:visits Germany`). What is not there is an empty cell.
pub fn csv(method: Method, answer: &Json) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let query = answer.get("query");
    let names = |key: &str| -> Vec<&str> {
        let list = query.and_then(|query| query.get(key)).and_then(Json::as_array);
        list.into_iter().flatten().filter_map(Json::as_str).collect()
    };
    let (dimensions, metrics) = (names("dimensions"), names("metrics"));
    let endings = endings(method, answer);
    let tree = matches!(method, Method::Drilldown | Method::ComparisonDrilldown);
    let mut header: Vec<String> = if tree {
        // A tree shows one level: the first dimension below the parent.
        let parents = query.and_then(|query| query.get("parent_id")).and_then(Json::as_array).map_or(0, Vec::len);
        dimensions.get(parents).map(|name| (*name).to_owned()).into_iter().collect()
    } else {
        dimensions.iter().map(|name| (*name).to_owned()).collect()
    };
    for metric in &metrics {
        match &endings {
            None => header.push((*metric).to_owned()),
            Some(endings) => header.extend(endings.iter().map(|ending| format!("{metric} {ending}"))),
        }
    }
    let mut lines = vec![header];
    for row in answer.get("data").and_then(Json::as_array).into_iter().flatten() {
        let mut line: Vec<String> = match row.get("dimensions").and_then(Json::as_array) {
            // Rows of shorter paths have fewer dimensions.
            Some(labels) => {
                let blanks = std::iter::repeat_n(String::new(), dimensions.len().saturating_sub(labels.len()));
                labels.iter().map(name).chain(blanks).collect()
            }
            None => row.get("dimension").map(name).into_iter().collect(),
        };
        flatten(row.get("metrics"), &mut line);
        lines.push(line);
    }
    for line in lines {
        // Writing to memory does not fail, and every line has the same number of cells.
        let _ = writer.write_record(&line);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// What tells the numbers of one metric apart, if there are several in a row.
fn endings(method: Method, answer: &Json) -> Option<Vec<String>> {
    let list = |key: &str| answer.get(key).and_then(Json::as_array).into_iter().flatten();
    match method {
        Method::Data | Method::Drilldown => None,
        Method::Comparison | Method::ComparisonDrilldown => Some(vec!["a".to_owned(), "b".to_owned()]),
        Method::ByTime => Some(list("time_intervals").map(|pair| cell(pair.get(0))).collect()),
        Method::Pivot => {
            let column =
                |labels: &Json| labels.as_array().into_iter().flatten().map(name).collect::<Vec<_>>().join(" / ");
            Some(list("pivot_columns").map(column).collect())
        }
    }
}

fn name(label: &Json) -> String {
    cell(label.get("name"))
}

fn cell(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Numbers in the order of the header: metric by metric.
fn flatten(metrics: Option<&Json>, line: &mut Vec<String>) {
    match metrics {
        Some(Json::Array(list)) => list.iter().for_each(|item| flatten(Some(item), line)),
        Some(Json::Object(segments)) => {
            let of = |key: &str| segments.get(key).and_then(Json::as_array).into_iter().flatten();
            for (a, b) in of("a").zip(of("b")) {
                line.extend([cell(Some(a)), cell(Some(b))]);
            }
        }
        other => line.push(cell(other)),
    }
}
