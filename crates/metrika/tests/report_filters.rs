//! Filters by the service: what they let through is what they say.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod desk;

use std::collections::BTreeSet;

use desk::{Desk, SHOP};
use fastrand::Rng;
use metrika::reports::{DateSpec, Dimension, Filter, Metric, Period, TimeZone};
use metrika::{Client, Error, Result};
use metrika_raw::stat::types::Report;

const FIRST_DAY: &str = "2026-01-01";
const LAST_DAY: &str = "2026-03-01";

/// What the trees ask about. The dimension of browsers has ids, that of their names has not.
const NAMES: [&str; 5] =
    ["ym:s:deviceCategory", "ym:s:browserName", "ym:s:lastsignTrafficSource", "ym:s:pageViews", "ym:s:isNewUser"];
/// Places of these among them.
const BROWSER: usize = 1;
const PAGE_VIEWS: usize = 3;

fn dimension(name: &str) -> Dimension {
    Dimension::new(name).unwrap()
}

async fn report(client: &Client, metrics: &[&str], dimensions: &[&str], filter: Option<&Filter>) -> Result<Report> {
    let stat = client.raw().stat();
    let text = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<String>>();
    let mut call = stat.get_report().ids(vec![SHOP]).metrics(text(metrics)).date1(FIRST_DAY).date2(LAST_DAY);
    call = call.accuracy("full").limit(100_000).include_undefined(true);
    if !dimensions.is_empty() {
        call = call.dimensions(text(dimensions));
    }
    if let Some(filter) = filter {
        call = call.filters(filter.to_string());
    }
    Ok(call.send().await.map_err(Error::from)?.into_inner())
}

/// How many visits a filter lets through.
async fn visits(client: &Client, filter: &Filter) -> Result<u64> {
    let report = report(client, &["ym:s:visits"], &[], Some(filter)).await?;
    Ok(report.totals.unwrap()[0].unwrap() as u64)
}

/// Visits that are alike, and what filters compare: ids where there are any.
struct Group {
    values: Vec<Option<String>>,
    visits: u64,
}

async fn groups(client: &Client) -> Vec<Group> {
    let report = report(client, &["ym:s:visits"], &NAMES, None).await.unwrap();
    let of_row = |row: metrika_raw::stat::types::ReportRow| Group {
        values: row.dimensions.unwrap().into_iter().map(|value| value.id.or(value.name)).collect(),
        visits: row.metrics.unwrap()[0].unwrap() as u64,
    };
    report.data.unwrap().into_iter().map(of_row).collect()
}

/// A filter as the test understands it.
#[derive(Debug)]
enum Tree {
    OneOf(usize, Vec<String>),
    Contains(usize, String),
    /// `*` at the end alone.
    Begins(usize, String),
    /// A regular expression that is a plain text.
    Holds(usize, String),
    More(usize, i64),
    Less(usize, i64),
    Not(Box<Tree>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Exists(Box<Tree>),
    All(Box<Tree>),
    None(Box<Tree>),
}

impl Tree {
    /// Of at most so many conditions; says how many.
    fn random(random: &mut Rng, most: usize, depth: usize, known: &[BTreeSet<String>]) -> (Self, usize) {
        if most < 2 || depth == 0 || random.u8(..4) == 0 {
            return (Self::condition(random, known), 1);
        }
        let one = |random: &mut Rng| {
            let (tree, used) = Self::random(random, most, depth - 1, known);
            (Box::new(tree), used)
        };
        match random.u8(..10) {
            0 | 1 => {
                let (tree, used) = one(random);
                (Self::Not(tree), used)
            }
            2 => {
                let (tree, used) = one(random);
                (Self::Exists(tree), used)
            }
            3 => {
                let (tree, used) = one(random);
                (Self::All(tree), used)
            }
            4 => {
                let (tree, used) = one(random);
                (Self::None(tree), used)
            }
            kind => {
                let many = random.usize(2..=most.min(4));
                let (trees, used): (Vec<Self>, Vec<usize>) =
                    (0..many).map(|_| Self::random(random, most / many, depth - 1, known)).unzip();
                let tree = if kind < 8 { Self::And(trees) } else { Self::Or(trees) };
                (tree, used.iter().sum())
            }
        }
    }

    fn condition(random: &mut Rng, known: &[BTreeSet<String>]) -> Self {
        let strange = ["it's", r"\", r"a\'b", "", "' OR ym:s:isNewUser=='1", "шкаф’", "a,b)"];
        let at = random.usize(..NAMES.len());
        let value = |random: &mut Rng| match random.u8(..5) {
            0 => (*random.choice(strange.iter()).unwrap()).to_owned(),
            _ => random.choice(known[at].iter()).unwrap().clone(),
        };
        let piece = |random: &mut Rng| -> String {
            let text = random.choice(known[BROWSER].iter()).unwrap();
            text.chars().take(random.usize(1..4)).filter(|char| char.is_alphanumeric()).collect()
        };
        match random.u8(..8) {
            0 => Self::Contains(BROWSER, piece(random)),
            1 => Self::Begins(BROWSER, piece(random)),
            2 => Self::Holds(BROWSER, piece(random)),
            3 => Self::More(PAGE_VIEWS, random.i64(..6)),
            4 => Self::Less(PAGE_VIEWS, random.i64(..6)),
            5 => Self::OneOf(at, vec![value(random)]),
            _ => Self::OneOf(at, (0..random.usize(2..5)).map(|_| value(random)).collect()),
        }
    }

    /// In the words of the client. Where two ways say the same, one of them.
    fn filter(&self, random: &mut Rng) -> Filter {
        let name = |at: usize| dimension(NAMES[at]);
        let negated = random.bool();
        match self {
            Self::OneOf(at, values) if values.len() == 1 && negated => name(*at).ne(&values[0]).not(),
            Self::OneOf(at, values) if values.len() == 1 => name(*at).eq(&values[0]),
            Self::OneOf(at, values) if negated => !name(*at).not_in(values),
            Self::OneOf(at, values) => name(*at).is_in(values),
            Self::Contains(at, text) if negated => !name(*at).not_contains(text),
            Self::Contains(at, text) => name(*at).contains(text),
            Self::Begins(at, text) if negated => !name(*at).not_like(format!("{text}*")),
            Self::Begins(at, text) => name(*at).like(format!("{text}*")),
            Self::Holds(at, text) if negated => !name(*at).not_matches(text),
            Self::Holds(at, text) => name(*at).matches(text),
            Self::More(at, than) if negated => name(*at).ge(than + 1),
            Self::More(at, than) => name(*at).gt(*than),
            Self::Less(at, than) if negated => name(*at).le(than - 1),
            Self::Less(at, than) => name(*at).lt(*than),
            Self::Not(tree) => !tree.filter(random),
            Self::And(trees) => trees.iter().map(|tree| tree.filter(random)).reduce(Filter::and).unwrap(),
            Self::Or(trees) => trees.iter().map(|tree| tree.filter(random)).reduce(Filter::or).unwrap(),
            Self::Exists(tree) => Filter::exists(tree.filter(random)),
            Self::All(tree) => Filter::all(tree.filter(random)),
            Self::None(tree) => Filter::none(tree.filter(random)),
        }
    }

    /// Every dimension here has one value a visit, so that sets say no more than their inside.
    fn holds(&self, values: &[Option<String>]) -> bool {
        let text = |at: &usize| values[*at].as_deref();
        let number = |at: &usize| text(at).and_then(|text| text.parse::<i64>().ok());
        match self {
            Self::OneOf(at, list) => text(at).is_some_and(|text| list.iter().any(|wanted| wanted == text)),
            Self::Contains(at, part) | Self::Holds(at, part) => text(at).is_some_and(|text| text.contains(part)),
            Self::Begins(at, part) => text(at).is_some_and(|text| text.starts_with(part)),
            Self::More(at, than) => number(at).is_some_and(|number| number > *than),
            Self::Less(at, than) => number(at).is_some_and(|number| number < *than),
            Self::Not(tree) | Self::None(tree) => !tree.holds(values),
            Self::Exists(tree) | Self::All(tree) => tree.holds(values),
            Self::And(trees) => trees.iter().all(|tree| tree.holds(values)),
            Self::Or(trees) => trees.iter().any(|tree| tree.holds(values)),
        }
    }
}

#[tokio::test]
async fn random_filters_let_through_what_they_say() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.data.visits = 400)).await;
    let client = desk.client();
    let groups = groups(&client).await;
    let all: u64 = groups.iter().map(|group| group.visits).sum();
    let known: Vec<BTreeSet<String>> =
        (0..NAMES.len()).map(|at| groups.iter().filter_map(|group| group.values[at].clone()).collect()).collect();
    assert!(all > 100 && known.iter().all(|values| values.len() > 1), "too little to tell apart: {all} {known:?}");

    let mut random = Rng::with_seed(20_260_301);
    let (mut some, mut largest) = (0, 0);
    for round in 0..200 {
        let (tree, conditions) = Tree::random(&mut random, 20, 5, &known);
        let filter = tree.filter(&mut random);
        let expected: u64 = groups.iter().filter(|group| tree.holds(&group.values)).map(|group| group.visits).sum();
        let found = visits(&client, &filter).await.unwrap_or_else(|error| panic!("{round}: {filter}: {error}"));
        assert_eq!(found, expected, "{round}: {filter}");
        let stored = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<Filter>(&stored).unwrap(), filter, "{round}: {stored}");
        some += usize::from(0 < expected && expected < all);
        largest = largest.max(conditions);
    }
    // Most of them divide the visits, or nothing was tested.
    assert!(some > 100 && largest > 12, "{some} {largest}");
    assert!(desk.sandbox.violations().is_empty());
}

/// What is sent is the expression and nothing else, also where the URL has signs of its own.
#[tokio::test]
async fn an_expression_arrives_as_it_is() {
    let desk = Desk::new().await;
    let filter = dimension("ym:s:startURL").matches(r"[?&]q=100%+#\d'").and(Filter::raw("ym:s:browser!='ё&x=1'"));
    visits(&desk.client(), &filter).await.unwrap();
    let expected = r"ym:s:startURL=~'[?&]q=100%+#\\d\'' AND (ym:s:browser!='ё&x=1')";
    assert_eq!(filter.to_string(), expected);
    assert_eq!(query_of(&desk, "filters").as_deref(), Some(expected));
}

fn query_of(desk: &Desk, name: &str) -> Option<String> {
    desk.last().query.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

#[tokio::test]
async fn sets_are_about_things_of_a_visit() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.data.visits = 400)).await;
    let client = desk.client();
    let goal = dimension("ym:s:goal");
    let all = report(&client, &["ym:s:visits"], &[], None).await.unwrap().totals.unwrap()[0].unwrap() as u64;
    let by_goal = report(&client, &["ym:s:visits"], &["ym:s:goal"], None).await.unwrap().data.unwrap();
    let (id, reached) = by_goal
        .into_iter()
        .find_map(|row| Some((row.dimensions?.swap_remove(0).id?, row.metrics?.swap_remove(0)? as u64)))
        .unwrap();
    let of = async |filter: Filter| visits(&client, &filter).await.unwrap();
    assert!(0 < reached && reached < all);
    assert_eq!(of(goal.eq(&id)).await, reached);
    assert_eq!(of(Filter::exists(goal.eq(&id))).await, reached);
    assert_eq!(of(Filter::none(goal.eq(&id))).await, all - reached);
    // Of all goals of a visit each is this one, or one of them is another.
    assert_eq!(of(Filter::all(goal.eq(&id))).await + of(Filter::exists(goal.ne(&id))).await, all);
    assert_eq!(of(Filter::all(goal.eq(&id)).and(goal.eq(&id))).await, reached - of(goal.eq(&id) & goal.ne(&id)).await);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn conditions_on_metrics_pick_rows() {
    let desk = Desk::with(|builder| builder.with(|settings| settings.data.visits = 400)).await;
    let client = desk.client();
    let count = Metric::new("ym:s:visits").unwrap();
    let desktop = dimension("ym:s:deviceCategory").eq("desktop");
    let narrow = count.narrowed_by(&desktop).unwrap();
    let rows = async |filter: Option<&Filter>| {
        let metrics = [count.as_str(), narrow.as_str()];
        let rows = report(&client, &metrics, &["ym:s:browser"], filter).await.unwrap().data.unwrap();
        rows.into_iter().map(|row| row.metrics.unwrap().into_iter().flatten().collect()).collect::<Vec<Vec<f64>>>()
    };
    let all = rows(None).await;
    let middle = |of: usize| {
        let mut values: Vec<f64> = all.iter().map(|row| row[of]).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    for (metric, at) in [(&count, 0), (&narrow, 1)] {
        let least = middle(at);
        let filter = metric.ge(least).and(dimension("ym:s:browser").ne("0"));
        let wanted: Vec<Vec<f64>> = all.iter().filter(|row| row[at] >= least).cloned().collect();
        assert!(!wanted.is_empty() && wanted.len() < all.len(), "{all:?}");
        assert_eq!(rows(Some(&filter)).await, wanted, "{filter}");
    }
    assert!(all.iter().any(|row| row[1] < row[0]), "narrowing takes something away: {all:?}");
    assert!(desk.sandbox.violations().is_empty());
}

/// The service draws the limits where the client does.
#[tokio::test]
async fn the_limits_of_the_service() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let browser = dimension("ym:s:browserName");
    let conditions = |many: u32| (0..many).map(|value| browser.eq(value)).reduce(Filter::or).unwrap();
    let names = ["browser", "regionCity", "regionCountry", "pageViews", "hour", "date", "isRobot", "goal", "isNewUser"];
    let names = names.iter().chain(&["deviceCategory", "dayOfWeek"]).map(|name| dimension(&format!("ym:s:{name}")));
    let names: Vec<Filter> = names.map(|name| name.ne(1)).collect();
    let of_names = |many: usize| names[..many].iter().cloned().reduce(Filter::and).unwrap();
    let characters = |many: usize| {
        let rest = browser.ne("").to_string().len();
        browser.ne("я".repeat(many - rest))
    };
    for (within, beyond, message) in [
        (conditions(20), conditions(21), "more than 20 conditions"),
        (browser.is_in(0..100), browser.is_in(0..101), "more than 100 values"),
        (of_names(10), of_names(11), "more than 10 different dimensions and metrics"),
        (characters(10_000), characters(10_001), "longer than 10000 characters"),
    ] {
        visits(&client, &within).await.unwrap_or_else(|error| panic!("{error}"));
        let error = visits(&client, &beyond).await.unwrap_err();
        assert_eq!(error.code(), Some("filter_limits"), "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn periods_and_time_zones_are_understood() {
    let desk = Desk::in_step(|builder| builder.with(|settings| settings.data.visits = 400)).await;
    let client = desk.client();
    let date = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
    let count = async |period: Period, zone: TimeZone| {
        let stat = client.raw().stat();
        let call = stat.get_report().ids(vec![SHOP]).metrics(vec!["ym:s:visits".to_owned()]).accuracy("full");
        let call = call.date1(period.from.to_string()).date2(period.to.to_string()).timezone(zone.to_string());
        call.send().await.unwrap().into_inner().totals.unwrap()[0].unwrap()
    };
    let zone: TimeZone = "+03:00".parse().unwrap();
    // It is the first of March there.
    for (relative, dates) in [
        (Period::last_days(30), date("2026-01-31")..=date("2026-03-01")),
        (Period::new(DateSpec::ago(40), DateSpec::Yesterday), date("2026-01-20")..=date("2026-02-28")),
        (Period::default(), date("2026-02-23")..=date("2026-03-01")),
    ] {
        let found = count(relative, zone).await;
        assert_eq!(found, count(dates.into(), zone).await, "{relative:?}");
        assert!(found > 0.0, "{relative:?}");
    }
    assert_eq!(query_of(&desk, "timezone").as_deref(), Some("+03:00"));
}
