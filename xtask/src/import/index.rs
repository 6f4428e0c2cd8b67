//! `llms.txt`, the index of the published reference: which pages there are.
//!
//! The site is made by Diplodoc, which writes one line a page, `- [title](link): description`. Titles and descriptions are prose: anything
//! may stand there. Links are not: one that cannot be what it should be is refused, because a page that is passed over in silence looks
//! like an operation that Yandex has withdrawn.

mod folder;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
pub use reqwest::Url;

pub use self::folder::{Folder, read_folder, read_folder_without_index};
pub(crate) use self::folder::{looks_like_html, text_of};
use crate::layout::Api;

/// The name of the index, on the site and in a folder of saved pages.
pub const FILE: &str = "llms.txt";

/// Where links without a host lie if nobody knows where the index came from. No such host can exist (RFC 6761).
const NOWHERE: &str = "http://index.invalid/";

/// What describes dimensions, metrics, presets and fields: pages of these names, and all pages in folders of these names.
const VOCABULARY: [&str; 6] =
    ["stat/attrandmetr", "stat/attributes", "stat/metrics", "stat/presets", "logs/fields", "stat/param"];

#[derive(Debug)]
pub struct Index {
    /// Pages of operations and of vocabulary, in the order of the index, each once.
    pub pages: Vec<PageLink>,
    /// How many links lead elsewhere: guides, support, overviews.
    pub other: usize,
    /// OpenAPI documents that it links. The generator can publish them; Yandex does not, so far.
    pub documents: Vec<String>,
}

/// A page that the index lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Below the folder of the index: `management/openapi/goal/addGoal.md`.
    pub path: String,
    /// Where its Markdown is. `None` if the links are relative and nobody said where the index came from.
    pub url: Option<String>,
    /// Where `llms.txt` first names it.
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Operation,
    Vocabulary,
}

impl Kind {
    /// What a page holds, by its path below the root; `None` if it is of no use here. Copies that were saved with lower-cased names are
    /// told apart just as well.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let page = path.strip_suffix(".md")?;
        let (api, rest) = page.split_once('/')?;
        if Api::ALL.iter().any(|known| known.name() == api)
            && let Some(operation) = rest.strip_prefix("openapi/")
        {
            // `index` is how Diplodoc names the overview of a folder.
            return (operation.rsplit('/').next() != Some("index")).then_some(Self::Operation);
        }
        let words = VOCABULARY
            .iter()
            .filter_map(|name| page.strip_prefix(name))
            .any(|rest| rest.is_empty() || rest.starts_with('/'));
        words.then_some(Self::Vocabulary)
    }
}

impl Index {
    /// Reads the index that was found at `index_url`. Without it, the links themselves tell where the root is.
    pub fn parse(text: &str, index_url: Option<&Url>) -> Result<Self> {
        if looks_like_html(text) {
            // Yandex sends visitors whom it takes for robots to a page of its own, and strangers to Passport.
            let text = text.to_ascii_lowercase();
            let login = text.contains("passport") || text.contains("captcha");
            bail!("{FILE}:1: {}, not an index", if login { "a login or robot check page" } else { "an HTML page" });
        }
        let links = links(text)?;
        let roots = Roots::new(&links, index_url)?;
        let mut pages = Pages::default();
        for link in &links {
            let page = roots.page(link).with_context(|| format!("{FILE}:{}: {}", link.line, link.target))?;
            pages.add(page)?;
        }
        let documents =
            links.iter().filter(|link| link.target.ends_with(".openapi.json")).map(|link| link.target.into());
        let index = Self { pages: pages.found, other: pages.other, documents: documents.collect() };
        ensure!(index.operations().next().is_some(), "{FILE}:1: no page of an operation among {} links", links.len());
        Ok(index)
    }

    pub fn operations(&self) -> impl Iterator<Item = &PageLink> {
        self.pages.iter().filter(|page| Kind::of(&page.path) == Some(Kind::Operation))
    }

    pub fn vocabulary(&self) -> impl Iterator<Item = &PageLink> {
        self.pages.iter().filter(|page| Kind::of(&page.path) == Some(Kind::Vocabulary))
    }
}

#[derive(Debug)]
struct Link<'a> {
    target: &'a str,
    line: usize,
}

/// The targets of all links, `[title](target)`.
fn links(text: &str) -> Result<Vec<Link<'_>>> {
    let mut links = Vec::new();
    for (line, mut rest) in (1..).zip(text.lines()) {
        while let Some((_, after)) = rest.split_once("](") {
            let end = closing(after).with_context(|| format!("{FILE}:{line}: a link without an end: ]({after}"))?;
            // A target may stand in `<>`, and a title after it.
            let target = after[..end].split_whitespace().next().unwrap_or_default();
            let bare = target.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(target);
            ensure!(
                !bare.contains(['<', '>']),
                "{FILE}:{line}: a link with angle brackets that are no pair: ]({after}"
            );
            links.push(Link { target: bare, line });
            rest = &after[end..];
        }
    }
    Ok(links)
}

/// Where the target of a link ends. Parentheses inside come in pairs.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, sign)| {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
        None
    })
}

/// The folders whose pages are ours: that of the index.
#[derive(Debug)]
struct Roots {
    base: Url,
    /// The folder as absolute links name it, if the index's own address is not known.
    derived: Option<Url>,
}

impl Roots {
    fn new(links: &[Link<'_>], index_url: Option<&Url>) -> Result<Self> {
        if let Some(url) = index_url {
            return Ok(Self { base: url.join(".").context("the address of the index")?, derived: None });
        }
        let mut roots = Self { base: Url::parse(NOWHERE)?, derived: None };
        for link in links {
            let Some(root) = roots.base.join(link.target).ok().and_then(|url| root_of(&url)) else { continue };
            if root == roots.base {
                continue;
            }
            // Two trees, say the Russian and the English one: which of them was saved here, only the address of the index could tell.
            let known = roots.derived.get_or_insert_with(|| root.clone());
            ensure!(
                *known == root,
                "{FILE}:{}: {} is not below {known}, as the links before are",
                link.line,
                link.target
            );
        }
        Ok(roots)
    }

    /// The page that a link leads to, if it is one of ours.
    fn page(&self, link: &Link<'_>) -> Result<Option<PageLink>> {
        let url = match self.base.join(link.target) {
            Ok(url) if url.host().is_some() => url,
            Ok(_) => return Ok(None), // mailto: and the like
            Err(error) => bail!("not an address: {error}"),
        };
        let mut roots =
            [self.derived.as_ref(), Some(&self.base)].into_iter().flatten().filter(|root| root.host() == url.host());
        if roots.clone().next().is_none() {
            return Ok(None);
        }
        // Looked for in the link as written: in the address it is resolved already.
        ensure!(!climbs(link.target), "a link may not contain `..`");
        let below = |root: &Url| {
            url.path().strip_prefix(root.path()).and_then(page_path).filter(|path| Kind::of(path).is_some())
        };
        let Some((root, path)) = roots.find_map(|root| Some((root, below(root)?))) else { return Ok(None) };
        ensure!(url.origin() == root.origin(), "not at {}", root.origin().ascii_serialization());
        ensure!(url.query().is_none(), "a page has no query");
        // A slip that parsers of addresses forgive is a slip all the same: `https:/host`.
        let absolute = Url::parse(link.target).is_ok();
        ensure!(!absolute || url.as_str() == link.target, "not written as {url}");
        ensure!(path.split('/').all(is_plain), "not a plain path");
        let root = if root == &self.base { self.derived.as_ref().unwrap_or(root) } else { root };
        let url = if root.as_str().starts_with(NOWHERE) { None } else { Some(root.join(&path)?.into()) };
        Ok(Some(PageLink { path, url, line: link.line }))
    }
}

/// What stands before `management/openapi/`, `stat/openapi/` or `logs/openapi/` in the address of an operation's page.
fn root_of(url: &Url) -> Option<Url> {
    let path = url.path();
    let at = Api::ALL.iter().filter_map(|api| path.rfind(&format!("/{api}/openapi/"))).max()?;
    Kind::of(&page_path(&path[at + 1..])?)?;
    url.join(&path[..=at]).ok()
}

/// The path of the Markdown page: links leave the ending out, or name the HTML. Other files are no pages.
fn page_path(path: &str) -> Option<String> {
    let (_, name) = path.rsplit_once('/')?;
    match name.rsplit_once('.') {
        None if name.is_empty() => None,
        None => Some(format!("{path}.md")),
        Some((_, "md")) => Some(path.to_owned()),
        Some((_, "html")) => Some(format!("{}.md", path.strip_suffix(".html")?)),
        Some(_) => None,
    }
}

/// Whether the link leaves a folder, however it spells that.
fn climbs(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    path.to_ascii_lowercase()
        .replace("%2e", ".")
        .replace("%2f", "/")
        .replace("%5c", "/")
        .split(['/', '\\'])
        .any(|part| part == "..")
}

/// Whether this is a name that every file system keeps as it is.
fn is_plain(part: &str) -> bool {
    !part.starts_with('.') && !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

/// The pages found so far.
#[derive(Debug, Default)]
struct Pages {
    found: Vec<PageLink>,
    other: usize,
    seen: BTreeSet<String>,
    /// Paths in lower case: some file systems hold only one file of those.
    folded: BTreeMap<String, usize>,
}

impl Pages {
    fn add(&mut self, page: Option<PageLink>) -> Result<()> {
        let Some(page) = page else {
            self.other += 1;
            return Ok(());
        };
        if self.seen.insert(page.path.clone()) {
            if let Some(line) = self.folded.insert(page.path.to_ascii_lowercase(), page.line) {
                bail!("{FILE}:{}: {} differs from line {line} in upper and lower case only", page.line, page.path);
            }
            self.found.push(page);
        }
        Ok(())
    }
}
