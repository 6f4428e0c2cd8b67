//! A folder of saved pages, as `fetch` leaves it or as somebody has put it together by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::{FILE, Index, Kind, Url};
use crate::import::fetch::Record;
use crate::layout::Api;

#[derive(Debug)]
pub struct Folder {
    pub index: Index,
    /// Path and text of the pages, in the order of the index.
    pub pages: Vec<(String, String)>,
}

/// Reads a folder that holds `llms.txt` and exactly the pages it lists, under the same relative paths.
pub fn read_folder(dir: &Path) -> Result<Folder> {
    ensure!(
        dir.join(FILE).exists(),
        "{}: no {FILE}, which lists the pages that there must be (a part of them can be compared: drift --partial)",
        dir.display()
    );
    let record = Record::load(dir);
    // Pages of two days may contradict each other: such a folder would make changes out of nothing.
    ensure!(!record.is_unfinished(), "{}: the last fetch did not finish: fetch again", dir.display());
    let index_url = record.index_url().map(Url::parse).transpose().context("cache.json: the address of the index")?;
    let index = Index::parse(&read(dir, FILE)?, index_url.as_ref())?;
    index.ensure_lists(&saved_pages(dir)?).with_context(|| dir.display().to_string())?;
    let pages =
        index.pages.iter().map(|page| Ok((page.path.clone(), read(dir, &page.path)?))).collect::<Result<_>>()?;
    Ok(Folder { index, pages })
}

impl Index {
    /// The pages must be just those that are listed.
    pub fn ensure_lists(&self, pages: &BTreeSet<String>) -> Result<()> {
        let listed: BTreeSet<&str> = self.pages.iter().map(|page| page.path.as_str()).collect();
        let missing: Vec<&str> = listed.iter().copied().filter(|path| !pages.contains(*path)).collect();
        let unknown: Vec<&str> = pages.iter().map(String::as_str).filter(|path| !listed.contains(path)).collect();
        let mut problems = Vec::new();
        if !missing.is_empty() {
            problems.push(format!("{FILE} lists pages that are missing: {}", missing.join(", ")));
        }
        if !unknown.is_empty() {
            problems.push(format!("pages are not in {FILE}: {}", unknown.join(", ")));
        }
        ensure!(problems.is_empty(), "{}", problems.join("; "));
        Ok(())
    }
}

/// Reads the pages of operations and vocabulary of a folder that may hold only some of them, sorted by path.
pub fn read_folder_without_index(dir: &Path) -> Result<Vec<(String, String)>> {
    let present = saved_pages(dir)?;
    ensure!(
        !present.is_empty(),
        "{}: no page of the reference, such as management/openapi/goal/addGoal.md",
        dir.display()
    );
    present.into_iter().map(|path| read(dir, &path).map(|text| (path, text))).collect()
}

/// The paths of all pages of operations and vocabulary in the folder.
fn saved_pages(dir: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    ensure!(dir.is_dir(), "{}: no such folder", dir.display());
    for api in Api::ALL {
        walk(dir, api.name(), &mut found)
            .with_context(|| format!("{}: cannot be listed", dir.join(api.name()).display()))?;
    }
    Ok(found)
}

fn walk(dir: &Path, below: &str, found: &mut BTreeSet<String>) -> std::io::Result<()> {
    let folder = dir.join(below);
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A name that is no text is none of our pages.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{below}/{name}");
        if entry.path().is_dir() {
            walk(dir, &path, found)?;
        } else if Kind::of(&path).is_some() {
            found.insert(path);
        }
    }
    Ok(())
}

fn read(dir: &Path, path: &str) -> Result<String> {
    let full = dir.join(path);
    let bytes = fs::read(&full).with_context(|| format!("{}: cannot be read", full.display()))?;
    let text = text_of(path, bytes)?;
    // The index has its own words for that.
    ensure!(path == FILE || !looks_like_html(&text), "{path}:1: an HTML page, not Markdown");
    Ok(text)
}

/// The text of a page. `name` is what an error calls it; bytes are counted from 1, as lines are.
pub(crate) fn text_of(name: &str, bytes: Vec<u8>) -> Result<String> {
    let mark = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => Some("UTF-8"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        _ => None,
    };
    if let Some(mark) = mark {
        bail!("{name}:1: begins with a {mark} byte order mark: save it as UTF-8 without one");
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        anyhow::anyhow!("{name}:{line}: byte {} is not UTF-8", at + 1)
    })
}

/// Whether this is a web page where Markdown should be: a login, an error, a page saved from the browser.
pub(crate) fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head"].iter().any(|sign| start.starts_with(sign))
}
