//! The table of logs of hits.

use super::sources::{maybe, openstat_of, utm_of};
use super::technology as t;
use super::visits::params;
use super::{Cell, Field, Row, hit, nothing, visit};
use crate::traffic::model::{Hit, HitKind, Source};
use crate::traffic::words::sources::{AD, MESSENGER, ORGANIC, RECOMMEND, SOCIAL};

/// In the order of the vocabulary.
pub(super) static TABLE: [&[Field]; 1] = [&HITS];

static HITS: [Field; 90] = [
    hit("ym:pv:watchID", "UInt64", |_, hit, cell| {
        cell.uint(hit.id);
    }),
    hit("ym:pv:pageViewID", "UInt32", |row, hit, cell| {
        page_view_id(row, hit, cell);
    }),
    visit("ym:pv:counterID", "UInt32", t::counter),
    visit("ym:pv:clientID", "UInt64", t::client_id),
    visit("ym:pv:counterUserIDHash", "UInt64", t::user_id_hash),
    hit("ym:pv:date", "Date", |row, hit, cell| {
        cell.date(row.local(hit.at).date());
    }),
    hit("ym:pv:dateTime", "DateTime", |row, hit, cell| {
        cell.time(row.local(hit.at));
    }),
    hit("ym:pv:title", "String", |row, hit, cell| {
        cell.bytes(&hit.title_bytes(row.traffic.plan().hostile));
    }),
    // The pages of the sandbox are in UTF-8.
    visit("ym:pv:pageCharset", "String", |_, cell| cell.text("utf-8")),
    hit("ym:pv:goalsID", "Array(UInt32)", |row, hit, cell| {
        goals(row, hit, cell);
    }),
    hit("ym:pv:URL", "String", |row, hit, cell| {
        url(row, hit, cell);
    }),
    hit("ym:pv:referer", "String", |row, hit, cell| {
        referer(row, hit, cell);
    }),
    hit("ym:pv:UTMCampaign", "String", |row, hit, cell| {
        maybe(utm_of(row, is_first(row, hit)).campaign, cell);
    }),
    hit("ym:pv:UTMContent", "String", |row, hit, cell| {
        maybe(utm_of(row, is_first(row, hit)).content, cell);
    }),
    hit("ym:pv:UTMMedium", "String", |row, hit, cell| {
        maybe(utm_of(row, is_first(row, hit)).medium, cell);
    }),
    hit("ym:pv:UTMSource", "String", |row, hit, cell| {
        maybe(utm_of(row, is_first(row, hit)).source, cell);
    }),
    hit("ym:pv:UTMTerm", "String", |row, hit, cell| {
        maybe(utm_of(row, is_first(row, hit)).term, cell);
    }),
    hit("ym:pv:openstatAd", "String", |row, hit, cell| {
        maybe(openstat_of(row, is_first(row, hit)).ad, cell);
    }),
    hit("ym:pv:openstatCampaign", "String", |row, hit, cell| {
        maybe(openstat_of(row, is_first(row, hit)).campaign, cell);
    }),
    hit("ym:pv:openstatService", "String", |row, hit, cell| {
        maybe(openstat_of(row, is_first(row, hit)).service, cell);
    }),
    hit("ym:pv:openstatSource", "String", |row, hit, cell| {
        maybe(openstat_of(row, is_first(row, hit)).source, cell);
    }),
    visit("ym:pv:operatingSystem", "String", t::system),
    hit("ym:pv:from", "String", |row, hit, cell| {
        maybe(landing(row, hit).and_then(|source| source.from), cell);
    }),
    hit("ym:pv:hasGCLID", "UInt8", |row, hit, cell| {
        cell.flag(landing(row, hit).is_some_and(|source| source.gclid.is_some()));
    }),
    hit("ym:pv:GCLID", "String", |row, hit, cell| {
        maybe(landing(row, hit).and_then(|source| source.gclid), cell);
    }),
    visit("ym:pv:lastTrafficSource", "String", |row, cell| cell.text(last(row).kind.id)),
    visit("ym:pv:lastSearchEngineRoot", "String", |row, cell| cell.text(last(row).engine_root())),
    visit("ym:pv:lastSearchEngine", "String", |row, cell| cell.text(last(row).engine_of(ORGANIC.id))),
    visit("ym:pv:lastAdvEngine", "String", |row, cell| cell.text(last(row).engine_of(AD.id))),
    visit("ym:pv:lastSocialNetwork", "String", |row, cell| cell.text(last(row).engine_of(SOCIAL.id))),
    visit("ym:pv:lastSocialNetworkProfile", "String", |row, cell| maybe(last(row).social_profile, cell)),
    visit("ym:pv:recommendationSystem", "String", |row, cell| cell.text(last(row).engine_of(RECOMMEND.id))),
    visit("ym:pv:messenger", "String", |row, cell| cell.text(last(row).engine_of(MESSENGER.id))),
    visit("ym:pv:browser", "String", t::browser),
    visit("ym:pv:browserMajorVersion", "UInt16", t::browser_major),
    visit("ym:pv:browserMinorVersion", "UInt16", t::browser_minor),
    visit("ym:pv:browserCountry", "String", t::browser_country),
    visit("ym:pv:browserEngine", "String", t::engine),
    visit("ym:pv:browserEngineVersion1", "UInt16", t::engine_1),
    visit("ym:pv:browserEngineVersion2", "UInt16", t::engine_2),
    visit("ym:pv:browserEngineVersion3", "UInt16", t::engine_3),
    visit("ym:pv:browserEngineVersion4", "UInt16", t::engine_4),
    visit("ym:pv:browserLanguage", "String", t::language),
    visit("ym:pv:clientTimeZone", "Int16", t::client_time_zone),
    visit("ym:pv:cookieEnabled", "UInt8", t::cookies),
    visit("ym:pv:deviceCategory", "String", t::device_category),
    visit("ym:pv:javascriptEnabled", "UInt8", t::javascript),
    visit("ym:pv:mobilePhone", "String", t::phone),
    visit("ym:pv:mobilePhoneModel", "String", t::phone_model),
    visit("ym:pv:operatingSystemRoot", "String", t::system_root),
    visit("ym:pv:physicalScreenHeight", "UInt16", t::physical_height),
    visit("ym:pv:physicalScreenWidth", "UInt16", t::physical_width),
    visit("ym:pv:screenColors", "UInt8", t::colors),
    visit("ym:pv:screenFormat", "String", t::screen_format),
    visit("ym:pv:screenHeight", "UInt16", t::screen_height),
    visit("ym:pv:screenOrientation", "UInt8", t::orientation),
    visit("ym:pv:screenOrientationName", "String", t::orientation_name),
    visit("ym:pv:screenWidth", "UInt16", t::screen_width),
    visit("ym:pv:windowClientHeight", "UInt16", t::window_height),
    visit("ym:pv:windowClientWidth", "UInt16", t::window_width),
    visit("ym:pv:ipAddress", "String", t::ip_address),
    visit("ym:pv:regionCity", "String", t::city),
    visit("ym:pv:regionCountry", "String", t::country),
    visit("ym:pv:regionCityID", "UInt32", t::city_id),
    visit("ym:pv:regionCountryID", "UInt32", t::country_id),
    hit("ym:pv:isPageView", "UInt8", |_, hit, cell| {
        cell.flag(hit.kind == HitKind::PageView);
    }),
    // No hit of the sandbox is of these kinds.
    visit("ym:pv:isTurboPage", "UInt8", |_, cell| cell.flag(false)),
    visit("ym:pv:isTurboApp", "UInt8", |_, cell| cell.flag(false)),
    visit("ym:pv:iFrame", "UInt8", |_, cell| cell.flag(false)),
    hit("ym:pv:link", "UInt8", |_, hit, cell| {
        cell.flag(matches!(hit.kind, HitKind::Link(_) | HitKind::Download(_)));
    }),
    hit("ym:pv:download", "UInt8", |_, hit, cell| {
        cell.flag(matches!(hit.kind, HitKind::Download(_)));
    }),
    // The sandbox sends no such events.
    visit("ym:pv:notBounce", "UInt8", |_, cell| cell.flag(false)),
    // What the site sent by a call.
    hit("ym:pv:artificial", "UInt8", |_, hit, cell| {
        cell.flag(matches!(hit.kind, HitKind::Event(_)));
    }),
    // The form is not known.
    nothing("ym:pv:ecommerce", "String"),
    // The form is not known: see the parsed keys.
    nothing("ym:pv:params", "String"),
    hit("ym:pv:parsedParamsKey1", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 0);
    }),
    hit("ym:pv:parsedParamsKey2", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 1);
    }),
    hit("ym:pv:parsedParamsKey3", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 2);
    }),
    hit("ym:pv:parsedParamsKey4", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 3);
    }),
    hit("ym:pv:parsedParamsKey5", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 4);
    }),
    hit("ym:pv:parsedParamsKey6", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 5);
    }),
    hit("ym:pv:parsedParamsKey7", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 6);
    }),
    hit("ym:pv:parsedParamsKey8", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 7);
    }),
    hit("ym:pv:parsedParamsKey9", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 8);
    }),
    hit("ym:pv:parsedParamsKey10", "Array(String)", |row, hit, cell| {
        params_of(row, hit, cell, 9);
    }),
    hit("ym:pv:httpError", "String", |_, hit, cell| {
        if let HitKind::Error(code) = hit.kind {
            cell.uint(code)
        };
    }),
    visit("ym:pv:networkType", "String", t::network_type),
    hit("ym:pv:shareService", "String", |_, hit, cell| {
        if let HitKind::Share(service) = hit.kind {
            cell.text(service)
        };
    }),
    hit("ym:pv:shareURL", "String", |row, hit, cell| {
        if let HitKind::Share(_) = hit.kind {
            row.address(hit.page, cell)
        };
    }),
    hit("ym:pv:shareTitle", "String", |row, hit, cell| {
        if let HitKind::Share(_) = hit.kind {
            cell.bytes(&hit.title_bytes(row.traffic.plan().hostile))
        };
    }),
];

/// The names of these fields say `last`, and there is no other attribution for hits.
fn last(row: &Row<'_>) -> &'static Source {
    row.visit.sources.last
}

fn is_first(row: &Row<'_>, hit: &Hit) -> bool {
    row.visit.hits.first().is_some_and(|first| first.id == hit.id)
}

/// The source, if this hit is the landing: its address has the labels.
fn landing(row: &Row<'_>, hit: &Hit) -> Option<&'static Source> {
    is_first(row, hit).then(|| last(row))
}

/// The page view during which the hit happened: the low half of its watchID.
fn page_view_id(row: &Row<'_>, hit: &Hit, cell: &mut Cell<'_>) {
    let mut view = hit.id;
    for earlier in &row.visit.hits {
        if earlier.kind == HitKind::PageView {
            view = earlier.id;
        }
        if earlier.id == hit.id {
            break;
        }
    }
    cell.uint(view & u64::from(u32::MAX));
}

fn goals(row: &Row<'_>, hit: &Hit, cell: &mut Cell<'_>) {
    let reached = hit.reached.iter().filter_map(|&at| row.visit.goals.get(at));
    cell.array(reached, |cell, reach| cell.uint(reach.goal));
}

/// The page; of a file or link, what it leads to.
fn url(row: &Row<'_>, hit: &Hit, cell: &mut Cell<'_>) {
    match hit.kind {
        HitKind::Download(path) => row.path(path, cell),
        HitKind::Link(to) => cell.text(to),
        _ => row.address(hit.page, cell),
    }
}

/// The page before; of a file or link, the page that it is on.
fn referer(row: &Row<'_>, hit: &Hit, cell: &mut Cell<'_>) {
    match (hit.kind, hit.previous) {
        (HitKind::Download(_) | HitKind::Link(_), _) => row.address(hit.page, cell),
        (_, Some(previous)) => row.address(previous, cell),
        (_, None) => cell.text(last(row).referer),
    }
}

/// Parameters belong to visits; they were sent with the first hit.
fn params_of(row: &Row<'_>, hit: &Hit, cell: &mut Cell<'_>, level: usize) {
    if is_first(row, hit) { params(row, cell, level) } else { cell.text("[]") }
}
