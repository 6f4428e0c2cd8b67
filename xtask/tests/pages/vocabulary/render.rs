//! Pages in the form of the reference, made from `openapi/vocabulary.json`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Makes a table of headers and rows. A cell may hold bars, paragraphs and lists.
pub type Render = fn(&[&str], &[Vec<String>]) -> String;

pub fn pipe_table(header: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let escaped = |cell: &String| cell.replace('|', "\\|").replace('\n', " ");
    let mut table = line(header.iter().map(|&word| word.to_owned()).collect()) + &"|---".repeat(header.len()) + "|\n";
    rows.iter().for_each(|row| table += &line(row.iter().map(escaped).collect()));
    table
}

pub fn yfm_table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = format!("#|\n|| **{}** ||\n", header.join("** | **"));
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| linked(&cell.replace('|', "\\|"))).collect();
        table += &format!("||\n{}\n||\n", cells.join("\n|\n"));
    }
    table + "|#\n"
}

/// Template parameters of a name as links, as pages have them.
fn linked(cell: &str) -> String {
    let alone = cell.starts_with("`ym:") && !cell.contains(',');
    if alone {
        cell.replace('<', "`[\\<").replace('>', "\\>](../param.md)`").replace("``", "")
    } else {
        cell.to_owned()
    }
}

/// All pages, as path and text.
pub fn rendered(vocabulary: &Value, table: Render) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut add = |path: String, header: &[&str], rows: Vec<Vec<String>>| {
        let text = format!("---\ntitle: Made for a test\n---\n# Page\n\n{}\nThe end.\n", table(header, &rows));
        assert!(pages.insert(path.clone(), text).is_none(), "{path}");
    };
    add("stat/attrandmetr/dim_all.md".into(), &["Dimensions", "Metrics"], all_names(vocabulary));
    let metrics = ["Metrica", "Name", "Description", "Type", "Filter option", "Minimum date for report generation"];
    for (group, rows) in by_group(&vocabulary["metric_details"], |name, facts| {
        let filterable = if facts["filterable"] == true { "present" } else { "no" };
        vec![
            code(name),
            "A name".into(),
            "Either | or".into(),
            code(&string(&facts["type"])),
            filterable.into(),
            string(&facts["since"]),
        ]
    }) {
        add(format!("stat/metrics/{group}.md"), &metrics, rows);
    }
    let dimensions =
        ["Dimension", "Name", "Relations", "Detailed description", "Description", "Minimum date for report generation"];
    for (group, rows) in by_group(&vocabulary["dimension_details"], |name, facts| {
        let operators: Vec<_> = strings(&facts["operators"]).map(|operator| format!("[{operator}](*term)")).collect();
        let names = facts["name_dimension"].as_str().map(code).unwrap_or_default();
        vec![
            code(name),
            "A name".into(),
            operators.join(", "),
            "Words\n\n- in a list".into(),
            names,
            string(&facts["since"]),
        ]
    }) {
        add(format!("stat/attributes/{group}.md"), &dimensions, rows);
    }
    let mut last = String::new();
    for (group, rows) in by_group(&vocabulary["presets"], |name, facts| {
        let names = |part: &str| strings(&facts[part]).map(code).collect::<Vec<_>>().join(", ");
        vec![code(name), "A report".into(), names("dimensions"), names("metrics")]
    }) {
        // The groups are in the order of their paths, so that those in a folder come after the others.
        let folder = if group < last { "visitors/" } else { "" };
        last = last.max(group.clone());
        add(format!("stat/presets/{folder}preset_{group}.md"), &["Template", "Report", "Dimensions", "Metrics"], rows);
    }
    for log in ["visits", "hits"] {
        let fields = vocabulary["logs"][log].as_array().unwrap();
        let rows = fields.iter().map(|field| vec![string(&field[0]), string(&field[1]), "A field".into()]).collect();
        add(format!("logs/fields/{log}.md"), &["Field", "Data type", "Description"], rows);
    }
    let rows = vocabulary["parameters"].as_object().unwrap().iter().map(|(name, facts)| {
        let values: Vec<_> = strings(&facts["values"]).map(code).collect();
        let text = if values.is_empty() { "An id".into() } else { format!("Possible values: {}", values.join("; ")) };
        vec![code(name), "A name".into(), text, facts["default"].as_str().map(code).unwrap_or_default()]
    });
    add("stat/param.md".into(), &["Parameter", "Name", "Description", "Default value"], rows.collect());
    pages
}

fn all_names(vocabulary: &Value) -> Vec<Vec<String>> {
    let column =
        |part: &str| strings(&vocabulary[part]).map(|name| format!("[{}](#id)", code(name))).collect::<Vec<_>>();
    let (dimensions, metrics) = (column("dimensions"), column("metrics"));
    let cell = |column: &[String], row: usize| column.get(row).cloned().unwrap_or_default();
    (0..dimensions.len().max(metrics.len())).map(|row| vec![cell(&dimensions, row), cell(&metrics, row)]).collect()
}

/// The rows of each group, the groups in the order of the file. A name that is also in other groups has a row there too.
fn by_group(
    details: &Value,
    row: impl Fn(&str, &Map<String, Value>) -> Vec<String>,
) -> Vec<(String, Vec<Vec<String>>)> {
    let mut groups: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    for (name, facts) in details.as_object().unwrap() {
        let facts = facts.as_object().unwrap();
        let also = facts.get("also_in").map(strings).into_iter().flatten();
        for group in facts["group"].as_str().into_iter().chain(also) {
            let found = groups.iter().position(|(known, _)| known == group).unwrap_or(groups.len());
            if found == groups.len() {
                groups.push((group.to_owned(), Vec::new()));
            }
            groups[found].1.push(row(name, facts));
        }
    }
    groups
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap())
}

fn string(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn code(text: &str) -> String {
    format!("`{text}`")
}
