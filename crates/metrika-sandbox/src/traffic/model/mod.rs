//! What one visit is. Reports and log fields are functions of these types and of nothing else, which is why they agree.

mod source;

pub use source::{Attribution, DirectClick, Openstat, Source, Sources, Utm};

/// One visit, with everything that happened in it.
///
/// Words and pages are references into the dictionaries of the generator: a visit is small, and making one is cheap.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Unsigned and often above `i64::MAX`.
    pub id: u64,
    /// The counter that saw it.
    pub counter: i64,
    pub visitor: Visitor,
    /// Whether it is the first visit of this visitor.
    pub is_new: bool,
    /// When it began, in unix seconds.
    pub start: i64,
    /// From the first to the last hit, in seconds.
    pub duration: u32,
    /// Page views and events in the order of time; the first one is always a page view.
    pub hits: Vec<Hit>,
    pub sources: Sources,
    pub place: &'static Place,
    pub device: Device,
    /// Goals reached, in the order of time. A goal can be reached more than once.
    pub goals: Vec<Reach>,
    /// Purchases made.
    pub purchases: Vec<Purchase>,
    /// What was shown, looked at, put into the cart or removed from it.
    pub product_events: Vec<ProductEvent>,
    /// Parameters of the visit, each a path of keys: `["plan", "pro"]`.
    pub params: Vec<&'static [&'static str]>,
    /// Whether a robot made it. Robots are in logs and, unless asked for, in reports as everyone else.
    pub is_robot: bool,
    /// Offline calls that were linked with it.
    pub calls: Vec<Call>,
}

/// Who came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Visitor {
    /// The ClientID, unsigned.
    pub client_id: u64,
    /// The hash of the UserID that the site gave, 0 if none.
    pub user_id_hash: u64,
    /// When the visitor first came, in unix seconds.
    pub first_visit: i64,
    pub gender: Option<Gender>,
    pub age: Option<Age>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gender {
    Male,
    Female,
}

/// Age groups of Metrika.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Age {
    Under18,
    From18To24,
    From25To34,
    From35To44,
    From45To54,
    Over54,
}

/// One hit: a page view or an event.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The watchID.
    pub id: u64,
    /// In unix seconds.
    pub at: i64,
    pub kind: HitKind,
    /// The page on which it happened.
    pub page: &'static Page,
    /// The page before, if it is one of this site; the first hit has the referer of the source.
    pub previous: Option<&'static Page>,
    /// Indices into [`Visit::goals`] of the goals that this hit reached.
    pub reached: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitKind {
    PageView,
    /// `reachGoal` with this name.
    Event(&'static str),
    /// A file of the site, by its path.
    Download(&'static str),
    /// A link to elsewhere.
    Link(&'static str),
    /// A share button.
    Share(&'static str),
    /// A page that answered with an error.
    Error(u16),
}

/// A page of the site.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Path and query, as in a URL: `/catalogue/kettles/?sort=price`.
    pub path: &'static str,
    /// May hold tabs, line breaks, backslashes, quotes, and any script.
    pub title: &'static str,
}

/// A word that has an id and a name: `organic`, "Search engine traffic".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    pub id: &'static str,
    pub name: &'static str,
}

/// Where the visitor was. Ids are those of the service's regions.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    pub continent: Region,
    pub country: Region,
    /// ISO 3166 code of the country.
    pub iso: &'static str,
    pub district: Region,
    pub area: Region,
    pub city: Region,
    /// Offset of local time, in minutes.
    pub time_zone: i16,
    /// The first three numbers of the masked address: `178.176.72`.
    pub network: &'static str,
    pub language: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region {
    pub id: u32,
    pub name: &'static str,
}

/// What the visitor used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    pub category: DeviceCategory,
    pub phone: Option<Named>,
    pub phone_model: Option<&'static str>,
    pub system_root: Named,
    pub system: Named,
    pub browser: Named,
    pub browser_version: (u16, u16),
    pub engine: Named,
    pub engine_version: [u16; 4],
    pub screen: (u16, u16),
    pub physical_screen: (u16, u16),
    pub window: (u16, u16),
    pub colors: u8,
    pub cookies: bool,
    pub third_party_cookies: bool,
    pub javascript: bool,
    pub ad_blocker: bool,
    pub network: NetworkType,
}

/// Logs write the number, reports the id and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeviceCategory {
    Desktop = 1,
    Mobile = 2,
    Tablet = 3,
    Tv = 4,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkType {
    Unknown,
    Wifi,
    Cellular,
    Ethernet,
}

/// A goal reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    pub goal: u32,
    /// How many times the goal had been reached in this visit, counted from 1.
    pub serial: u32,
    pub at: i64,
    /// In units of the currency times 1000, as logs write it.
    pub price: i64,
    pub currency: Option<&'static str>,
    /// Number of the order, if the event had one.
    pub order: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    pub id: String,
    pub at: i64,
    /// In kopecks or cents: whole numbers add up without error.
    pub revenue_minor: i64,
    pub tax_minor: i64,
    pub shipping_minor: i64,
    pub affiliation: &'static str,
    pub coupon: Option<&'static str>,
    pub currency: &'static str,
    pub products: Vec<Item>,
}

/// A product in a purchase or an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    pub product: &'static Product,
    pub quantity: u32,
    pub position: u32,
    pub coupon: Option<&'static str>,
    /// In percent.
    pub discount: Option<u8>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    pub id: &'static str,
    pub name: &'static str,
    pub brand: &'static str,
    /// Up to five levels.
    pub category: &'static [&'static str],
    pub variant: &'static str,
    pub list: &'static str,
    /// In kopecks or cents.
    pub price_minor: i64,
    pub currency: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProductEvent {
    pub kind: ProductEventKind,
    pub at: i64,
    pub item: Item,
    /// The page on which it happened.
    pub page: &'static Page,
}

/// Logs list impressions by themselves and the other kinds as events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductEventKind {
    Impression,
    Click,
    Detail,
    Add,
    Remove,
}

/// An offline call linked with a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    pub talk_seconds: u32,
    pub hold_seconds: u32,
    pub missed: bool,
    pub first_time: bool,
    pub tag: &'static str,
    pub url: &'static str,
}

impl Visit {
    /// How many pages were viewed.
    pub fn page_views(&self) -> u32 {
        self.hits.iter().filter(|hit| hit.kind == HitKind::PageView).count() as u32
    }

    /// Whether it was a bounce: one page, and less than 15 seconds.
    pub fn is_bounce(&self) -> bool {
        self.duration < 15 && self.page_views() == 1
    }
}
