//! Five visits made by hand, small enough to count on paper.
use super::super::{Context, Counter, Method, Problem, ReportSettings, VisitLog, run};
use crate::traffic::model::*;
use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use std::collections::BTreeMap;

const fn word(id: &'static str, name: &'static str) -> Named {
    Named { id, name }
}

const NO_UTM: Utm = Utm { source: None, medium: None, campaign: None, content: None, term: None };
const NO_OPENSTAT: Openstat = Openstat { ad: None, campaign: None, service: None, source: None };

const fn source(kind: Named, engine: Option<Named>, referer: &'static str) -> Source {
    Source {
        kind,
        engine,
        engine_root: None,
        referer,
        search_phrase: None,
        social_profile: None,
        utm: NO_UTM,
        openstat: NO_OPENSTAT,
        from: None,
        gclid: None,
        direct: None,
    }
}

static ORGANIC: Source = Source {
    engine_root: Some(word("yandex", "Yandex")),
    search_phrase: Some("buy a kettle"),
    ..source(
        word("organic", "Search engine traffic"),
        Some(word("yandex_search", "Yandex, search results")),
        "https://yandex.example/search/?text=kettle",
    )
};
static DIRECT: Source = source(word("direct", "Direct traffic"), None, "");
static AD: Source = Source {
    utm: Utm { source: Some("yandex"), medium: Some("cpc"), campaign: Some("it's \\ spring"), ..NO_UTM },
    gclid: Some("abc"),
    direct: Some(DirectClick {
        order: 11,
        order_name: "Kettles",
        banner_group: 12,
        banner_group_name: "All kettles",
        banner: "13",
        banner_name: "Kettle",
        phrase: "kettle",
        platform_type: word("search", "Search"),
        platform: "yandex.example",
        condition_type: word("phrase", "Phrase"),
        currency: "RUB",
    }),
    ..source(word("ad", "Ad traffic"), Some(word("ya_direct", "Yandex Direct")), "https://yandex.example/")
};
static REFERRAL: Source = source(
    word("referral", "Link traffic"),
    Some(word("news.example", "news.example")),
    "https://news.example/a/b?x=1",
);
static SOCIAL: Source = source(word("social", "Social network traffic"), Some(word("vk", "VK")), "https://vk.example/");

const fn region(id: u32, name: &'static str) -> Region {
    Region { id, name }
}

static MOSCOW: Place = Place {
    continent: region(10001, "Eurasia"),
    country: region(225, "Russia"),
    iso: "RU",
    district: region(3, "Central Federal District"),
    area: region(1, "Moscow and Moscow Oblast"),
    city: region(213, "Moscow"),
    time_zone: 180,
    network: "203.0.113",
    language: "ru",
};
static BERLIN: Place = Place {
    continent: region(10001, "Eurasia"),
    country: region(96, "Germany"),
    iso: "DE",
    district: region(20000, "East"),
    area: region(20001, "Berlin"),
    city: region(177, "Berlin"),
    time_zone: 60,
    network: "198.51.100",
    language: "de",
};

static HOME: Page = Page { path: "/", title: "Home" };
static KETTLES: Page = Page { path: "/catalogue/kettles/?sort=price", title: "Kettles" };
static CART: Page = Page { path: "/cart/", title: "Cart" };

pub(super) static KETTLE: Product = Product {
    id: "k1",
    name: "Kettle",
    brand: "Hot",
    category: &["Kitchen", "Kettles"],
    variant: "",
    list: "Catalogue",
    price_minor: 5000,
    currency: "RUB",
};
pub(super) static MUG: Product = Product {
    id: "m1",
    name: "Mug",
    brand: "Cup",
    category: &["Kitchen"],
    variant: "red",
    list: "Catalogue",
    price_minor: 2345,
    currency: "RUB",
};

pub(super) fn item(product: &'static Product, quantity: u32) -> Item {
    Item { product, quantity, position: 1, coupon: None, discount: None }
}

fn device(category: DeviceCategory, browser: Named, version: (u16, u16)) -> Device {
    Device {
        category,
        phone: (category == DeviceCategory::Mobile).then_some(word("apple", "Apple")),
        phone_model: None,
        system_root: word("windows", "Windows"),
        system: word("windows10", "Windows 10"),
        browser,
        browser_version: version,
        engine: word("webkit", "WebKit"),
        engine_version: [537, 36, 0, 0],
        screen: (1920, 1080),
        physical_screen: (1920, 1080),
        window: (1900, 900),
        colors: 24,
        cookies: true,
        third_party_cookies: category == DeviceCategory::Desktop,
        javascript: true,
        ad_blocker: browser.id == "firefox",
        network: NetworkType::Unknown,
    }
}

/// Unix seconds of a moment in Moscow.
pub(super) fn moscow(day: Date, hour: i8, minute: i8, second: i8) -> i64 {
    zone().to_timestamp(day.at(hour, minute, second, 0)).unwrap().as_second()
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(3 * 3600).unwrap())
}

pub(super) const SUNDAY: Date = date(2026, 3, 1);
pub(super) const MONDAY: Date = date(2026, 3, 2);

/// A visit with nothing in it but page views, evenly spread.
pub(super) fn visit(
    id: u64,
    client: u64,
    start: i64,
    duration: u32,
    pages: &[&'static Page],
    source: &'static Source,
) -> Visit {
    let step = i64::from(duration) / i64::try_from(pages.len()).unwrap().max(2).saturating_sub(1);
    let hits = pages.iter().enumerate().map(|(index, &page)| Hit {
        id: id * 100 + index as u64,
        at: start + step * index as i64,
        kind: HitKind::PageView,
        page,
        previous: index.checked_sub(1).map(|before| pages[before]),
        reached: Vec::new(),
    });
    let chrome = word("chrome", "Google Chrome");
    Visit {
        id,
        counter: 1,
        visitor: Visitor { client_id: client, user_id_hash: 0, first_visit: start, gender: None, age: None },
        is_new: true,
        start,
        duration,
        hits: hits.collect(),
        sources: Sources { first: source, last: source, last_significant: source, last_direct_click: source },
        place: &MOSCOW,
        device: device(DeviceCategory::Desktop, chrome, (120, 1)),
        goals: Vec::new(),
        purchases: Vec::new(),
        product_events: Vec::new(),
        params: Vec::new(),
        is_robot: false,
        calls: Vec::new(),
    }
}

fn reach(goal: u32, serial: u32, at: i64, price: i64) -> Reach {
    Reach { goal, serial, at, price, currency: Some("RUB"), order: None }
}

fn purchase(id: &str, at: i64, revenue_minor: i64, currency: &'static str, products: Vec<Item>) -> Purchase {
    Purchase {
        id: id.to_owned(),
        at,
        revenue_minor,
        tax_minor: 0,
        shipping_minor: 0,
        affiliation: "",
        coupon: None,
        currency,
        products,
    }
}

pub(super) fn five() -> Vec<Visit> {
    let mut first = visit(1, 100, moscow(SUNDAY, 10, 0, 0), 10, &[&HOME], &ORGANIC);
    first.visitor.gender = Some(Gender::Male);
    first.visitor.age = Some(Age::From25To34);

    // Begins on Sunday and goes on until Monday.
    let start = moscow(SUNDAY, 23, 59, 30);
    let mut second = visit(2, 100, start, 120, &[&KETTLES, &CART], &DIRECT);
    second.visitor = Visitor { first_visit: first.start, ..first.visitor };
    second.is_new = false;
    second.sources.last_significant = &ORGANIC;
    second.sources.first = &ORGANIC;
    second.goals = vec![reach(5, 1, start, 1500), reach(5, 2, start + 1, 1000)];
    second.hits.push(Hit { id: 299, kind: HitKind::Event("order"), ..second.hits[1].clone() });

    let start = moscow(MONDAY, 9, 30, 0);
    let mut third = visit(3, u64::MAX, start, 300, &[&HOME, &KETTLES, &KETTLES, &CART], &AD);
    third.visitor.gender = Some(Gender::Female);
    third.visitor.age = Some(Age::Under18);
    third.device = device(DeviceCategory::Mobile, word("safari", "Safari"), (17, 4));
    third.goals = vec![reach(5, 1, start, 0), reach(6, 1, start, 0)];
    third.purchases = vec![purchase("A-1", start, 12_345, "RUB", vec![item(&KETTLE, 2), item(&MUG, 1)])];
    let event = |kind, item| ProductEvent { kind, at: start, item, page: &KETTLES };
    third.product_events = vec![
        event(ProductEventKind::Impression, item(&KETTLE, 1)),
        event(ProductEventKind::Impression, item(&MUG, 1)),
        event(ProductEventKind::Detail, item(&KETTLE, 1)),
        event(ProductEventKind::Add, item(&KETTLE, 2)),
    ];
    third.params = vec![&["plan", "pro"], &["money", "100"]];

    let mut fourth = visit(4, 200, moscow(MONDAY, 12, 0, 0), 14, &[&HOME], &REFERRAL);
    fourth.place = &BERLIN;
    fourth.is_robot = true;
    fourth.device = device(DeviceCategory::Tablet, word("safari", "Safari"), (17, 3));
    fourth.params = vec![&["plan", "free"], &["money", "2.5"]];

    let start = moscow(MONDAY, 23, 10, 0);
    let mut fifth = visit(5, 300, start, 15, &[&HOME], &SOCIAL);
    fifth.visitor.gender = Some(Gender::Female);
    fifth.visitor.age = Some(Age::From45To54);
    fifth.device = device(DeviceCategory::Desktop, word("firefox", "Firefox"), (121, 0));
    fifth.purchases = vec![purchase("B-2", start, 1000, "USD", vec![item(&MUG, 1)])];
    fifth.calls =
        vec![Call { talk_seconds: 0, hold_seconds: 30, missed: true, first_time: true, tag: "spring", url: "" }];

    vec![first, second, third, fourth, fifth]
}

/// A log in memory.
pub(super) struct Log<'a>(pub &'a [Visit]);

impl Log<'_> {
    fn within(&self, counter: i64, from: Date, to: Date) -> impl Iterator<Item = &Visit> {
        let (start, end) = (moscow(from, 0, 0, 0), moscow(to.tomorrow().unwrap(), 0, 0, 0));
        self.0.iter().filter(move |visit| visit.counter == counter && (start..end).contains(&visit.start))
    }
}

impl VisitLog for Log<'_> {
    fn each(&self, counter: i64, from: Date, to: Date, f: &mut dyn FnMut(&Visit)) {
        self.within(counter, from, to).for_each(f);
    }

    fn zone(&self, _: i64) -> TimeZone {
        zone()
    }

    fn count(&self, counter: i64, from: Date, to: Date) -> u64 {
        self.within(counter, from, to).count() as u64
    }
}

pub(super) fn counters() -> Vec<Counter> {
    let counter = |id| Counter {
        id,
        site: "shop.example".to_owned(),
        currency: "RUB".to_owned(),
        goals: vec![5, 6],
        favorite_goals: vec![6],
        seen_through: Vec::new(),
    };
    vec![counter(1)]
}

pub(super) fn settings() -> ReportSettings {
    ReportSettings { sensitive_below: 2, ..ReportSettings::default() }
}

pub(super) fn parameters(text: &[(&str, &str)]) -> BTreeMap<String, String> {
    text.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Asks about the given visits; today is the Monday.
pub(super) fn ask_of(
    visits: &[Visit],
    settings: &ReportSettings,
    method: Method,
    text: &[(&str, &str)],
) -> Result<Value, Problem> {
    let (log, counters) = (Log(visits), counters());
    let context = Context { log: &log, counters: &counters, today: MONDAY, settings };
    run(method, &parameters(text), &context)
}

pub(super) fn ask(method: Method, text: &[(&str, &str)]) -> Result<Value, Problem> {
    ask_of(&five(), &settings(), method, text)
}

/// The answer of `/stat/v1/data`.
pub(super) fn data(text: &[(&str, &str)]) -> Value {
    ask(Method::Data, text).unwrap()
}

/// The totals of these metrics.
pub(super) fn totals(metrics: &str) -> Value {
    data(&[("metrics", metrics)])["totals"].clone()
}

/// How many visits a filter leaves.
pub(super) fn visits_with(filter: &str) -> i64 {
    data(&[("metrics", "ym:s:visits"), ("filters", filter)])["totals"][0].as_i64().unwrap()
}

/// The rows as text: names of the dimensions, then metrics.
pub(super) fn rows(answer: &Value) -> Vec<String> {
    let text = |row: &Value| {
        let names = row["dimensions"].as_array().unwrap().iter().map(|dimension| match &dimension["name"] {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        names.chain([row["metrics"].to_string()]).collect::<Vec<_>>().join(" | ")
    };
    answer["data"].as_array().unwrap().iter().map(text).collect()
}
