use std::collections::HashMap;

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::super::{LogField, LogSource, names, resolve};
use super::reading::{Entry, array, check, unescape};
use crate::logs::tsv;
use crate::traffic::model::{Attribution, HitKind, ProductEventKind, Visit};
use crate::traffic::{Hostile, Plan, Traffic};

fn traffic(hostile: Hostile) -> Traffic {
    // A zone with a quarter of an hour, so that no other zone is taken for it.
    let time_zone = "Asia/Kathmandu".to_owned();
    Traffic::new(Plan { visits: 3_000, days: 3, time_zone, hostile, ..Plan::default() }).unwrap()
}

fn fields(source: LogSource) -> Vec<LogField> {
    names(source).map(|name| resolve(source, name, Attribution::LastSign).unwrap()).collect()
}

/// The cells of a row by the names of the vocabulary, each checked against its type.
fn cells<'a>(fields: &'a [LogField], row: &'a [u8]) -> HashMap<&'a str, &'a [u8]> {
    let row = row.strip_suffix(b"\n").expect("a row ends with a line break");
    assert!(!row.contains(&b'\n') && !row.contains(&0), "raw bytes that hurt");
    let cells: Vec<&[u8]> = row.split(|&byte| byte == b'\t').collect();
    assert_eq!(cells.len(), fields.len(), "{}", String::from_utf8_lossy(row));
    for (field, cell) in fields.iter().zip(&cells) {
        check(field.kind(), cell).unwrap_or_else(|error| panic!("{}: {error}", field.name));
    }
    fields.iter().map(|field| field.name.as_str()).zip(cells).collect()
}

fn local(traffic: &Traffic, at: i64) -> String {
    format(traffic.zone().to_datetime(jiff::Timestamp::from_second(at).unwrap()))
}

fn utc_plus_3(at: i64) -> String {
    format(Offset::constant(3).to_datetime(jiff::Timestamp::from_second(at).unwrap()))
}

fn format(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn text(text: impl ToString) -> Vec<u8> {
    text.to_string().into_bytes()
}

fn numbers<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<Entry> {
    items.into_iter().map(|item| Entry::Bare(text(item))).collect()
}

fn texts<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<Entry> {
    items.into_iter().map(|item| Entry::Quoted(text(item))).collect()
}

/// As [`texts`], with unknown entries.
fn holes<T: ToString>(items: impl IntoIterator<Item = Option<T>>) -> Vec<Entry> {
    let entries: Vec<_> =
        items.into_iter().map(|item| item.map_or(Entry::Unknown, |item| Entry::Quoted(text(item)))).collect();
    // One unknown entry alone cannot be told from an empty array, and is an empty text.
    if entries == [Entry::Unknown] { texts([""]) } else { entries }
}

#[test]
fn a_visit_can_be_read_back() {
    let fields = fields(LogSource::Visits);
    let traffic = traffic(Hostile::default());
    let mut row = Vec::new();
    for visit in traffic.day(traffic.last_day()) {
        row.clear();
        tsv::visit_row(&traffic, &visit, &fields, &mut row);
        let cells = cells(&fields, &row);
        let scalar = |name: &str| unescape(cells[name]);
        let list = |name: &str| array(cells[name]);

        assert_eq!(scalar("ym:s:visitID"), text(visit.id));
        assert_eq!(scalar("ym:s:counterID"), text(visit.counter));
        assert_eq!(scalar("ym:s:clientID"), text(visit.visitor.client_id));
        assert_eq!(scalar("ym:s:dateTime"), text(local(&traffic, visit.start)));
        assert_eq!(scalar("ym:s:date"), text(traffic.last_day()));
        assert_eq!(scalar("ym:s:dateTimeUTC"), text(utc_plus_3(visit.start)));
        assert_eq!(scalar("ym:s:startURL"), text(format!("https://shop.example{}", visit.hits[0].page.path)));
        assert_eq!(scalar("ym:s:pageViews"), text(visit.page_views()));
        assert_eq!(scalar("ym:s:visitDuration"), text(visit.duration));
        assert_eq!(scalar("ym:s:bounce"), text(u8::from(visit.is_bounce())));
        assert_eq!(scalar("ym:s:isNewUser"), text(u8::from(visit.is_new)));
        assert_eq!(scalar("ym:s:ipAddress"), text(format!("{}.xxx", visit.place.network)));
        assert_eq!(scalar("ym:s:regionCity"), text(visit.place.city.name));
        assert_eq!(scalar("ym:s:browser"), text(visit.device.browser.id));
        assert_eq!(scalar("ym:s:deviceCategory"), text(visit.device.category as u8));

        let views = visit.hits.iter().filter(|hit| hit.kind == HitKind::PageView);
        assert_eq!(list("ym:s:watchIDs"), numbers(views.map(|hit| hit.id)));
        assert_eq!(list("ym:s:goalsID"), numbers(visit.goals.iter().map(|reach| reach.goal)));
        assert_eq!(list("ym:s:goalsPrice"), numbers(visit.goals.iter().map(|reach| reach.price)));
        assert_eq!(list("ym:s:goalsDateTime"), texts(visit.goals.iter().map(|reach| utc_plus_3(reach.at))));
        assert_eq!(list("ym:s:goalsOrder"), holes(visit.goals.iter().map(|reach| reach.order)));
        let levels = |level: usize| texts(visit.params.iter().map(move |path| path.get(level).copied().unwrap_or("")));
        assert_eq!(list("ym:s:parsedParamsKey1"), levels(0));
        assert_eq!(list("ym:s:parsedParamsKey2"), levels(1));
        assert_eq!(list("ym:s:parsedParamsKey10"), levels(9));
        assert_eq!(list("ym:s:offlineCallTag"), texts(visit.calls.iter().map(|call| call.tag)));
        check_goods(&traffic, &visit, &list);

        let source = visit.sources.last_significant;
        assert_eq!(scalar("ym:s:<attribution>TrafficSource"), text(source.kind.id));
        assert_eq!(scalar("ym:s:<attribution>UTMTerm"), text(source.utm.term.unwrap_or("")));
        let order = source.direct.map_or(String::new(), |click| click.order.to_string());
        assert_eq!(scalar("ym:s:<attribution>DirectClickOrder"), text(order));
        assert_eq!(scalar("ym:s:referer"), text(visit.sources.last.referer));
    }
}

fn check_goods(traffic: &Traffic, visit: &Visit, list: &dyn Fn(&str) -> Vec<Entry>) {
    let purchases = || visit.purchases.iter();
    assert_eq!(list("ym:s:purchaseID"), texts(purchases().map(|purchase| &purchase.id)));
    assert_eq!(list("ym:s:purchaseCoupon"), holes(purchases().map(|purchase| purchase.coupon)));
    assert_eq!(list("ym:s:purchaseDateTime"), texts(purchases().map(|purchase| local(traffic, purchase.at))));
    let revenue: Vec<f64> = floats(list("ym:s:purchaseRevenue"));
    let expected: Vec<f64> = purchases().map(|purchase| purchase.revenue_minor as f64 / 100.0).collect();
    assert_eq!(revenue, expected);
    let tax = purchases().map(|purchase| purchase.tax_minor * 10_000);
    assert_eq!(list("ym:s:purchaseTax"), numbers(tax));

    let items = || purchases().flat_map(|purchase| &purchase.products);
    assert_eq!(list("ym:s:productsName"), texts(items().map(|item| item.product.name)));
    assert_eq!(list("ym:s:productsPrice"), numbers(items().map(|item| item.product.price_minor * 10_000)));
    assert_eq!(list("ym:s:productsCategory5"), holes(items().map(|item| item.product.category.get(4))));
    assert_eq!(list("ym:s:productsDiscount"), holes(items().map(|item| item.discount)));

    let events = |shown: bool| {
        visit.product_events.iter().filter(move |event| (event.kind == ProductEventKind::Impression) == shown)
    };
    assert_eq!(list("ym:s:eventsProductID"), texts(events(false).map(|event| event.item.product.id)));
    assert_eq!(list("ym:s:eventsProductCoupon"), holes(events(false).map(|event| event.item.coupon)));
    let urls = events(true).map(|event| format!("https://shop.example{}", event.page.path));
    assert_eq!(list("ym:s:impressionsURL"), texts(urls));
    let prices = events(true).map(|event| event.item.product.price_minor * 10_000);
    assert_eq!(list("ym:s:impressionsProductPrice"), numbers(prices));
    let variants = events(true).map(|event| Some(event.item.product.variant).filter(|variant| !variant.is_empty()));
    assert_eq!(list("ym:s:impressionsProductVariant"), holes(variants));
}

fn floats(entries: Vec<Entry>) -> Vec<f64> {
    let number = |entry: Entry| match entry {
        Entry::Bare(number) => String::from_utf8(number).unwrap().parse().unwrap(),
        other => panic!("{other:?}"),
    };
    entries.into_iter().map(number).collect()
}

#[test]
fn a_hit_can_be_read_back_even_if_its_bytes_hurt() {
    let fields = fields(LogSource::Hits);
    let hostile = Hostile { nul: true, invalid_utf8: true };
    let traffic = traffic(hostile);
    let mut row = Vec::new();
    let mut hurt = [0; 2];
    for visit in traffic.day(traffic.last_day()) {
        for (at, hit) in visit.hits.iter().enumerate() {
            row.clear();
            tsv::hit_row(&traffic, &visit, hit, &fields, &mut row);
            let cells = cells(&fields, &row);
            let scalar = |name: &str| unescape(cells[name]);
            assert_eq!(scalar("ym:pv:watchID"), text(hit.id));
            assert_eq!(scalar("ym:pv:dateTime"), text(local(&traffic, hit.at)));
            let title = scalar("ym:pv:title");
            assert_eq!(title, hit.title_bytes(hostile).as_ref());
            hurt[0] += u32::from(title.contains(&0));
            hurt[1] += u32::from(std::str::from_utf8(&title).is_err());
            let goals = hit.reached.iter().map(|&at| visit.goals[at].goal);
            assert_eq!(array(cells["ym:pv:goalsID"]), numbers(goals));
            assert_eq!(scalar("ym:pv:lastTrafficSource"), text(visit.sources.last.kind.id));
            let campaign = visit.sources.last.utm.campaign.filter(|_| at == 0).unwrap_or("");
            assert_eq!(scalar("ym:pv:UTMCampaign"), text(campaign), "labels are on the landing");
            let error = if let HitKind::Error(code) = hit.kind { code.to_string() } else { String::new() };
            assert_eq!(scalar("ym:pv:httpError"), text(error));
            let path = match hit.kind {
                HitKind::Download(path) => format!("https://shop.example{path}"),
                HitKind::Link(to) => to.to_owned(),
                _ => format!("https://shop.example{}", hit.page.path),
            };
            assert_eq!(scalar("ym:pv:URL"), text(path));
            let flags = ["isPageView", "link", "download", "artificial"].map(|name| scalar(&format!("ym:pv:{name}")));
            let expected: [u8; 4] = match hit.kind {
                HitKind::PageView => [1, 0, 0, 0],
                HitKind::Event(_) => [0, 0, 0, 1],
                HitKind::Download(_) => [0, 1, 1, 0],
                HitKind::Link(_) => [0, 1, 0, 0],
                HitKind::Share(_) | HitKind::Error(_) => [0, 0, 0, 0],
            };
            assert_eq!(flags, expected.map(text), "{:?}", hit.kind);
            let params = if at == 0 { visit.params.len() } else { 0 };
            assert_eq!(array(cells["ym:pv:parsedParamsKey1"]).len(), params);
        }
    }
    assert!(hurt[0] > 0 && hurt[1] > 0, "no bytes that hurt");
}

#[test]
fn the_attribution_of_a_field_decides_the_source() {
    let names = ["ym:s:firstTrafficSource", "ym:s:lastTrafficSource", "ym:s:<attribution>TrafficSource"];
    let fields = names.map(|name| resolve(LogSource::Visits, name, Attribution::LastSign).unwrap());
    let traffic = traffic(Hostile::default());
    let mut differing = 0;
    for visit in traffic.days().flat_map(|day| traffic.day(day)) {
        let mut row = Vec::new();
        tsv::visit_row(&traffic, &visit, &fields, &mut row);
        let sources = visit.sources;
        let kinds = [sources.first, sources.last, sources.last_significant].map(|source| source.kind.id);
        assert_eq!(String::from_utf8(row).unwrap(), format!("{}\n", kinds.join("\t")));
        differing += u32::from(kinds[0] != kinds[1] && kinds[1] != kinds[2]);
    }
    assert!(differing > 0, "no visit that tells the attributions apart");
}

#[test]
fn the_header_has_the_names_as_asked() {
    let fields = ["ym:s:visitID", "ym:s:LASTSIGNUTMSource", "ym:s:<attribution>UTMTerm"]
        .map(|name| resolve(LogSource::Visits, name, Attribution::Last).unwrap());
    assert_eq!(tsv::header(&fields), b"ym:s:visitID\tym:s:LASTSIGNUTMSource\tym:s:<attribution>UTMTerm\n");
}
