//! Writing generated files, or checking them: one list of outputs serves both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use similar::TextDiff;

/// All files that one command makes, and the folders in which nothing else may stand.
#[derive(Debug, Default)]
pub struct Outputs {
    files: BTreeMap<PathBuf, String>,
    folders: BTreeSet<PathBuf>,
}

/// One file that is not as it should be.
#[derive(Debug)]
pub enum Problem {
    Missing(PathBuf),
    Stale { path: PathBuf, diff: String },
    LeftOver(PathBuf),
}

/// Lines of a diff that are worth showing; the command that mends it shows the rest.
const DIFF_LINES: usize = 20;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "missing: {}", path.display()),
            Self::LeftOver(path) => write!(f, "left over: {}", path.display()),
            Self::Stale { path, diff } => write!(f, "stale: {}\n{diff}", path.display()),
        }
    }
}

impl Outputs {
    pub fn add(&mut self, path: PathBuf, text: String) {
        self.files.insert(path, text);
    }

    /// Says that every file below `folder` is ours: others are left over and go.
    pub fn owns_folder(&mut self, folder: impl Into<PathBuf>) {
        self.folders.insert(folder.into());
    }

    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// Writes, or with `check` only compares; `command` is what mends it.
    pub fn settle(&self, root: &Path, check: bool, command: &str) -> Result<()> {
        if !check {
            println!("files changed: {}", self.write(root)?);
            return Ok(());
        }
        let problems = self.check(root)?;
        for problem in &problems {
            eprintln!("{problem}");
        }
        ensure!(problems.is_empty(), "{} generated files are not up to date: run `{command}`", problems.len());
        println!("all generated files are up to date");
        Ok(())
    }

    /// Compares with what stands in `root`, writing nothing.
    pub fn check(&self, root: &Path) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for (path, text) in &self.files {
            match std::fs::read_to_string(root.join(path)) {
                Ok(found) if found.replace("\r\n", "\n") == *text => {}
                Ok(found) => problems.push(Problem::Stale { path: path.clone(), diff: short_diff(&found, text) }),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    problems.push(Problem::Missing(path.clone()));
                }
                Err(error) => {
                    return Err(error).with_context(|| format!("{}: cannot be read", path.display()));
                }
            }
        }
        problems.extend(self.left_over(root)?.into_iter().map(Problem::LeftOver));
        Ok(problems)
    }

    /// Writes what differs and removes what is left over.
    ///
    /// All new files are written beside the old ones before the first one takes its place: a full disk changes nothing.
    pub fn write(&self, root: &Path) -> Result<usize> {
        let problems = self.check(root)?;
        let changed: Vec<&PathBuf> = problems
            .iter()
            .filter_map(|problem| match problem {
                Problem::Missing(path) | Problem::Stale { path, .. } => Some(path),
                Problem::LeftOver(_) => None,
            })
            .collect();
        for path in &changed {
            let written = write_half(&root.join(path), &self.files[*path]);
            if written.is_err() {
                changed.iter().for_each(|path| _ = std::fs::remove_file(half(&root.join(path))));
            }
            written.with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        for path in &changed {
            let full = root.join(path);
            std::fs::rename(half(&full), &full).with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        for problem in &problems {
            if let Problem::LeftOver(path) = problem {
                std::fs::remove_file(root.join(path))
                    .with_context(|| format!("{}: cannot be removed", path.display()))?;
            }
        }
        Ok(problems.len())
    }

    fn left_over(&self, root: &Path) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for folder in &self.folders {
            list(root, folder, &mut found)?;
        }
        found.retain(|path| !self.files.contains_key(path));
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// Where a file stands until all are written.
fn half(path: &Path) -> PathBuf {
    let mut half = path.as_os_str().to_owned();
    half.push(".half");
    half.into()
}

/// Writes one file: it appears whole or not at all.
pub fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    write_half(path, text)?;
    std::fs::rename(half(path), path)
}

fn write_half(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(half(path), text)
}

fn list(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let full = root.join(folder);
    if !full.exists() {
        return Ok(());
    }
    let entries = std::fs::read_dir(&full).with_context(|| format!("{}: cannot be listed", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            list(root, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn short_diff(found: &str, expected: &str) -> String {
    let diff = TextDiff::from_lines(found, expected);
    let text = diff.unified_diff().context_radius(1).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let mut short = lines.iter().take(DIFF_LINES).copied().collect::<Vec<_>>().join("\n");
    if lines.len() > DIFF_LINES {
        short.push_str(&format!("\n... and {} more lines", lines.len() - DIFF_LINES));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_changes_nothing() {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("a"), "old").unwrap();
        // A folder stands where the second output would be written.
        std::fs::create_dir(folder.path().join("b.half")).unwrap();
        let mut outputs = Outputs::default();
        outputs.add("a".into(), "new".into());
        outputs.add("b".into(), "new".into());
        assert!(outputs.write(folder.path()).is_err());
        let mut left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a", "b.half"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("a")).unwrap(), "old");
    }
}
