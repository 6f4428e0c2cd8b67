//! What is written as pages reads as what it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use xtask::drift::{self, Extent, Upstream, compare};
use xtask::import;
use xtask::layout::{self, Api};

use crate::UPSTREAM;
use crate::folder::copy;
use crate::render::older::Rendering;
use crate::render::{self, Files};

#[test]
fn upstream_comes_back_byte_for_byte() {
    let imported = import::read_files(&render::reference(&UPSTREAM)).unwrap();
    let problems = imported.upstream.outputs().unwrap().check(&layout::root()).unwrap();
    assert!(problems.is_empty(), "{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    let report = drift::report(&layout::root(), &imported.upstream, Extent::Whole).unwrap();
    assert_eq!(report.json()["changes"], Value::Array(Vec::new()));
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    assert_eq!(report.exit_code(), 0);
}

#[test]
fn both_renderings_of_the_older_form_come_back() {
    let (old, schemas) = (render::sayable(&UPSTREAM), |upstream: &Upstream, api| {
        upstream.documents[&api]["components"]["schemas"].as_object().unwrap().len()
    });
    for rendering in [Rendering::Barred, Rendering::Export] {
        let new = import::read_files(&render::older_reference(&old, rendering)).unwrap().upstream;
        let changes = compare(&old, &new, Extent::Whole).changes;
        assert_eq!(changes.first().map(|change| serde_json::to_string(change).unwrap()), None, "{rendering:?}");
        for api in Api::ALL {
            assert_eq!(schemas(&old, api), schemas(&new, api), "{rendering:?} {api}");
        }
    }
}

/// What `cargo xtask` prints, and how it ends.
fn xtask(root: &Path, command: &str, pages: &Path) -> (String, Option<i32>) {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = xtask.arg(command).arg("--from").arg(pages).arg("--root").arg(root).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text, output.status.code())
}

/// A copy of what `import` and `drift` read and write.
fn copy_of_root(folder: &Path) -> PathBuf {
    let root = folder.join("root");
    copy(&layout::root().join("openapi"), &root.join("openapi"));
    root
}

#[test]
fn the_command_line_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (root, pages) = (copy_of_root(folder.path()), folder.path().join("pages"));
    render::write(&pages, &render::reference(&UPSTREAM));
    let (text, code) = xtask(&root, "import", &pages);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("current  105 pages  105 operations") && text.ends_with("files changed: 0\n"), "{text}");
    let (text, code) = xtask(&root, "drift", &pages);
    assert_eq!(code, Some(0), "{text}");

    // What changes is written, and is no difference any more.
    let page = pages.join("management/openapi/goal/goals.md");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replace("_useDeleted_{", "_withDeleted_{")).unwrap();
    assert_eq!(xtask(&root, "drift", &pages).1, Some(20));
    let (text, _) = xtask(&root, "import", &pages);
    assert!(text.ends_with("files changed: 1\n"), "{text}");
    assert_eq!(xtask(&root, "drift", &pages).1, Some(0));

    // A page that the index does not list, and one that is not there.
    fs::rename(&page, page.with_file_name("others.md")).unwrap();
    let (text, code) = xtask(&root, "drift", &pages);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("goal/goals.md") && text.contains("goal/others.md"), "{text}");
}

/// Edits of one page, or of all that have such a text: the page, what stands there, what comes in its place, and how drift ends.
const EDITS: &[(&str, &str, &str, u8)] = &[
    // Words for people and browsers, and the place of a word in a list.
    ("management/openapi/label/getLabel", "What it is for", "What this does", 0),
    ("", "action option", "an event", 0),
    ("", "- `action` — action option;\n- `chat`", "- `chat` — a\n- `action`", 0),
    ("management/openapi/label/getLabel", "margin-bottom: 12px", "margin-bottom: 1px", 0),
    // What the service takes besides.
    ("stat/openapi/bytime", " .json-schema-required}", "}", 10),
    ("", "- `action`", "- `actor` — new;\n- `action`", 10),
    (
        "management/openapi/label/getLabel",
        "_label_{",
        "_new_{.json-schema-reset .json-schema-property}\n{.table-cell}|\n\
      **Type**: string\n{.table-cell}\n||\n||\n\n_label_{",
        10,
    ),
    // What clients may rely on.
    ("management/openapi/label/createLabel", "POST {", "PUT {", 20),
    ("management/openapi/label/createLabel", "/management/v1/labels", "/management/v2/labels", 20),
    ("management/openapi/label/getLabels", "application/json", "text/json", 20),
    ("management/openapi/label/getLabels", "__200\">\n\n## 200", "__201\">\n\n## 201", 20),
    ("", "- `action`", "- `actions`", 20),
    ("management/openapi/goal/goals", "_useDeleted_{", "_withDeleted_{", 20),
    ("management/openapi/goal/goals", "**Type**: boolean", "**Type**: string", 20),
    ("management/openapi/goal/goals", "`false`", "`true`", 20),
    ("management/openapi/chats/findAll_chats", "`10000`", "`1000`", 20),
    ("management/openapi/chats/findAll_chats", "[*](*star)", "", 20),
    ("logs/openapi/download", "**Format:** binary", "**Format:** byte", 20),
    ("logs/fields/hits", "ym:pv:watchID", "ym:pv:watchName", 20),
    ("stat/presets/preset_traffic", "`ym:s:visits`", "`ym:s:users`", 20),
];

#[test]
fn what_changes_on_a_page_shows() {
    let files = render::reference(&UPSTREAM);
    for (page, from, to, code) in EDITS {
        let report = compare(&UPSTREAM, &edited(&files, page, from, to), Extent::Whole);
        assert_eq!(report.exit_code(), *code, "{page}: {from} -> {to}: {}", report.markdown());
    }
}

fn edited(files: &Files, page: &str, from: &str, to: &str) -> Upstream {
    let mut files = files.clone();
    let mut places = 0;
    for (path, text) in files.iter_mut().filter(|(_, text)| text.contains(from)) {
        if page.is_empty() {
            *text = text.replace(from, to);
        } else if path.strip_suffix(".md") == Some(page) {
            *text = text.replacen(from, to, 1);
        } else {
            continue;
        }
        places += 1;
    }
    assert!(places > 0, "{page}: no {from}");
    import::read_files(&files).unwrap().upstream
}
