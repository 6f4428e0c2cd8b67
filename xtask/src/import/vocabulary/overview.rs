//! Pages without a table.
//!
//! Only a page that leads to others is allowed to have none: it links to pages below it that are read too, and names no
//! dimension or metric itself. Everything else without a table has lost it, or is another page than the one asked for.

use anyhow::{Result, ensure};

use super::VocabularyPage;
use super::cell;
use super::table::Lines;

pub fn check(page: &VocabularyPage<'_>, pages: &[VocabularyPage<'_>]) -> Result<()> {
    let lines = Lines::of(page);
    let mut leads = false;
    for (index, line) in (0..).map_while(|index| Some((index, lines.get(index)?))) {
        ensure!(
            !line.contains("ym:"),
            lines.at(index).expected("a table, as the page names dimensions or metrics", "none")
        );
        leads |= cell::links(line).iter().any(|(_, target)| leads_below(page.path, target, pages));
    }
    ensure!(leads, lines.at(0).expected("a table, or links to pages below this one", "neither"));
    Ok(())
}

/// Whether a link leads from `stat/presets.md` or `stat/presets/index.md` to a given page below `stat/presets/`.
fn leads_below(from: &str, target: &str, pages: &[VocabularyPage<'_>]) -> bool {
    let target = target.split(['#', '?']).next().unwrap_or(target);
    let base = from.strip_suffix("index.md").map(str::to_owned);
    let folder = base.unwrap_or_else(|| format!("{}/", from.trim_end_matches(".md")));
    let beside = &from[..from.rfind('/').map_or(0, |slash| slash + 1)];
    let relative = format!("{beside}{}", target.trim_start_matches("./"));
    pages.iter().map(|page| page.path).filter(|path| *path != from && path.starts_with(&folder)).any(|path| {
        // A link within the site has the whole address, one in the export is relative.
        path == relative || target.strip_suffix(path).is_some_and(|site| site.ends_with('/'))
    })
}
