//! Writes a whole reference from what `openapi/upstream` holds, in the form in which it is published.
//!
//! Descriptions are made up (`words`); everything else follows the generator, whose source is public
//! (`diplodoc-platform/openapi-extension`, `src/includer/ui`, MIT).

mod current;
mod example;
mod labels;
pub mod older;
mod schema;
#[path = "../../pages/vocabulary/render.rs"]
mod vocabulary;
pub mod words;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use xtask::drift::Upstream;
use xtask::json::references;

/// Where the reference is published.
const SITE: &str = "https://yandex.com/dev/metrika/en/";

/// Path and text of each file.
pub type Files = Vec<(String, String)>;

/// An operation of a document.
pub struct Operation<'a> {
    /// `management/openapi/goal/addGoal`
    pub page: String,
    pub method: &'a str,
    pub address: String,
    pub value: &'a Value,
}

/// All operations of a document, in its order.
pub fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for (address, item) in document["paths"].as_object().unwrap() {
        for (method, value) in item.as_object().unwrap() {
            let url = value["externalDocs"]["url"].as_str().unwrap();
            let page = url.strip_prefix(SITE).unwrap().to_owned();
            found.push(Operation { page, method, address: address.clone(), value });
        }
    }
    found
}

/// `llms.txt`, and all pages that it lists: first those of the operations, then those that repeat some, then the vocabulary.
pub fn reference(upstream: &Upstream) -> Files {
    let generator = upstream.generators().next().unwrap();
    let mut pages = Files::new();
    for document in upstream.documents.values() {
        pages.extend(current_pages(document, generator));
    }
    for (page, operation) in upstream.reference["repeated"].as_object().unwrap() {
        pages.push((format!("{page}.md"), older::repeated(page, operation, generator)));
    }
    let vocabulary = upstream.vocabulary.as_ref().unwrap();
    pages.extend(vocabulary::rendered(vocabulary, vocabulary::yfm_table));
    let index = index(&pages);
    pages.insert(0, ("llms.txt".to_owned(), index));
    pages
}

/// The reference with all operations in one rendering of the older form. It can say what `sayable` gives.
pub fn older_reference(upstream: &Upstream, rendering: older::Rendering) -> Files {
    let generator = upstream.generators().next().unwrap();
    let mut pages = Files::new();
    for document in upstream.documents.values() {
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let unused = unused(document);
        let unused: Vec<&str> = unused.iter().map(String::as_str).collect();
        let operations = operations(document);
        for (index, operation) in operations.iter().enumerate() {
            let extra: &[&str] = if index + 1 == operations.len() { &unused } else { &[] };
            let text = older::page(operation, schemas, generator, rendering, extra);
            pages.push((format!("{}.md", operation.page), text));
        }
    }
    for (page, operation) in upstream.reference["repeated"].as_object().unwrap() {
        pages.push((format!("{page}.md"), older::repeated(page, operation, generator)));
    }
    let table = match rendering {
        older::Rendering::Barred => vocabulary::yfm_table,
        older::Rendering::Export => vocabulary::pipe_table,
    };
    pages.extend(vocabulary::rendered(upstream.vocabulary.as_ref().unwrap(), table));
    let index = index(&pages);
    pages.insert(0, ("llms.txt".to_owned(), index));
    pages
}

/// What the older form can say of this.
pub fn sayable(upstream: &Upstream) -> Upstream {
    let mut upstream = upstream.clone();
    upstream.documents.values_mut().for_each(|document| *document = older::sayable(document));
    upstream
}

fn current_pages(document: &Value, generator: &str) -> Files {
    let document = words::described(document);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let unused = unused(&document);
    let unused: Vec<&str> = unused.iter().map(String::as_str).collect();
    let operations = operations(&document);
    let last = operations.len() - 1;
    let page = |(index, operation): (usize, &Operation<'_>)| {
        // Schemas that nothing refers to stand on the last page.
        let extra: &[&str] = if index == last { &unused } else { &[] };
        (format!("{}.md", operation.page), current::page(operation, schemas, generator, extra))
    };
    operations.iter().enumerate().map(page).collect()
}

/// The names of all schemas that no operation leads to.
fn unused(document: &Value) -> Vec<String> {
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut used = BTreeSet::new();
    let mut todo = references(&document["paths"]);
    while let Some(name) = todo.pop() {
        if used.insert(name.clone()) {
            todo.extend(references(&schemas[&name]));
        }
    }
    schemas.keys().filter(|name| !used.contains(*name)).cloned().collect()
}

fn index(pages: &[(String, String)]) -> String {
    let mut index = "# Metrika\n\n> Documentation of Yandex Metrika, made up for a test\n\n## Guides\n\n".to_owned();
    for guide in ["intro/authorization.md", "management/concept/counters.md", "management/openapi/goal/index.md"] {
        index += &format!("- [Guide]({SITE}{guide}): How it works (and why).\n");
    }
    index += "\n## Reference\n\n";
    for (path, _) in pages {
        index += &format!("- [{}]({SITE}{path}): About it.\n", words::words(path.trim_end_matches(".md")));
    }
    index + "\nAsk [us](mailto:nobody@example.com) or [others](https://example.com/help).\n"
}

/// Writes files below a folder.
pub fn write(folder: &Path, files: &[(String, String)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn front_matter(generator: &str, page: &str) -> String {
    format!(
        "---\nmetadata:\n  - name: generator\n    content: {generator}\nalternate:\n  - href: en/{page}.md\n    \
         type: text/markdown\n    title: Markdown version\n---\n"
    )
}

/// Parts with a blank line between them. Empty ones are left out.
fn block(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn cut(text: &str, title: &str, attributes: &str) -> String {
    block(&[&format!("{{% cut \"{title}\" %}}{attributes}"), text, "{% endcut %}"])
}
