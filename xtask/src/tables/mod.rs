//! Tables for reviewers: what a spec says and what the generated API offers, one section a thing.
//!
//! The snapshot tests keep them; a change of one word in a spec shows up in the sections that it touches and in no other.

pub mod api;
pub mod spec;
pub mod vocabulary;

use std::collections::BTreeMap;

/// Sections by name, in order.
pub type Sections = BTreeMap<String, String>;

/// All sections as one text.
pub fn render(sections: &Sections) -> String {
    let texts: Vec<String> = sections.iter().map(|(name, text)| format!("## {name}\n{}\n", text.trim_end())).collect();
    texts.join("\n")
}

/// The names of the sections that two tables do not share letter by letter.
pub fn changed(before: &Sections, after: &Sections) -> Vec<String> {
    let mut names: Vec<String> =
        before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
    names.sort();
    names.dedup();
    names
}
