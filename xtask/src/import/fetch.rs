//! Downloads the published reference into a folder as `index::read_folder` wants it.
//!
//! A *round* asks for the index and for every page once. What came in is recorded at once (`record`), so a round that was cut short goes on
//! where it stopped, and the next round asks only for what has changed. If anything fails, the round fails as a whole: what is good stays in
//! the folder, but nobody reads the folder until a round has come to its end.

mod record;
mod site;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;

pub(crate) use self::record::Record;
use self::site::{Answer, Site};
use crate::import::index::{self, Index, PageLink, Url};

/// The index of the Russian reference: the original, which the English one follows.
pub const INDEX_URL: &str = "https://yandex.ru/dev/metrika/ru/llms.txt";
/// Where the pages go, below the top of the repository: ignored by git, for the texts are not ours to publish.
pub const CACHE: &str = "target/reference";

/// After so many failures the rest would fail as well.
const MOST_FAILURES: usize = 10;
/// Failures that are written out; the rest is counted.
const NAMED_FAILURES: usize = 5;

#[derive(Debug, Clone)]
pub struct Options {
    pub index_url: String,
    pub cache: PathBuf,
    /// How many requests may be under way.
    pub at_once: usize,
    /// How often to wait in one run when the server says that it is busy.
    pub most_waits: usize,
    /// How long after its start a round may be continued: pages should be of one day.
    pub round: Duration,
    pub sleeper: Sleeper,
}

impl Options {
    pub fn new(index_url: impl Into<String>, cache: impl Into<PathBuf>) -> Self {
        Self {
            index_url: index_url.into(),
            cache: cache.into(),
            at_once: 4,
            most_waits: 5,
            round: Duration::from_secs(6 * 60 * 60),
            sleeper: Sleeper::default(),
        }
    }
}

/// How to wait; tests do not.
#[derive(Clone)]
pub struct Sleeper(Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>);

impl Sleeper {
    pub fn new(sleep: impl Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(sleep))
    }
}

impl Default for Sleeper {
    fn default() -> Self {
        Self::new(|time| Box::pin(tokio::time::sleep(time)))
    }
}

impl fmt::Debug for Sleeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sleeper")
    }
}

/// What became of the pages; the index is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Downloaded in this run.
    pub fetched: usize,
    /// Not changed since they were downloaded.
    pub unchanged: usize,
    /// No longer in the index.
    pub removed: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pages: {} fetched, {} unchanged, {} removed", self.fetched, self.unchanged, self.removed)
    }
}

/// `fetch` for callers that are not async.
pub fn run(options: &Options) -> Result<Summary> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the async runtime")?;
    runtime.block_on(fetch(options))
}

pub async fn fetch(options: &Options) -> Result<Summary> {
    let index_url = Url::parse(&options.index_url).with_context(|| format!("{}: not an address", options.index_url))?;
    ensure!(["http", "https"].contains(&index_url.scheme()), "{index_url}: not http or https");
    let site = Site::new(options)?;
    let mut round = Round { options, record: Record::load(&options.cache) };
    let index = round.index(&site, &index_url).await.with_context(|| index_url.to_string())?;
    let mut summary = round.pages(&site, &index).await?;
    summary.removed = round.record.finish(&options.cache, &index).context("the cache")?;
    Ok(summary)
}

struct Round<'a> {
    options: &'a Options,
    record: Record,
}

impl Round<'_> {
    /// Asks for the index, and finds out whether this run begins a round or continues one.
    async fn index(&mut self, site: &Site, url: &Url) -> Result<Index> {
        let cache = &self.options.cache;
        self.record.belongs_to(url);
        let answer = site.get(url.as_str(), self.record.validators(cache, index::FILE)).await?;
        let text = match &answer {
            Answer::Unchanged => std::fs::read_to_string(cache.join(index::FILE))?,
            Answer::Changed { text, .. } => text.clone(),
        };
        // Read before it replaces a good one.
        let parsed = Index::parse(&text, Some(url))?;
        if !self.record.is_under_way(&text, self.options.round) {
            self.record.begin(SystemTime::now());
        }
        self.record.accept(cache, index::FILE, answer).context("the cache")?;
        Ok(parsed)
    }

    /// Asks for all pages that this round has not seen yet.
    async fn pages(&mut self, site: &Site, index: &Index) -> Result<Summary> {
        let cache = &self.options.cache;
        let wanted: Vec<&PageLink> =
            index.pages.iter().filter(|page| !self.record.is_done(cache, &page.path)).collect();
        let mut summary = Summary { unchanged: index.pages.len() - wanted.len(), ..Summary::default() };
        let mut left = wanted.len();
        let mut failures = Vec::new();
        let requests: Vec<_> = wanted
            .into_iter()
            .map(|page| {
                let validators = self.record.validators(cache, &page.path);
                let url = page.url.clone().unwrap_or_default();
                async move {
                    let answer = site.get(&url, validators).await;
                    (page, answer.with_context(|| url))
                }
            })
            .collect();
        let mut answers = futures_util::stream::iter(requests).buffer_unordered(self.options.at_once.max(1));
        while let Some((page, answer)) = answers.next().await {
            left -= 1;
            match answer {
                Ok(answer) => {
                    let counter = if answer.is_unchanged() { &mut summary.unchanged } else { &mut summary.fetched };
                    *counter += 1;
                    self.record.accept(cache, &page.path, answer).context("the cache")?;
                }
                Err(error) => failures.push(error),
            }
            if failures.len() >= MOST_FAILURES || site.has_had_enough() {
                break;
            }
        }
        fail_if_any(&failures, left, index.pages.len())?;
        Ok(summary)
    }
}

/// One line for all failures.
fn fail_if_any(failures: &[anyhow::Error], left: usize, all: usize) -> Result<()> {
    if failures.is_empty() {
        return Ok(());
    }
    let mut line =
        failures.iter().take(NAMED_FAILURES).map(|error| format!("{error:#}")).collect::<Vec<_>>().join("; ");
    if failures.len() > NAMED_FAILURES {
        line += &format!("; and {} more", failures.len() - NAMED_FAILURES);
    }
    if left > 0 {
        line += &format!("; {left} not asked for any more");
    }
    bail!("{} of {all} pages failed: {line}", failures.len())
}
