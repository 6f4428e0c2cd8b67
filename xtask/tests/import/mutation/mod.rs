//! No edit of a page is silent: each one stops the import with a line that names the page, or shows in the report of drift.
//!
//! `structure` says which parts of a page count, `edits` changes one of them. What means the same by definition is left out: members of
//! a set that change places or are said twice (listed values, links of the index), rows of a table and labels of a field that change places,
//! the name of an example, blanks.

mod edits;
mod structure;

use std::collections::{BTreeMap, BTreeSet};

use xtask::drift::{Extent, Upstream, compare};
use xtask::import;
use xtask::import::index::{FILE, Index, Kind};
use xtask::import::page::{self, Page};
use xtask::import::vocabulary::{self, VocabularyPage};
use xtask::layout::Api;

use crate::UPSTREAM;
use crate::render::older::Rendering;
use crate::render::{self, Files};
use edits::{Chance, Edit};

/// A reference, and what its pages say, so that an edited page alone is read anew.
struct Reference {
    files: Files,
    upstream: Upstream,
    pages: Vec<Page>,
    vocabulary: vocabulary::Read,
}

enum Outcome {
    Stopped(String),
    Shown,
    Silent,
}

impl Reference {
    fn new(upstream: &Upstream, files: Files) -> Self {
        let of = |kind| files.iter().filter(move |(path, _)| Kind::of(path) == Some(kind));
        let pages = of(Kind::Operation).map(|(path, text)| page::read(path, text).unwrap()).collect();
        let words: Vec<_> = of(Kind::Vocabulary).map(|(path, text)| VocabularyPage { path, text }).collect();
        let vocabulary = vocabulary::read(&words).unwrap();
        Self { upstream: upstream.clone(), pages, vocabulary, files }
    }

    fn judge(&self, path: &str, text: &str) -> Outcome {
        let outcome = match Kind::of(path) {
            None => self.index(text),
            Some(Kind::Vocabulary) => self.words(path, text),
            Some(Kind::Operation) => self.operation(path, text),
        };
        match outcome {
            Err(error) => Outcome::Stopped(format!("{error:#}")),
            Ok(true) => Outcome::Shown,
            Ok(false) => Outcome::Silent,
        }
    }

    /// Nothing is read but what the index lists, so that it is right or wrong.
    fn index(&self, text: &str) -> anyhow::Result<bool> {
        let pages: BTreeSet<String> =
            self.files.iter().map(|(path, _)| path.clone()).filter(|path| path != FILE).collect();
        Index::parse(text, None)?.ensure_lists(&pages)?;
        Ok(false)
    }

    fn words(&self, path: &str, text: &str) -> anyhow::Result<bool> {
        let pages = self.files.iter().filter(|(path, _)| Kind::of(path) == Some(Kind::Vocabulary));
        let pages: Vec<_> = pages
            .map(|(known, old)| VocabularyPage { path: known, text: if known == path { text } else { old } })
            .collect();
        let read = vocabulary::read(&pages)?;
        let with = |value| Upstream { vocabulary: Some(value), ..Upstream::default() };
        let (old, new) = (with(self.vocabulary.value.clone()), with(read.value));
        Ok(!compare(&old, &new, Extent::Whole).changes.is_empty())
    }

    /// The document of the page's API alone is made anew: no other page can tell of it.
    fn operation(&self, path: &str, text: &str) -> anyhow::Result<bool> {
        let edited = page::read(path, text)?;
        let api = Api::ALL.into_iter().find(|api| path.starts_with(api.name())).unwrap();
        let own = self.pages.iter().filter(|page| page.path.starts_with(api.name()));
        let pages = own.map(|page| if page.path == edited.path { edited.clone() } else { page.clone() }).collect();
        let new = import::put_together(pages, None)?.upstream;
        let mut old = self.upstream.clone();
        old.documents.retain(|known, _| *known == api);
        old.vocabulary = None;
        if api != Api::Management {
            old.reference["repeated"] = serde_json::json!({});
        }
        let report = compare(&old, &new, Extent::Whole);
        Ok(!report.changes.is_empty() || !report.notes.is_empty())
    }
}

fn references() -> Vec<Reference> {
    let old = render::sayable(&UPSTREAM);
    vec![
        Reference::new(&UPSTREAM, render::reference(&UPSTREAM)),
        Reference::new(&old, render::older_reference(&old, Rendering::Barred)),
        Reference::new(&old, render::older_reference(&old, Rendering::Export)),
    ]
}

/// The kind of page that an edit was made in.
fn kind(path: &str) -> &'static str {
    match Kind::of(path) {
        None => "index",
        Some(Kind::Vocabulary) => "vocabulary",
        Some(Kind::Operation) if path.contains("/chats/") => "repeated",
        Some(Kind::Operation) => "operation",
    }
}

#[derive(Debug, Default)]
struct Counts {
    stopped: usize,
    shown: usize,
    silent: Vec<String>,
    by: BTreeMap<(&'static str, Edit), (usize, usize)>,
}

/// Edits pages by chance, each kind of page and each form in its turn.
fn run(seed: u64, times: usize) -> Counts {
    let references = references();
    let mut chance = Chance::new(seed);
    let mut counts = Counts::default();
    let kinds = ["operation", "operation", "operation", "operation", "repeated", "vocabulary", "index"];
    let mut made = 0;
    while made < times {
        let reference = &references[[0, 0, 1, 2][made % 4]];
        let files: Vec<_> =
            reference.files.iter().filter(|(path, _)| kind(path) == kinds[made % kinds.len()]).collect();
        let (path, text) = files[chance.below(files.len())];
        let spots = structure::spots(path, text);
        if spots.is_empty() {
            continue;
        }
        let Some((edit, line, new)) = edits::edited(path, text, &spots, &mut chance) else { continue };
        made += 1;
        let by = counts.by.entry((kind(path), edit)).or_default();
        match reference.judge(path, &new) {
            Outcome::Stopped(error) => {
                counts.stopped += 1;
                by.0 += 1;
                let page = path.trim_end_matches(".md");
                let named = error.contains(page) || error.contains("llms.txt") || kind(path) == "vocabulary";
                assert!(named && !error.contains('\n'), "{path}:{line}: {edit:?}: {error}");
            }
            Outcome::Shown => {
                counts.shown += 1;
                by.1 += 1;
            }
            Outcome::Silent => {
                let (old, new) = (text.lines().nth(line - 1).unwrap(), new.lines().nth(line - 1).unwrap_or_default());
                counts.silent.push(format!("{path}:{line}: {edit:?}: {old:?} -> {new:?}"));
            }
        }
    }
    counts
}

#[test]
fn no_edit_is_silent() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (seed, times) = (number("MUTATION_SEED").unwrap_or(1), number("MUTATION_TIMES").unwrap_or(200));
    let counts = run(seed, usize::try_from(times).unwrap());
    println!("{} stopped, {} shown, {} silent", counts.stopped, counts.shown, counts.silent.len());
    for ((kind, edit), (stopped, shown)) in &counts.by {
        println!("{kind:<10} {edit:<13?} {stopped:>5} stopped {shown:>5} shown");
    }
    assert!(counts.silent.is_empty(), "{} silent:\n{}", counts.silent.len(), counts.silent.join("\n"));
    assert!(counts.stopped > 0 && counts.shown > 0);
}
