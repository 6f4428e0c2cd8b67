//! Dimensions: which names the sandbox computes, and what each is of a visit.
mod page;
mod parts;
mod source;
mod time;
mod value;
mod visitor;

use self::page::Address;
use self::parts::{CallPart, ProductPart, PurchasePart};
use self::source::SourcePart;
pub(super) use self::time::start_of;
use self::time::{Moment, TimePart};
pub(super) use self::value::{Label, Value, order_keys};
use self::visitor::VisitorPart;
use super::Counter;
use super::names::{self, Group, Values};
use super::problem::Problem;
use super::scope::{Family, View};
use super::url;
use super::vocabulary::vocabulary;
use crate::traffic::model::{Attribution, Named};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a dimension is of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    Time(Moment, TimePart),
    Source(SourcePart),
    Address(Address, url::Part),
    Visitor(VisitorPart),
    Product(ProductPart),
    Purchase(PurchasePart),
    Call(CallPart),
    /// One level of the parameters of a visit, from 0.
    Param(u8),
    Goal,
    Title,
    Counter,
    TopLevelDomain,
    NewVisitor,
    Robot,
    Bounce,
    PageViews,
    PageViewsInterval,
    Duration,
    DurationInterval,
    DaysSinceFirst,
    HasPurchase,
}

/// A dimension of a query.
#[derive(Debug, Clone)]
pub(super) struct Dimension {
    /// As the answer writes it.
    pub name: String,
    pub template: &'static str,
    what: What,
    attribution: Attribution,
    /// Whether only the name of the value is wanted, and not its id.
    name_form: bool,
}

/// All dimensions that are computed, by their templates.
static TABLE: LazyLock<BTreeMap<String, What>> = LazyLock::new(|| {
    let mut table = BTreeMap::new();
    let mut add = |name: String, what| table.insert(name, what);
    for (ending, part) in time::PARTS {
        let mut letters = ending.chars();
        let small: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
        add(format!("ym:s:{small}"), What::Time(Moment::Start, part));
        add(format!("ym:s:firstVisit{ending}"), What::Time(Moment::First, part));
        add(format!("ym:s:browser{ending}"), What::Time(Moment::BrowserStart, part));
        add(format!("ym:pv:{small}"), What::Time(Moment::Hit, part));
        add(format!("ym:pv:browser{ending}"), What::Time(Moment::BrowserHit, part));
    }
    for (ending, part) in source::PARTS {
        add(format!("ym:s:<attribution>{ending}"), What::Source(part));
    }
    for (ending, part) in url::PARTS {
        for (beginning, address) in Address::OF_VISITS {
            add(format!("ym:s:{beginning}{ending}"), What::Address(address, part));
        }
        add(format!("ym:pv:URL{ending}"), What::Address(Address::Hit, part));
        add(format!("ym:pv:referer{ending}"), What::Address(Address::HitReferer, part));
    }
    for (name, part) in visitor::SHARED {
        add(format!("ym:s:{name}"), What::Visitor(part));
        add(format!("ym:pv:{name}"), What::Visitor(part));
    }
    for (name, part) in parts::PRODUCTS {
        add(format!("ym:s:{name}"), What::Product(part));
    }
    for (name, part) in parts::PURCHASES {
        add(format!("ym:s:{name}"), What::Purchase(part));
    }
    for (name, part) in parts::CALLS {
        add(format!("ym:s:{name}"), What::Call(part));
    }
    for level in 0..10 {
        add(format!("ym:s:paramsLevel{}", level + 1), What::Param(level));
    }
    for (name, what) in [
        ("ym:s:clientID", What::Visitor(VisitorPart::ClientId)),
        ("ym:s:thirdPartyCookieEnabled", What::Visitor(VisitorPart::ThirdPartyCookies)),
        ("ym:pv:thirdPartyCookieEnabled", What::Visitor(VisitorPart::ThirdPartyCookies)),
        ("ym:s:goal", What::Goal),
        ("ym:pv:title", What::Title),
        ("ym:s:counterID", What::Counter),
        ("ym:pv:counterID", What::Counter),
        ("ym:s:topLevelDomain", What::TopLevelDomain),
        ("ym:s:isNewUser", What::NewVisitor),
        ("ym:s:isRobot", What::Robot),
        ("ym:s:bounce", What::Bounce),
        ("ym:s:pageViews", What::PageViews),
        ("ym:s:pageViewsInterval", What::PageViewsInterval),
        ("ym:s:visitDuration", What::Duration),
        ("ym:s:visitDurationInterval", What::DurationInterval),
        ("ym:s:daysSinceFirstVisit", What::DaysSinceFirst),
        ("ym:s:purchaseExistsVisit", What::HasPurchase),
    ] {
        add(name.to_owned(), what);
    }
    table
});

/// Every dimension that the sandbox computes, with placeholders.
pub fn computed_dimensions() -> Vec<String> {
    TABLE.keys().cloned().collect()
}

/// The intervals of depth and of duration are the sandbox's own: the reference names them and does not list them.
const DEPTHS: [(u32, Named); 8] = [
    (1, Named { id: "1", name: "1 page" }),
    (2, Named { id: "2", name: "2 pages" }),
    (3, Named { id: "3", name: "3 pages" }),
    (4, Named { id: "4", name: "4 pages" }),
    (7, Named { id: "5", name: "5-7 pages" }),
    (10, Named { id: "8", name: "8-10 pages" }),
    (20, Named { id: "11", name: "11-20 pages" }),
    (u32::MAX, Named { id: "21", name: "More than 20 pages" }),
];

const DURATIONS: [(u32, Named); 7] = [
    (9, Named { id: "0", name: "0-9 seconds" }),
    (29, Named { id: "10", name: "10-29 seconds" }),
    (59, Named { id: "30", name: "30-59 seconds" }),
    (179, Named { id: "60", name: "1-3 minutes" }),
    (599, Named { id: "180", name: "3-10 minutes" }),
    (1799, Named { id: "600", name: "10-30 minutes" }),
    (u32::MAX, Named { id: "1800", name: "More than 30 minutes" }),
];

fn interval(table: &'static [(u32, Named)], number: u32) -> Value {
    Value::word(table.iter().find(|(top, _)| number <= *top).map(|&(_, word)| word))
}

/// Whether names with the ending `Name` exist: the reference says it of some dimensions, and of the others it is taken for
/// true if their values have ids.
fn has_names(template: &str, what: What) -> bool {
    if let Some(details) = vocabulary().dimension_details.get(template) {
        return details.name_dimension.is_some();
    }
    match what {
        What::Time(_, part) => matches!(part, TimePart::Period(_) | TimePart::DayOfWeek),
        What::Source(part) => part.has_ids(),
        What::Visitor(part) => part.has_ids(),
        What::Call(part) => matches!(part, CallPart::Missed | CallPart::FirstTime),
        What::Address(..)
        | What::Product(_)
        | What::Purchase(_)
        | What::Param(_)
        | What::Title
        | What::TopLevelDomain
        | What::PageViews
        | What::Duration
        | What::DaysSinceFirst => false,
        What::Goal
        | What::Counter
        | What::NewVisitor
        | What::Robot
        | What::Bounce
        | What::PageViewsInterval
        | What::DurationInterval
        | What::HasPurchase => true,
    }
}

/// Whole days between the first visit of the visitor and this one, on the clock of the query.
pub(super) fn days_since_first(view: &View<'_>) -> i64 {
    let (first, now) = (view.visit.visitor.first_visit, view.visit.start);
    (view.clock.local(now).day() - view.clock.local(first).day()).max(0)
}

impl Dimension {
    /// Finds a dimension by its name in a query. `None`: no dimension has this name.
    pub(super) fn find(name: &str, values: Values, location: &str) -> Option<Result<Self, Problem>> {
        let found = names::dimension(name, values)?;
        if found.name_form && TABLE.get(found.template).is_some_and(|&what| !has_names(found.template, what)) {
            return None;
        }
        Some(Self::resolve(name, found, location))
    }

    fn resolve(name: &str, found: names::Name, location: &str) -> Result<Self, Problem> {
        let not_computed = || {
            let message = format!("The sandbox does not compute the dimension {name}, which the service has");
            Problem::invalid(location, message)
        };
        let mut what = *TABLE.get(found.template).ok_or_else(not_computed)?;
        if let What::Time(_, part @ TimePart::Period(_)) = &mut what {
            if matches!(found.values.group, Group::All | Group::Auto | Group::Minutes | Group::Hours) {
                let message = format!("The group {} has no dimension {name}", found.values.group.word());
                return Err(Problem::invalid(location, message));
            }
            *part = TimePart::Period(found.values.group);
        }
        let attribution = found.values.attribution;
        Ok(Self { name: found.written, template: found.template, what, attribution, name_form: found.name_form })
    }

    /// Whether two names mean the same.
    pub(super) fn same(&self, other: &Self) -> bool {
        let attribution = !matches!(self.what, What::Source(_)) || self.attribution == other.attribution;
        self.what == other.what && attribution && self.name_form == other.name_form && self.template == other.template
    }

    pub(super) fn is_name_form(&self) -> bool {
        self.name_form
    }

    /// The name without prefix and parameters, as settings write it.
    pub(super) fn plain_name(&self) -> &'static str {
        self.template.rsplit(':').next().unwrap_or(self.template)
    }

    /// Of which things of a visit this is a property, if a visit can have several.
    pub(super) fn family(&self) -> Option<Family> {
        match self.what {
            What::Goal => Some(Family::Goal),
            What::Param(_) => Some(Family::Param),
            What::Product(_) => Some(Family::Product),
            What::Purchase(_) => Some(Family::Purchase),
            What::Call(_) => Some(Family::Call),
            What::Title
            | What::Address(Address::Hit | Address::HitReferer, _)
            | What::Time(Moment::Hit | Moment::BrowserHit, _) => Some(Family::PageView),
            _ => None,
        }
    }

    /// The value for one view of a visit.
    pub(super) fn value(&self, view: &View<'_>) -> Value {
        let visit = view.visit;
        match self.what {
            What::Time(moment, part) => {
                let zone = i64::from(visit.place.time_zone) * 60;
                let hit = page::hit(view).map_or(visit.start, |hit| hit.at);
                part.of(match moment {
                    Moment::Start => view.clock.local(visit.start),
                    Moment::Hit => view.clock.local(hit),
                    Moment::First => view.clock.local(visit.visitor.first_visit),
                    Moment::BrowserStart => super::clock::Local(visit.start + zone),
                    Moment::BrowserHit => super::clock::Local(hit + zone),
                })
            }
            What::Source(part) => part.of(visit.sources.by(self.attribution)),
            What::Address(address, part) => address.of(part, view),
            What::Visitor(part) => part.of(view),
            What::Product(part) => part.of(view),
            What::Purchase(part) => part.of(view),
            What::Call(part) => part.of(view),
            What::Param(level) => {
                let path = view.bound(Family::Param).and_then(|index| visit.params.get(index));
                Value::text(path.and_then(|path| path.get(usize::from(level)).copied()))
            }
            What::Goal => {
                let reach = view.bound(Family::Goal).and_then(|index| visit.goals.get(index));
                reach.map_or(Value::None, |reach| Value::Int(reach.goal.into()))
            }
            What::Title => Value::text(page::hit(view).map(|hit| hit.page.title)),
            What::Counter => Value::Int(visit.counter),
            What::TopLevelDomain => Value::Owned(view.site.rsplit('.').next().unwrap_or(view.site).into()),
            What::NewVisitor => Value::Flag(visit.is_new),
            What::Robot => Value::Flag(visit.is_robot),
            What::Bounce => Value::Flag(visit.is_bounce()),
            What::PageViews => Value::Int(visit.page_views().into()),
            What::PageViewsInterval => interval(&DEPTHS, visit.page_views()),
            What::Duration => Value::Int(visit.duration.into()),
            What::DurationInterval => interval(&DURATIONS, visit.duration),
            What::DaysSinceFirst => Value::Int(days_since_first(view)),
            What::HasPurchase => Value::Flag(!visit.purchases.is_empty()),
        }
    }

    /// How an answer shows a value.
    pub(super) fn label(&self, value: &Value, counters: &[Counter]) -> Label {
        let mut label = match (self.what, value) {
            (What::Time(_, part), Value::Int(number)) => part.label(*number),
            // Names of goals are no part of visits: their ids must do.
            (What::Goal | What::Counter, Value::Int(id)) => Label::with_id(id.to_string(), id.to_string()),
            _ => value.label(counters),
        };
        if let (What::Source(SourcePart::Kind), Value::Word(kind)) = (self.what, value)
            && let Some(icon) = source::icon(kind.id)
        {
            label.extra = vec![("icon_id", icon.to_owned()), ("icon_type", "traffic-source".to_owned())];
        }
        if self.name_form {
            label.id = None;
            label.extra.clear();
        }
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_computed_dimension_is_in_the_vocabulary() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/vocabulary.json");
        let vocabulary: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let known: Vec<&str> = vocabulary["dimensions"].as_array().unwrap().iter().filter_map(|x| x.as_str()).collect();
        let strangers: Vec<_> =
            computed_dimensions().into_iter().filter(|name| !known.contains(&name.as_str())).collect();
        assert!(strangers.is_empty(), "{strangers:?}");
        assert!(computed_dimensions().len() >= 300, "{}", computed_dimensions().len());
    }
}
