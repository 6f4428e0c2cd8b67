//! `cargo xtask import`: the published reference becomes `openapi/upstream/*.json` and `openapi/vocabulary.json`.
//!
//! * [`fetch`] downloads the pages into a cache, [`index`] says which there are,
//! * [`page`] reads one page of an operation, [`vocabulary`] those of dimensions, metrics, presets and fields,
//! * `links` tells where the links of a page lead, [`entities`] makes one schema of all forms of an entity,
//! * [`assemble`] makes the documents.
//!
//! Structure is kept, prose is not. Nothing is written unless every page was read whole.

pub mod assemble;
pub mod entities;
pub mod fetch;
pub mod index;
mod links;
pub mod page;
pub mod vocabulary;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Result, anyhow, bail, ensure};
use serde_json::{Map, Value, json};

use crate::layout::{self, Api};
use crate::spec::counts::Counts;
use crate::upstream::Upstream;
use index::Kind;
use page::{Form, Page, Tally};
use vocabulary::VocabularyPage;

/// What a generator is called that a page does not name.
const UNNAMED: &str = "none named";

/// What the pages say, and how much that is.
#[derive(Debug)]
pub struct Imported {
    pub upstream: Upstream,
    pub summary: Summary,
}

/// An import in numbers.
#[derive(Debug, Default)]
pub struct Summary {
    pub pages: BTreeMap<Form, usize>,
    pub operations: BTreeMap<Form, usize>,
    pub entities: BTreeMap<Form, usize>,
    pub markers: Tally,
    pub counts: Counts,
    pub vocabulary: Option<vocabulary::Counts>,
    /// What somebody should look at.
    pub warnings: Vec<String>,
}

/// Reads a folder with the whole reference: `llms.txt` and just the pages that it lists.
///
/// Pages by a generator that `known` does not have are refused unless `accept_generator`.
pub fn whole(dir: &Path, known: &[String], accept_generator: bool) -> Result<Imported> {
    let folder = index::read_folder(dir)?;
    let mut imported = read_files(&folder.pages)?;
    let published = folder.index.documents.iter();
    imported
        .summary
        .warnings
        .extend(published.map(|document| format!("the index links an OpenAPI document: {document}")));
    for api in Api::ALL {
        let there = imported.upstream.documents.contains_key(&api);
        ensure!(there, "{}:1: expected pages of the {api} API, found: none", index::FILE);
    }
    ensure!(
        imported.upstream.vocabulary.is_some(),
        "{}:1: expected pages of dimensions, metrics, presets and log fields, found: none",
        index::FILE
    );
    for generator in imported.upstream.generators().filter(|name| !known.iter().any(|known| known == name)) {
        let warning = format!("pages are by a generator that is not known: {generator}");
        ensure!(
            accept_generator,
            "{warning}; what it writes may be read wrong: look at its pages, then add --accept-generator"
        );
        imported.summary.warnings.push(warning);
    }
    Ok(imported)
}

/// Reads all pages below a folder that holds some of the reference, with or without `llms.txt`.
pub fn part(dir: &Path) -> Result<Imported> {
    read_files(&index::read_folder_without_index(dir)?)
}

/// The generators of the pages that upstream was made from. Without upstream, none is known.
pub fn known_generators(root: &Path) -> Result<Vec<String>> {
    if !root.join(layout::REFERENCE).exists() {
        return Ok(Vec::new());
    }
    Ok(Upstream::read(root)?.generators().map(str::to_owned).collect())
}

/// Reads pages from memory, as path and text. Which there are is all that is known of the reference.
pub fn read_files(files: &[(String, String)]) -> Result<Imported> {
    let of = |kind: Kind| files.iter().filter(move |(path, _)| Kind::of(path) == Some(kind));
    let pages = pages(of(Kind::Operation))?;
    let words: Vec<VocabularyPage<'_>> =
        of(Kind::Vocabulary).map(|(path, text)| VocabularyPage { path, text }).collect();
    let vocabulary = if words.is_empty() { None } else { Some(vocabulary::read(&words)?) };
    put_together(pages, vocabulary)
}

/// Makes one reference of pages that have been read.
pub fn put_together(mut pages: Vec<Page>, vocabulary: Option<vocabulary::Read>) -> Result<Imported> {
    // Not as the index has them: pages that change places there change nothing here.
    pages.sort_by(|one, other| one.path.split('/').cmp(other.path.split('/')));
    let mut summary = Summary::default();
    let mut generators: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        *generators.entry(page.generator.clone().unwrap_or_else(|| UNNAMED.to_owned())).or_default() += 1;
        *summary.pages.entry(page.form).or_default() += 1;
        *summary.entities.entry(page.form).or_default() += page.entities.len();
        summary.markers += &page.tally;
    }
    let forms: Map<String, Value> =
        summary.pages.iter().map(|(form, count)| (form.to_string(), json!(count))).collect();
    summary.operations = summary.pages.clone();
    let assembled = assemble::assemble(pages)?;
    for form in assembled.repeats {
        summary.operations.entry(form).and_modify(|count| *count -= 1);
    }
    summary.vocabulary = vocabulary.as_ref().map(|read| read.counts);
    assembled.documents.values().for_each(|document| summary.counts += Counts::of(document));
    let reference = json!({ "generators": generators, "forms": forms, "repeated": assembled.repeated });
    let vocabulary = vocabulary.map(|read| read.value);
    Ok(Imported { upstream: Upstream { documents: assembled.documents, vocabulary, reference }, summary })
}

/// Reads the pages of operations. If some cannot be read, the first one is named, and how many more there are.
fn pages<'a>(files: impl Iterator<Item = &'a (String, String)>) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    let mut errors = Vec::new();
    for (path, text) in files {
        match page::read(path, text) {
            Ok(page) => pages.push(page),
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(pages),
        1 => bail!(errors.remove(0)),
        more => Err(anyhow!("{:#} (and {} more pages cannot be read)", errors[0], more - 1)),
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (form, pages) in &self.pages {
            let of = |map: &BTreeMap<Form, usize>| map.get(form).copied().unwrap_or_default();
            writeln!(
                f,
                "{form:<8} {pages:>4} pages {:>4} operations {:>5} entities",
                of(&self.operations),
                of(&self.entities)
            )?;
        }
        writeln!(f, "markers  {:>4} found, and as many read", self.markers.total())?;
        writeln!(
            f,
            "written  {:>4} operations {:>4} parameters {:>4} schemas {:>4} fields {:>4} words",
            self.counts.operations, self.counts.parameters, self.counts.schemas, self.counts.fields, self.counts.words
        )?;
        if let Some(vocabulary) = &self.vocabulary {
            writeln!(f, "vocabulary: {vocabulary}")?;
        }
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning: {warning}"))
    }
}
