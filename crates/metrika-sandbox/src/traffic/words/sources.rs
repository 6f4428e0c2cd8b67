//! Where visits come from.

use crate::traffic::dice::Weighted;
use crate::traffic::model::{DirectClick, Named, Openstat, Source, Utm};

const fn named(id: &'static str, name: &'static str) -> Named {
    Named { id, name }
}

pub const ORGANIC: Named = named("organic", "Search engine traffic");
pub const AD: Named = named("ad", "Ad traffic");
pub const DIRECT: Named = named("direct", "Direct traffic");
pub const REFERRAL: Named = named("referral", "Link traffic");
pub const SOCIAL: Named = named("social", "Social network traffic");
pub const INTERNAL: Named = named("internal", "Internal traffic");
pub const EMAIL: Named = named("email", "Mailing traffic");
pub const MESSENGER: Named = named("messenger", "Messenger traffic");
pub const RECOMMEND: Named = named("recommend", "Recommendation system traffic");
pub const SAVED: Named = named("saved", "Cached page traffic");

const NO_UTM: Utm = Utm { source: None, medium: None, campaign: None, content: None, term: None };
const NO_OPENSTAT: Openstat = Openstat { ad: None, campaign: None, service: None, source: None };

/// A source with nothing but its kind and where the visitor came from.
const fn plain(kind: Named, referer: &'static str) -> Source {
    Source {
        kind,
        engine: None,
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

const fn search(root: Named, engine: Named, referer: &'static str, phrase: Option<&'static str>) -> Source {
    Source { engine: Some(engine), engine_root: Some(root), search_phrase: phrase, ..plain(ORGANIC, referer) }
}

const fn from_engine(kind: Named, engine: Named, referer: &'static str) -> Source {
    Source { engine: Some(engine), ..plain(kind, referer) }
}

/// A link on another site, which its domain names.
const fn site(domain: &'static str, referer: &'static str) -> Source {
    from_engine(REFERRAL, named(domain, domain), referer)
}

const fn social(network: Named, profile: Option<&'static str>, referer: &'static str) -> Source {
    Source { social_profile: profile, ..from_engine(SOCIAL, network, referer) }
}

const fn utm(
    source: &'static str,
    medium: &'static str,
    campaign: &'static str,
    content: Option<&'static str>,
    term: Option<&'static str>,
) -> Utm {
    Utm { source: Some(source), medium: Some(medium), campaign: Some(campaign), content, term }
}

const YANDEX: Named = named("yandex", "Yandex");
const GOOGLE: Named = named("google", "Google");
const BING: Named = named("bing", "Bing");
const YANDEX_SEARCH: Named = named("yandex_search", "Yandex: search results");
const YANDEX_MOBILE: Named = named("yandex_mobile", "Yandex: mobile app");
const YANDEX_IMAGES: Named = named("yandex_images", "Yandex Images");
const GOOGLE_SEARCH: Named = named("google_search", "Google: search results");
const GOOGLE_MOBILE: Named = named("google_mobile", "Google: mobile app");
const BING_SEARCH: Named = named("bing_search", "Bing: search results");
const DUCK: Named = named("duckduckgo", "DuckDuckGo");

const YANDEX_DIRECT: Named = named("ya_direct", "Yandex Direct");
const GOOGLE_ADS: Named = named("google_adwords", "Google Ads");
const VK_ADS: Named = named("vk_ads", "VK Ads");

const KETTLES: DirectClick = DirectClick {
    order: 81_440_017,
    order_name: "Чайники — поиск",
    banner_group: 2_910_443_881,
    banner_group_name: "Электрические",
    banner: "M-7720145533",
    banner_name: "Чайник «Волна» со скидкой",
    phrase: "купить чайник",
    platform_type: named("search", "Search"),
    platform: "Яндекс",
    condition_type: named("phrase", "Phrase"),
    currency: "RUB",
};
const RETARGETING: DirectClick = DirectClick {
    order: 81_440_952,
    order_name: "Ретаргетинг 'корзина'",
    banner_group: 4_102_930_117,
    banner_group_name: "Брошенные\tкорзины",
    banner: "M-9910042177",
    banner_name: "Вы забыли \"чайник\"",
    phrase: "Бросили корзину",
    platform_type: named("context", "Yandex Advertising Network"),
    platform: "news.example",
    condition_type: named("retargeting", "Retargeting"),
    currency: "RUB",
};
const GIFTS: DirectClick = DirectClick {
    order: 90_112_003,
    order_name: "Gifts — US",
    banner_group: 3_999_000_001,
    banner_group_name: "",
    banner: "M-1000000001",
    banner_name: "Keyboards",
    phrase: "---autotargeting",
    platform_type: named("search", "Search"),
    platform: "Яндекс",
    condition_type: named("autotargeting", "Autotargeting"),
    currency: "USD",
};

/// An ad of Yandex Direct.
const fn direct_ad(click: DirectClick, referer: &'static str, utm: Utm) -> Source {
    Source { engine: Some(YANDEX_DIRECT), utm, direct: Some(click), ..plain(AD, referer) }
}

/// What brings new visitors, and old ones again.
pub static SIGNIFICANT: Weighted<Source> = Weighted::new(&[
    (190, search(YANDEX, YANDEX_SEARCH, "https://yandex.ru/search/", Some("купить чайник"))),
    (60, search(YANDEX, YANDEX_SEARCH, "https://yandex.ru/search/", Some("чай улун доставка"))),
    (55, search(YANDEX, YANDEX_MOBILE, "https://yandex.ru/search/touch/", None)),
    (12, search(YANDEX, YANDEX_IMAGES, "https://yandex.ru/images/search", Some("нож santoku"))),
    (110, search(GOOGLE, GOOGLE_SEARCH, "https://www.google.com/", None)),
    (45, search(GOOGLE, GOOGLE_MOBILE, "https://www.google.com/", None)),
    (14, search(BING, BING_SEARCH, "https://www.bing.com/search?q=kettle", Some("kettle"))),
    (6, search(DUCK, DUCK, "https://duckduckgo.com/", None)),
    (
        90,
        direct_ad(
            KETTLES,
            "https://yandex.ru/search/?text=%D1%87%D0%B0%D0%B9%D0%BD%D0%B8%D0%BA",
            utm("yandex", "cpc", "чайники_поиск", Some("7720145533"), Some("купить чайник")),
        ),
    ),
    (
        40,
        direct_ad(
            RETARGETING,
            "https://news.example/article?id=7",
            utm("Yandex", "CPC", "retargeting", None, Some("")),
        ),
    ),
    (12, direct_ad(GIFTS, "https://yandex.com/search/", NO_UTM)),
    (
        40,
        Source {
            gclid: Some("Cj0KCQjw-9Xq5BhCARIsAO2f_k7"),
            utm: utm("google", "cpc", "Kettles EU", Some("banner|1"), Some("kettle+buy")),
            ..from_engine(AD, GOOGLE_ADS, "https://www.google.com/")
        },
    ),
    (
        14,
        Source {
            utm: utm("vk", "cpc", "осень🍂2026", None, None), ..from_engine(AD, VK_ADS, "https://vk.com/")
        },
    ),
    (
        10,
        Source {
            openstat: Openstat {
                ad: Some("banner-468"),
                campaign: Some("кампания 12"),
                service: Some("market.example"),
                source: Some("left"),
            },
            ..plain(AD, "https://market.example/")
        },
    ),
    (
        4,
        Source {
            openstat: Openstat { service: Some("begun"), ..NO_OPENSTAT },
            ..plain(AD, "https://blog.example/?p=1")
        },
    ),
    (35, site("forum.example", "https://forum.example/t/kettles?page=3")),
    (25, site("blog.example", "https://blog.example/best-tea")),
    (8, site("пример.example", "https://пример.example/ссылки/")),
    (6, Source { from: Some("partner-7"), ..site("partner.example", "https://partner.example/") }),
    (32, social(named("vkontakte", "VKontakte"), Some("shop_example"), "https://vk.com/shop_example")),
    (12, social(named("vkontakte", "VKontakte"), None, "https://vk.com/away.php")),
    (9, social(named("odnoklassniki", "Odnoklassniki"), Some("group/5412"), "https://ok.ru/group/5412")),
    (8, social(named("youtube", "YouTube"), None, "https://www.youtube.com/")),
    (
        28,
        Source {
            utm: utm("Newsletter", "email", "Week 36: it's tea time", Some("кнопка"), None),
            from: Some("letter"),
            ..plain(EMAIL, "")
        },
    ),
    (9, plain(EMAIL, "https://mail.example/inbox")),
    (22, from_engine(MESSENGER, named("telegram", "Telegram"), "https://t.me/")),
    (6, from_engine(MESSENGER, named("whatsapp", "WhatsApp"), "")),
    (3, from_engine(MESSENGER, named("viber", "Viber"), "")),
    (24, from_engine(RECOMMEND, named("zen", "Dzen"), "https://dzen.ru/")),
    (7, from_engine(RECOMMEND, named("google_discover", "Google Discover"), "https://www.google.com/")),
]);

/// What brings a visitor without anyone having sent them.
pub static TYPED: Source = plain(DIRECT, "");
/// A direct visit of which a label says more.
pub static LABELLED: Source = Source { from: Some("qr-код"), ..plain(DIRECT, "") };
/// The visit before had timed out on a page of the site.
pub static INSIDE: Source = plain(INTERNAL, "");
/// A page kept by the browser.
pub static KEPT: Source = plain(SAVED, "");

/// Every source there is.
pub fn all() -> impl Iterator<Item = &'static Source> {
    SIGNIFICANT.iter().chain([&TYPED, &LABELLED, &INSIDE, &KEPT])
}

impl Source {
    /// Whether the source says who sent the visitor: not direct, internal or a saved page.
    pub fn is_significant(&self) -> bool {
        !matches!(self.kind.id, "direct" | "internal" | "saved")
    }
}
