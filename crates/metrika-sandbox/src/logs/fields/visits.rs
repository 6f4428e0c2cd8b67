//! The table of logs of visits.

use super::technology as t;
use super::{Cell, Field, Row, goods, nothing, sources, utc_plus_3, visit};
use crate::traffic::model::HitKind;

/// In the order of the vocabulary.
pub(super) static TABLE: [&[Field]; 12] = [
    &MAIN,
    &sources::CLICKS,
    &sources::LABELS,
    &TECHNOLOGY,
    &goods::PURCHASES,
    &goods::EVENTS,
    &goods::BOUGHT,
    &goods::IMPRESSIONS,
    &PROMOTIONS,
    &CALLS,
    &PARAMS,
    &sources::LATER,
];

/// The service lists so many page views at most.
const MOST_WATCH_IDS: usize = 500;

static MAIN: [Field; 26] = [
    visit("ym:s:visitID", "UInt64", |row, cell| cell.uint(row.visit.id)),
    visit("ym:s:counterID", "UInt32", t::counter),
    visit("ym:s:watchIDs", "Array(UInt64)", |row, cell| {
        let views = row.visit.hits.iter().filter(|hit| hit.kind == HitKind::PageView);
        cell.array(views.take(MOST_WATCH_IDS), |cell, hit| cell.uint(hit.id));
    }),
    visit("ym:s:date", "Date", |row, cell| cell.date(row.local(row.visit.start).date())),
    visit("ym:s:dateTime", "DateTime", |row, cell| cell.time(row.local(row.visit.start))),
    // In spite of its name.
    visit("ym:s:dateTimeUTC", "DateTime", |row, cell| cell.time(utc_plus_3(row.visit.start))),
    visit("ym:s:isNewUser", "UInt8", |row, cell| cell.flag(row.visit.is_new)),
    visit("ym:s:startURL", "String", |row, cell| {
        if let Some(hit) = row.visit.hits.first() {
            row.address(hit.page, cell);
        }
    }),
    visit("ym:s:endURL", "String", |row, cell| {
        if let Some(hit) = row.visit.hits.last() {
            row.address(hit.page, cell);
        }
    }),
    visit("ym:s:pageViews", "Int32", |row, cell| cell.uint(row.visit.page_views())),
    visit("ym:s:visitDuration", "UInt32", |row, cell| cell.uint(row.visit.duration)),
    visit("ym:s:bounce", "UInt8", |row, cell| cell.flag(row.visit.is_bounce())),
    visit("ym:s:ipAddress", "String", t::ip_address),
    visit("ym:s:regionCountry", "String", t::country),
    visit("ym:s:regionCity", "String", t::city),
    visit("ym:s:regionCountryID", "UInt32", t::country_id),
    visit("ym:s:regionCityID", "UInt32", t::city_id),
    visit("ym:s:clientID", "UInt64", t::client_id),
    visit("ym:s:counterUserIDHash", "UInt64", t::user_id_hash),
    visit("ym:s:networkType", "String", t::network_type),
    visit("ym:s:goalsID", "Array(UInt32)", |row, cell| cell.array(&row.visit.goals, |cell, at| cell.uint(at.goal))),
    visit("ym:s:goalsSerialNumber", "Array(UInt32)", |row, cell| {
        cell.array(&row.visit.goals, |cell, reach| cell.uint(reach.serial));
    }),
    visit("ym:s:goalsDateTime", "Array(DateTime)", |row, cell| {
        cell.times(row.visit.goals.iter().map(|reach| utc_plus_3(reach.at)));
    }),
    visit("ym:s:goalsPrice", "Array(Int64)", |row, cell| cell.array(&row.visit.goals, |cell, at| cell.int(at.price))),
    visit("ym:s:goalsOrder", "Array(String)", |row, cell| {
        cell.texts(row.visit.goals.iter().map(|reach| reach.order.map(|order| order.to_string())));
    }),
    visit("ym:s:goalsCurrency", "Array(String)", |row, cell| {
        cell.texts(row.visit.goals.iter().map(|reach| reach.currency));
    }),
];

static TECHNOLOGY: [Field; 28] = [
    visit("ym:s:browserLanguage", "String", t::language),
    visit("ym:s:browserCountry", "String", t::browser_country),
    visit("ym:s:clientTimeZone", "Int16", t::client_time_zone),
    visit("ym:s:deviceCategory", "String", t::device_category),
    visit("ym:s:mobilePhone", "String", t::phone),
    visit("ym:s:mobilePhoneModel", "String", t::phone_model),
    visit("ym:s:operatingSystemRoot", "String", t::system_root),
    visit("ym:s:operatingSystem", "String", t::system),
    visit("ym:s:browser", "String", t::browser),
    visit("ym:s:browserMajorVersion", "UInt16", t::browser_major),
    visit("ym:s:browserMinorVersion", "UInt16", t::browser_minor),
    visit("ym:s:browserEngine", "String", t::engine),
    visit("ym:s:browserEngineVersion1", "UInt16", t::engine_1),
    visit("ym:s:browserEngineVersion2", "UInt16", t::engine_2),
    visit("ym:s:browserEngineVersion3", "UInt16", t::engine_3),
    visit("ym:s:browserEngineVersion4", "UInt16", t::engine_4),
    visit("ym:s:cookieEnabled", "UInt8", t::cookies),
    visit("ym:s:javascriptEnabled", "UInt8", t::javascript),
    visit("ym:s:screenFormat", "String", t::screen_format),
    visit("ym:s:screenColors", "UInt8", t::colors),
    visit("ym:s:screenOrientation", "UInt8", t::orientation),
    visit("ym:s:screenOrientationName", "String", t::orientation_name),
    visit("ym:s:screenWidth", "UInt16", t::screen_width),
    visit("ym:s:screenHeight", "UInt16", t::screen_height),
    visit("ym:s:physicalScreenWidth", "UInt16", t::physical_width),
    visit("ym:s:physicalScreenHeight", "UInt16", t::physical_height),
    visit("ym:s:windowClientWidth", "UInt16", t::window_width),
    visit("ym:s:windowClientHeight", "UInt16", t::window_height),
];

/// The visits of the sandbox have no promotions.
static PROMOTIONS: [Field; 7] = [
    nothing("ym:s:promotionID", "Array(String)"),
    nothing("ym:s:promotionName", "Array(String)"),
    nothing("ym:s:promotionCreative", "Array(String)"),
    nothing("ym:s:promotionPosition", "Array(String)"),
    nothing("ym:s:promotionCreativeSlot", "Array(String)"),
    nothing("ym:s:promotionEventTime", "Array(DateTime)"),
    nothing("ym:s:promotionType", "Array(UInt8)"),
];

static CALLS: [Field; 6] = [
    visit("ym:s:offlineCallTalkDuration", "Array(UInt32)", |row, cell| {
        cell.array(&row.visit.calls, |cell, call| cell.uint(call.talk_seconds));
    }),
    visit("ym:s:offlineCallHoldDuration", "Array(UInt32)", |row, cell| {
        cell.array(&row.visit.calls, |cell, call| cell.uint(call.hold_seconds));
    }),
    visit("ym:s:offlineCallMissed", "Array(UInt32)", |row, cell| {
        cell.array(&row.visit.calls, |cell, call| cell.flag(call.missed));
    }),
    visit("ym:s:offlineCallTag", "Array(String)", |row, cell| {
        cell.texts(row.visit.calls.iter().map(|call| Some(call.tag)));
    }),
    visit("ym:s:offlineCallFirstTimeCaller", "Array(Int32)", |row, cell| {
        cell.array(&row.visit.calls, |cell, call| cell.flag(call.first_time));
    }),
    visit("ym:s:offlineCallURL", "Array(String)", |row, cell| {
        cell.texts(row.visit.calls.iter().map(|call| Some(call.url)));
    }),
];

static PARAMS: [Field; 10] = [
    visit("ym:s:parsedParamsKey1", "Array(String)", |row, cell| params(row, cell, 0)),
    visit("ym:s:parsedParamsKey2", "Array(String)", |row, cell| params(row, cell, 1)),
    visit("ym:s:parsedParamsKey3", "Array(String)", |row, cell| params(row, cell, 2)),
    visit("ym:s:parsedParamsKey4", "Array(String)", |row, cell| params(row, cell, 3)),
    visit("ym:s:parsedParamsKey5", "Array(String)", |row, cell| params(row, cell, 4)),
    visit("ym:s:parsedParamsKey6", "Array(String)", |row, cell| params(row, cell, 5)),
    visit("ym:s:parsedParamsKey7", "Array(String)", |row, cell| params(row, cell, 6)),
    visit("ym:s:parsedParamsKey8", "Array(String)", |row, cell| params(row, cell, 7)),
    visit("ym:s:parsedParamsKey9", "Array(String)", |row, cell| params(row, cell, 8)),
    visit("ym:s:parsedParamsKey10", "Array(String)", |row, cell| params(row, cell, 9)),
];

/// One level of every parameter; parameters with fewer levels have an empty text there.
pub(super) fn params(row: &Row<'_>, cell: &mut Cell<'_>, level: usize) {
    let hostile = row.traffic.plan().hostile;
    cell.texts(
        row.visit.params.iter().map(|path| Some(row.visit.param_bytes(path.get(level).unwrap_or(&""), hostile))),
    );
}
