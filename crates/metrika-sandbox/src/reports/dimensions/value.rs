//! The value of a dimension for one visit: cheap to compute, to compare and to keep; and its looks in an answer.
use crate::reports::Counter;
use crate::traffic::model::{Named, Region};
use serde_json::{Map, Value as Json};
use std::cmp::Ordering;
use std::sync::Arc;

/// The value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::reports) enum Value {
    /// The visit has none.
    None,
    /// A number; the dimension knows how to write it.
    Int(i64),
    Big(u64),
    /// In hundredths of a unit.
    Money(i64),
    Flag(bool),
    Text(&'static str),
    Owned(Arc<str>),
    /// A word with an id that is a word.
    Word(Named),
    /// A name with an id that is a number.
    Numbered(u64, &'static str),
    /// A country, with its ISO code.
    Country(u32, &'static str, &'static str),
    /// A browser with its version, or the first number of it.
    Version(Named, u16, Option<u16>),
    Size(u16, u16),
    /// The first three numbers of a masked address.
    Network(&'static str),
    /// A page of the site of one of the counters asked for, by the index of the first counter of that site.
    Page(u16, &'static str),
    /// The site itself.
    Site(u16),
}

/// What an answer shows of a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::reports) struct Label {
    pub id: Option<String>,
    pub name: Option<String>,
    pub extra: Vec<(&'static str, String)>,
}

impl Label {
    pub(super) fn name(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    pub(super) fn with_id(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: Some(id.into()), name: Some(name.into()), extra: Vec::new() }
    }

    /// What filters, `parent_id` and `row_ids` know the value by.
    pub(in crate::reports) fn key(&self) -> Option<&str> {
        self.id.as_deref().or(self.name.as_deref())
    }

    /// The object of an answer. A value that is not there has a `name` of null.
    pub(in crate::reports) fn json(&self) -> Json {
        let mut object = Map::new();
        for (key, value) in &self.extra {
            object.insert((*key).to_owned(), value.clone().into());
        }
        object.insert("name".to_owned(), self.name.clone().into());
        if let Some(id) = &self.id {
            object.insert("id".to_owned(), id.clone().into());
        }
        Json::Object(object)
    }
}

impl Value {
    /// An empty text is no value.
    pub(super) fn text(text: Option<&'static str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::None, Self::Text)
    }

    /// Region 0 is no region.
    pub(super) fn region(region: Region) -> Self {
        if region.id == 0 { Self::None } else { Self::Numbered(region.id.into(), region.name) }
    }

    pub(super) fn word(word: Option<Named>) -> Self {
        word.map_or(Self::None, Self::Word)
    }

    /// The looks of every value except [`Value::Int`], which the dimension writes.
    pub(super) fn label(&self, counters: &[Counter]) -> Label {
        let site = |index: u16| counters.get(usize::from(index)).map_or("", |counter| counter.site.as_str());
        match self {
            Self::None => Label::default(),
            Self::Int(number) => Label::name(number.to_string()),
            Self::Big(number) => Label::name(number.to_string()),
            Self::Money(minor) => Label::name(money(*minor)),
            Self::Flag(true) => Label::with_id("yes", "Yes"),
            Self::Flag(false) => Label::with_id("no", "No"),
            Self::Text(text) => Label::name(*text),
            Self::Owned(text) => Label::name(&**text),
            Self::Word(word) => Label::with_id(word.id, word.name),
            Self::Numbered(id, name) => Label::with_id(id.to_string(), *name),
            Self::Country(id, name, iso) => {
                let extra = vec![("iso_name", (*iso).to_owned())];
                Label { extra, ..Label::with_id(id.to_string(), *name) }
            }
            Self::Version(browser, major, None) => {
                Label::with_id(format!("{}.{major}", browser.id), format!("{} {major}", browser.name))
            }
            Self::Version(browser, major, Some(minor)) => {
                Label::with_id(format!("{}.{major}.{minor}", browser.id), format!("{} {major}.{minor}", browser.name))
            }
            Self::Size(width, height) => Label::name(format!("{width}x{height}")),
            Self::Network(network) => Label::name(format!("{network}.xxx")),
            Self::Page(counter, path) => Label::name(format!("https://{}{path}", site(*counter))),
            Self::Site(counter) => Label::name(site(*counter)),
        }
    }

    /// The order of rows: numbers as numbers, words by their names, absent values last.
    pub(in crate::reports) fn order(&self, other: &Self, counters: &[Counter]) -> Ordering {
        match (self, other) {
            (Self::None, Self::None) => Ordering::Equal,
            (Self::None, _) => Ordering::Greater,
            (_, Self::None) => Ordering::Less,
            (Self::Word(a), Self::Word(b)) => match (a.id.parse::<u32>(), b.id.parse::<u32>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                _ => (a.name, a.id).cmp(&(b.name, b.id)),
            },
            (Self::Numbered(a, x), Self::Numbered(b, y)) => (x, a).cmp(&(y, b)),
            (Self::Country(a, x, _), Self::Country(b, y, _)) => (x, a).cmp(&(y, b)),
            (Self::Version(a, ..), Self::Version(b, ..)) => a.name.cmp(b.name).then_with(|| self.cmp(other)),
            // Addresses of the site and of others are values of one dimension.
            (Self::Page(..) | Self::Site(_), Self::Page(..) | Self::Site(_) | Self::Text(_))
            | (Self::Text(_), Self::Page(..) | Self::Site(_)) => {
                self.label(counters).name.cmp(&other.label(counters).name).then_with(|| self.cmp(other))
            }
            _ => self.cmp(other),
        }
    }
}

/// The order of two rows by all their dimensions.
pub(in crate::reports) fn order_keys(a: &[Value], b: &[Value], counters: &[Counter]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| a.order(b, counters)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Hundredths as a decimal number without needless zeros.
fn money(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    match cents {
        0 => format!("{sign}{whole}"),
        _ if cents % 10 == 0 => format!("{sign}{whole}.{}", cents / 10),
        _ => format!("{sign}{whole}.{cents:02}"),
    }
}
