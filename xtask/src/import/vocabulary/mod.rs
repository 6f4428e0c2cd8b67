//! The reference pages of names, as `openapi/vocabulary.json`: dimensions, metrics, presets, log fields, template parameters.
//!
//! * `table`, `pipe`, `yfm` find the tables of a page, `columns` tells their columns, `cell` reads what a cell says,
//! * `list`, `details`, `presets`, `fields`, `parameters` read one kind of page each, `overview` those without a table,
//! * `draft` puts the pages together, and `counts` counts what came out,
//! * `scan` looks for the names a second time in another way.
//!
//! Whatever is not understood stops the import with `page:line: ...`. Names and facts are taken, prose never is.

mod cell;
mod columns;
mod counts;
mod details;
mod draft;
mod fields;
mod list;
mod overview;
mod parameters;
mod pipe;
mod place;
mod presets;
mod scan;
mod table;
mod yfm;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::index;
use columns::{Columns, Headers};
use draft::Draft;
use place::Place;
use scan::{Wanted, scan};

pub use counts::Counts;

/// A page of the reference.
#[derive(Debug, Clone, Copy)]
pub struct VocabularyPage<'a> {
    /// Below the folder of the language: `stat/metrics/visits/basic.md`.
    pub path: &'a str,
    pub text: &'a str,
}

/// What the pages say.
#[derive(Debug, Clone)]
pub struct Read {
    /// The content of `openapi/vocabulary.json`.
    pub value: Value,
    /// What the second look at the pages found, which is what `value` holds.
    pub counts: Counts,
}

/// Reads the pages; their order does not matter.
pub fn read(pages: &[VocabularyPage<'_>]) -> Result<Read> {
    let mut pages = pages.to_vec();
    pages.sort_by_key(|page| page.path);
    let mut draft = Draft::default();
    let mut counts = Counts::default();
    for (index, page) in pages.iter().enumerate() {
        let start = Place { page: page.path, line: 1 };
        let again = index > 0 && pages[index - 1].path == page.path;
        ensure!(!again, start.expected("a page once", "two of this path"));
        let kind = Kind::of(page.path).ok_or_else(|| {
            start.expected("a page of dimensions, metrics, presets, log fields or parameters", "another")
        })?;
        counts.pages += 1;
        let tables = table::tables(page)?;
        if tables.is_empty() {
            overview::check(page, &pages)?;
            continue;
        }
        let before = draft.found(kind);
        for table in &tables {
            let columns = Columns::of(page.path, table, kind.headers())?;
            kind.read(page.path, &columns, &mut draft)?;
        }
        let again = scan(page.path, page.text, kind.wanted());
        compare(page.path, &draft.names_since(kind, before), &again)?;
        if kind == Kind::Names {
            list::check_headings(page, &draft.names_since(kind, before))?;
        }
        counts.add(kind, again.len());
    }
    let value = draft.value()?;
    let written = Counts::written(&value, counts.pages);
    ensure!(counts == written, "vocabulary: the pages hold {counts}, and {written} would be written");
    Ok(Read { value, counts })
}

/// The table readers and the plain scan must have seen the same names in the same order.
fn compare(page: &str, read: &[(Place<'_>, String)], scanned: &[(Place<'_>, String)]) -> Result<()> {
    let differs = (0..read.len().max(scanned.len())).find(|index| {
        let [read, scanned] = [read.get(*index), scanned.get(*index)].map(|found| found.map(|(_, name)| name));
        read != scanned
    });
    let Some(index) = differs else { return Ok(()) };
    let name = |found: &[(Place<'_>, String)]| {
        found.get(index).map_or_else(|| "no more names".to_owned(), |(_, name)| format!("`{name}`"))
    };
    let place = scanned.get(index).or(read.get(index)).map_or(Place { page, line: 1 }, |(place, _)| *place);
    Err(place.stop(format_args!("a plain scan finds {} where the tables give {}", name(scanned), name(read))))
}

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The list of all dimensions and metrics.
    Names,
    Dimensions,
    Metrics,
    Presets,
    Visits,
    Hits,
    Parameters,
}

impl Kind {
    fn of(path: &str) -> Option<Self> {
        let starts = |folder: &str| path.starts_with(folder);
        match path {
            _ if index::Kind::of(path) != Some(index::Kind::Vocabulary) => None,
            "stat/param.md" => Some(Self::Parameters),
            "logs/fields/visits.md" => Some(Self::Visits),
            "logs/fields/hits.md" => Some(Self::Hits),
            _ if starts("stat/attrandmetr/") => Some(Self::Names),
            _ if starts("stat/attributes/") => Some(Self::Dimensions),
            _ if starts("stat/metrics/") => Some(Self::Metrics),
            _ if starts("stat/presets") => Some(Self::Presets),
            _ => None,
        }
    }

    fn headers(self) -> Headers {
        match self {
            Self::Names => columns::NAMES,
            Self::Dimensions => columns::DIMENSIONS,
            Self::Metrics => columns::METRICS,
            Self::Presets => columns::PRESETS,
            Self::Visits | Self::Hits => columns::FIELDS,
            Self::Parameters => columns::PARAMETERS,
        }
    }

    fn wanted(self) -> Wanted {
        match self {
            Self::Names => Wanted::EveryName,
            Self::Presets | Self::Parameters => Wanted::FirstCode,
            _ => Wanted::FirstName,
        }
    }

    fn read<'a>(self, page: &'a str, columns: &Columns<'a, '_>, draft: &mut Draft<'a>) -> Result<()> {
        for record in columns.rows() {
            match self {
                Self::Names => list::read(&record, draft)?,
                Self::Dimensions => draft.dimension_details.push(details::dimension(page, &record)?),
                Self::Metrics => draft.metric_details.push(details::metric(page, &record)?),
                Self::Presets => draft.presets.push(presets::read(page, &record)?),
                Self::Visits => draft.visits.push(fields::read("ym:s:", &record)?),
                Self::Hits => draft.hits.push(fields::read("ym:pv:", &record)?),
                Self::Parameters => draft.parameters.push(parameters::read(&record)?),
            }
        }
        Ok(())
    }
}
