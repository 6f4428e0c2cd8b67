//! Dimensions of pages and referers.
use super::value::Value;
use crate::reports::scope::{Family, View};
use crate::reports::url::{Part, part, part_of_path};
use crate::traffic::model::{Hit, HitKind, Page};

/// Which address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum Address {
    /// Of the first page of a visit.
    Start,
    /// Of the last page of a visit.
    End,
    /// Of the page that the visitor came from.
    Referer,
    /// The same, if it is not of this site.
    ExternalReferer,
    /// Of a page view.
    Hit,
    /// Of the page before it.
    HitReferer,
}

impl Address {
    /// The beginnings of names of visits.
    pub(super) const OF_VISITS: [(&str, Self); 4] = [
        ("startURL", Self::Start),
        ("endURL", Self::End),
        ("referer", Self::Referer),
        ("externalReferer", Self::ExternalReferer),
    ];

    pub(super) fn of(self, which: Part, view: &View<'_>) -> Value {
        let visit = view.visit;
        match self {
            Self::Start => own(visit.hits.first().map(|hit| hit.page), which, view),
            Self::End => {
                let last = visit.hits.iter().rev().find(|hit| hit.kind == HitKind::PageView);
                own(last.map(|hit| hit.page), which, view)
            }
            Self::Referer => referer(which, view),
            Self::ExternalReferer if visit.sources.last.kind.id == "internal" => Value::None,
            Self::ExternalReferer => referer(which, view),
            Self::Hit => own(hit(view).map(|hit| hit.page), which, view),
            Self::HitReferer => match hit(view) {
                Some(Hit { previous: Some(page), .. }) => own(Some(page), which, view),
                Some(hit) if visit.hits.first().is_some_and(|first| first.id == hit.id) => referer(which, view),
                _ => Value::None,
            },
        }
    }
}

/// The page view that the view looks at.
pub(super) fn hit<'v>(view: &View<'v>) -> Option<&'v Hit> {
    view.bound(Family::PageView).and_then(|index| view.visit.hits.get(index))
}

/// A part of the address that the visit came from. One of the site itself is the same value as that of its page, or there
/// would be two rows with one name.
fn referer(which: Part, view: &View<'_>) -> Value {
    let url = view.visit.sources.last.referer;
    let path = url.strip_prefix("https://").and_then(|rest| rest.strip_prefix(view.site));
    match (which, path.filter(|path| path.starts_with('/'))) {
        (Part::Whole, Some(path)) => Value::Page(view.host, path),
        (Part::Domain, Some(_)) => Value::Site(view.host),
        _ => Value::text(part(url, which)),
    }
}

/// A part of the address of a page of the site itself, which is served by https.
fn own(page: Option<&'static Page>, which: Part, view: &View<'_>) -> Value {
    let Some(page) = page else { return Value::None };
    match which {
        Part::Whole => Value::Page(view.host, page.path),
        Part::Domain => Value::Site(view.host),
        Part::Proto => Value::Text("https"),
        _ => Value::text(part_of_path(page.path, which)),
    }
}
