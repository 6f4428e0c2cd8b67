//! Good pages, to be broken, and an import of them into a copy of `openapi/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use xtask::import::{page, part};
use xtask::layout;

use crate::folder::{copy, everything_below};

pub const ADD: &str = "management/openapi/kettle/addKettle.md";
pub const EDIT: &str = "management/openapi/kettle/editKettle.md";
pub const LIST: &str = "management/openapi/kettle/kettles.md";
pub const LEAVES: &str = "management/openapi/leaf/uploadLeaves.md";
pub const BREWS: &str = "stat/openapi/brews.md";
pub const STEAM: &str = "logs/openapi/downloadSteam.md";

/// A page of `pages/operations`.
pub fn good(form: &str, path: &str) -> String {
    std::fs::read_to_string(pages("operations").join(form).join(path)).unwrap()
}

fn pages(kind: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(kind)
}

/// The number of the line in which this text begins.
#[track_caller]
pub fn line_of(text: &str, part: &str) -> usize {
    let at = text.find(part).unwrap_or_else(|| panic!("{part:?} is not on the page"));
    1 + text[..at].matches('\n').count()
}

/// Replaces what must be there, the first time that it is.
#[track_caller]
pub fn replace(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not on the page");
    text.replacen(from, to, 1)
}

/// What the reader says to a page: always one line that names the page.
#[track_caller]
pub fn refusal(path: &str, text: &str) -> String {
    let Err(error) = page::read(path, text) else { panic!("{path} was read") };
    one_line(path, &format!("{error:#}"))
}

#[track_caller]
pub fn one_line(path: &str, line: &str) -> String {
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with(path) && line[path.len()..].starts_with(':'), "{path} is not named: {line}");
    line.to_owned()
}

#[track_caller]
pub fn assert_says(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "{part:?} is not in: {line}");
    }
}

/// A folder with a small reference, an index of it, and a copy of `openapi/` to import it into.
pub struct Reference(TempDir);

impl Reference {
    pub fn new() -> Self {
        let reference = Self(TempDir::new().unwrap());
        copy(&layout::root().join("openapi"), &reference.root().join("openapi"));
        for folder in ["operations/current/management", "operations/current/stat", "operations/current/logs"] {
            copy(&pages(folder), &reference.pages().join(folder.rsplit('/').next().unwrap()));
        }
        for api in ["stat", "logs"] {
            copy(&pages("vocabulary/current").join(api), &reference.pages().join(api));
        }
        reference.list();
        reference
    }

    /// The top of the copy.
    pub fn root(&self) -> PathBuf {
        self.0.path().join("checkout")
    }

    pub fn pages(&self) -> PathBuf {
        self.0.path().join("pages")
    }

    /// Writes an index of all pages that are there.
    pub fn list(&self) {
        let root = self.pages();
        let link = |path: &Path| format!("- [page]({})\n", path.strip_prefix(&root).unwrap().display());
        let files = everything_below(&root);
        let pages = files.iter().map(|(path, _)| path).filter(|path| path.extension().is_some_and(|end| end == "md"));
        let lines: String = pages.map(|path| link(path)).collect();
        self.write("llms.txt", lines.replace('\\', "/"));
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.pages().join(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.pages().join(path), text).unwrap();
    }

    pub fn edit(&self, path: &str, from: &str, to: &str) {
        self.write(path, replace(&self.read(path), from, to));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.pages().join(path)).unwrap();
    }

    /// What an import of these pages, as a part of the reference, ends with.
    #[track_caller]
    pub fn refusal(&self) -> String {
        let Err(error) = part(&self.pages()) else { panic!("the pages were imported") };
        format!("{error:#}")
    }

    pub fn import(&self, more: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("--root").arg(self.root()).arg("import").arg("--from").arg(self.pages()).args(more);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    /// Imports through the command, which must end with code 1 and one line with these parts, and write nothing.
    #[track_caller]
    pub fn assert_refused(&self, parts: &[&str]) {
        let before = everything_below(self.0.path());
        let (code, stderr) = self.import(&[]);
        assert_eq!(code, Some(1), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.starts_with("error: "), "{stderr}");
        assert_says(&stderr, parts);
        assert!(everything_below(self.0.path()) == before, "files were written: {stderr}");
    }
}
