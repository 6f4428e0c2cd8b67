//! Dimensions of traffic sources, each by any attribution.
use super::value::Value;
use crate::reports::url;
use crate::traffic::model::{Named, Source};

/// What of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum SourcePart {
    Kind,
    Engine,
    SearchEngine,
    SearchEngineRoot,
    AdvEngine,
    SocialNetwork,
    SocialProfile,
    Messenger,
    Recommendation,
    Referal,
    SearchPhrase,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    OpenstatAd,
    OpenstatCampaign,
    OpenstatService,
    OpenstatSource,
    From,
    HasGclid,
    DirectOrder,
    DirectGroup,
    DirectBanner,
    DirectCondition,
    DirectPhrase,
    DirectPlatform,
    DirectPlatformType,
    DirectSearchPhrase,
    DirectCurrency,
}

/// The endings of names: `ym:s:<attribution>` + `TrafficSource`.
pub(super) const PARTS: [(&str, SourcePart); 31] = [
    ("TrafficSource", SourcePart::Kind),
    ("SourceEngine", SourcePart::Engine),
    ("SearchEngine", SourcePart::SearchEngine),
    ("SearchEngineRoot", SourcePart::SearchEngineRoot),
    ("AdvEngine", SourcePart::AdvEngine),
    ("SocialNetwork", SourcePart::SocialNetwork),
    ("SocialNetworkProfile", SourcePart::SocialProfile),
    ("Messenger", SourcePart::Messenger),
    ("RecommendationSystem", SourcePart::Recommendation),
    ("ReferalSource", SourcePart::Referal),
    ("SearchPhrase", SourcePart::SearchPhrase),
    ("UTMSource", SourcePart::UtmSource),
    ("UTMMedium", SourcePart::UtmMedium),
    ("UTMCampaign", SourcePart::UtmCampaign),
    ("UTMContent", SourcePart::UtmContent),
    ("UTMTerm", SourcePart::UtmTerm),
    ("OpenstatAd", SourcePart::OpenstatAd),
    ("OpenstatCampaign", SourcePart::OpenstatCampaign),
    ("OpenstatService", SourcePart::OpenstatService),
    ("OpenstatSource", SourcePart::OpenstatSource),
    ("From", SourcePart::From),
    ("HasGCLID", SourcePart::HasGclid),
    ("DirectClickOrder", SourcePart::DirectOrder),
    ("DirectBannerGroup", SourcePart::DirectGroup),
    ("DirectClickBanner", SourcePart::DirectBanner),
    ("DirectConditionType", SourcePart::DirectCondition),
    ("DirectPhraseOrCond", SourcePart::DirectPhrase),
    ("DirectPlatform", SourcePart::DirectPlatform),
    ("DirectPlatformType", SourcePart::DirectPlatformType),
    ("DirectSearchPhrase", SourcePart::DirectSearchPhrase),
    ("Currency", SourcePart::DirectCurrency),
];

/// Number of the icon, of those kinds whose icons recorded answers show.
pub(super) fn icon(kind: &str) -> Option<&'static str> {
    match kind {
        "direct" => Some("0"),
        "referral" => Some("1"),
        "organic" => Some("2"),
        "saved" => Some("4"),
        "social" => Some("8"),
        _ => None,
    }
}

impl SourcePart {
    /// Whether its values are words with ids.
    pub(super) fn has_ids(self) -> bool {
        matches!(
            self,
            Self::Kind
                | Self::Engine
                | Self::SearchEngine
                | Self::SearchEngineRoot
                | Self::AdvEngine
                | Self::SocialNetwork
                | Self::Messenger
                | Self::Recommendation
                | Self::HasGclid
                | Self::DirectOrder
                | Self::DirectGroup
                | Self::DirectBanner
                | Self::DirectCondition
                | Self::DirectPlatformType
        )
    }

    pub(super) fn of(self, source: &'static Source) -> Value {
        let engine_if = |kind: &str| Value::word(source.engine.filter(|_| source.kind.id == kind));
        match self {
            Self::Kind => Value::Word(source.kind),
            Self::Engine => Value::word(source.engine),
            Self::SearchEngine => engine_if("organic"),
            Self::SearchEngineRoot => Value::word(source.engine_root),
            Self::AdvEngine => engine_if("ad"),
            Self::SocialNetwork => engine_if("social"),
            Self::SocialProfile => Value::text(source.social_profile),
            Self::Messenger => engine_if("messenger"),
            Self::Recommendation => engine_if("recommend"),
            Self::Referal if source.kind.id != "referral" => Value::None,
            // The site by its name, if it has one, or else by its domain.
            Self::Referal => {
                let domain = || url::part(source.referer, url::Part::Domain);
                Value::text(source.engine.map(|site| site.name).or_else(domain))
            }
            Self::SearchPhrase => Value::text(source.search_phrase),
            Self::UtmSource => Value::text(source.utm.source),
            Self::UtmMedium => Value::text(source.utm.medium),
            Self::UtmCampaign => Value::text(source.utm.campaign),
            Self::UtmContent => Value::text(source.utm.content),
            Self::UtmTerm => Value::text(source.utm.term),
            Self::OpenstatAd => Value::text(source.openstat.ad),
            Self::OpenstatCampaign => Value::text(source.openstat.campaign),
            Self::OpenstatService => Value::text(source.openstat.service),
            Self::OpenstatSource => Value::text(source.openstat.source),
            Self::From => Value::text(source.from),
            Self::HasGclid => Value::Flag(source.gclid.is_some()),
            _ => self.of_direct(source),
        }
    }

    fn of_direct(self, source: &'static Source) -> Value {
        let Some(click) = &source.direct else { return Value::None };
        match self {
            Self::DirectOrder => Value::Numbered(click.order.into(), click.order_name),
            Self::DirectGroup => Value::Numbered(click.banner_group.into(), click.banner_group_name),
            Self::DirectBanner => Value::Word(Named { id: click.banner, name: click.banner_name }),
            Self::DirectCondition => Value::Word(click.condition_type),
            Self::DirectPhrase => Value::Text(click.phrase),
            Self::DirectPlatform => Value::Text(click.platform),
            Self::DirectPlatformType => Value::Word(click.platform_type),
            Self::DirectSearchPhrase => Value::text(source.search_phrase),
            Self::DirectCurrency => Value::Text(click.currency),
            _ => Value::None,
        }
    }
}
