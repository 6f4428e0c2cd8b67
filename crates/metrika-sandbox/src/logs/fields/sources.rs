//! Fields that say where a visit came from, each by an attribution.

use super::{Cell, Field, Row, visit};
use crate::traffic::model::{DirectClick, Openstat, Source, Utm};
use crate::traffic::words::sources::{AD, MESSENGER, ORGANIC, RECOMMEND, REFERRAL, SOCIAL};

pub(super) static CLICKS: [Field; 19] = [
    visit("ym:s:<attribution>TrafficSource", "String", |row, cell| cell.text(row.source().kind.id)),
    visit("ym:s:<attribution>AdvEngine", "String", |row, cell| cell.text(row.source().engine_of(AD.id))),
    visit("ym:s:<attribution>ReferalSource", "String", |row, cell| cell.text(row.source().engine_of(REFERRAL.id))),
    visit("ym:s:<attribution>SearchEngineRoot", "String", |row, cell| cell.text(row.source().engine_root())),
    visit("ym:s:<attribution>SearchEngine", "String", |row, cell| cell.text(row.source().engine_of(ORGANIC.id))),
    visit("ym:s:<attribution>SocialNetwork", "String", |row, cell| cell.text(row.source().engine_of(SOCIAL.id))),
    visit("ym:s:<attribution>SocialNetworkProfile", "String", |row, cell| maybe(row.source().social_profile, cell)),
    // Not by an attribution: the page before the visit itself.
    visit("ym:s:referer", "String", |row, cell| cell.text(row.visit.sources.last.referer)),
    visit("ym:s:<attribution>DirectClickOrder", "UInt32", |row, cell| click(row, cell, |at, cell| cell.uint(at.order))),
    visit("ym:s:<attribution>DirectBannerGroup", "UInt32", |row, cell| {
        click(row, cell, |at, cell| cell.uint(at.banner_group))
    }),
    visit("ym:s:<attribution>DirectClickBanner", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.banner))
    }),
    visit("ym:s:<attribution>DirectClickOrderName", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.order_name))
    }),
    visit("ym:s:<attribution>ClickBannerGroupName", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.banner_group_name))
    }),
    visit("ym:s:<attribution>DirectClickBannerName", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.banner_name))
    }),
    visit("ym:s:<attribution>DirectPhraseOrCond", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.phrase))
    }),
    // The vocabulary has this type in lower case.
    visit("ym:s:<attribution>DirectPlatformType", "string", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.platform_type.id))
    }),
    visit("ym:s:<attribution>DirectPlatform", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.platform))
    }),
    visit("ym:s:<attribution>DirectConditionType", "String", |row, cell| {
        click(row, cell, |at, cell| cell.text(at.condition_type.id))
    }),
    visit("ym:s:<attribution>CurrencyID", "String", |row, cell| click(row, cell, |at, cell| cell.text(at.currency))),
];

pub(super) static LABELS: [Field; 12] = [
    // Not by an attribution either.
    visit("ym:s:from", "String", |row, cell| maybe(row.visit.sources.last.from, cell)),
    visit("ym:s:<attribution>UTMCampaign", "String", |row, cell| maybe(row.source().utm.campaign, cell)),
    visit("ym:s:<attribution>UTMContent", "String", |row, cell| maybe(row.source().utm.content, cell)),
    visit("ym:s:<attribution>UTMMedium", "String", |row, cell| maybe(row.source().utm.medium, cell)),
    visit("ym:s:<attribution>UTMSource", "String", |row, cell| maybe(row.source().utm.source, cell)),
    visit("ym:s:<attribution>UTMTerm", "String", |row, cell| maybe(row.source().utm.term, cell)),
    visit("ym:s:<attribution>openstatAd", "String", |row, cell| maybe(row.source().openstat.ad, cell)),
    visit("ym:s:<attribution>openstatCampaign", "String", |row, cell| maybe(row.source().openstat.campaign, cell)),
    visit("ym:s:<attribution>openstatService", "String", |row, cell| maybe(row.source().openstat.service, cell)),
    visit("ym:s:<attribution>openstatSource", "String", |row, cell| maybe(row.source().openstat.source, cell)),
    visit("ym:s:<attribution>hasGCLID", "UInt8", |row, cell| cell.flag(row.source().gclid.is_some())),
    visit("ym:s:<attribution>GCLID", "String", |row, cell| maybe(row.source().gclid, cell)),
];

pub(super) static LATER: [Field; 2] = [
    visit("ym:s:<attribution>RecommendationSystem", "String", |row, cell| {
        cell.text(row.source().engine_of(RECOMMEND.id));
    }),
    visit("ym:s:<attribution>Messenger", "String", |row, cell| cell.text(row.source().engine_of(MESSENGER.id))),
];

pub(super) fn maybe(text: Option<&str>, cell: &mut Cell<'_>) {
    cell.text(text.unwrap_or_default());
}

/// A part of the click on an ad of Yandex Direct; an empty cell, even in number columns, where there was none.
fn click(row: &Row<'_>, cell: &mut Cell<'_>, write: fn(&DirectClick, &mut Cell<'_>)) {
    if let Some(click) = &row.source().direct {
        write(click, cell);
    }
}

impl Source {
    /// Id of the engine, network, messenger or site of a source of this kind; empty for other kinds.
    pub(super) fn engine_of(&self, kind: &str) -> &'static str {
        self.engine.filter(|_| self.kind.id == kind).map_or("", |engine| engine.id)
    }

    pub(super) fn engine_root(&self) -> &'static str {
        self.engine_root.map_or("", |engine| engine.id)
    }
}

/// Labels of the address by which a visitor came: only the first hit of a visit has them.
pub(super) fn utm_of(row: &Row<'_>, is_first: bool) -> Utm {
    if is_first { row.visit.sources.last.utm } else { Utm::default() }
}

pub(super) fn openstat_of(row: &Row<'_>, is_first: bool) -> Openstat {
    if is_first { row.visit.sources.last.openstat } else { Openstat::default() }
}
