//! Dimensions of the visitor, the place and the device.
use super::value::Value;
use crate::reports::scope::View;
use crate::traffic::model::{Age, DeviceCategory, Gender, Named};

/// What of the visitor, the place or the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum VisitorPart {
    Gender,
    Age,
    ClientId,
    IpAddress,
    Language,
    TimeZone,
    Continent,
    Country,
    District,
    Area,
    City,
    Category,
    Phone,
    PhoneModel,
    System,
    SystemRoot,
    Browser,
    BrowserMajor,
    BrowserVersion,
    Engine,
    /// One number of the version of the engine.
    EngineVersion(u8),
    Screen,
    ScreenWidth,
    ScreenHeight,
    ScreenColors,
    ScreenOrientation,
    Physical,
    PhysicalWidth,
    PhysicalHeight,
    Window,
    WindowWidth,
    WindowHeight,
    Cookies,
    ThirdPartyCookies,
    JavaScript,
    AdBlocker,
}

/// Names that visits and page views share, without prefix.
pub(super) const SHARED: [(&str, VisitorPart); 37] = [
    ("gender", VisitorPart::Gender),
    ("ageInterval", VisitorPart::Age),
    ("ipAddress", VisitorPart::IpAddress),
    ("browserLanguage", VisitorPart::Language),
    ("clientTimeZone", VisitorPart::TimeZone),
    ("regionContinent", VisitorPart::Continent),
    ("regionCountry", VisitorPart::Country),
    ("regionDistrict", VisitorPart::District),
    ("regionArea", VisitorPart::Area),
    ("regionCity", VisitorPart::City),
    ("deviceCategory", VisitorPart::Category),
    ("mobilePhone", VisitorPart::Phone),
    ("mobilePhoneModel", VisitorPart::PhoneModel),
    ("operatingSystem", VisitorPart::System),
    ("operatingSystemRoot", VisitorPart::SystemRoot),
    ("browser", VisitorPart::Browser),
    ("browserAndVersionMajor", VisitorPart::BrowserMajor),
    ("browserAndVersion", VisitorPart::BrowserVersion),
    ("browserEngine", VisitorPart::Engine),
    ("browserEngineVersion1", VisitorPart::EngineVersion(0)),
    ("browserEngineVersion2", VisitorPart::EngineVersion(1)),
    ("browserEngineVersion3", VisitorPart::EngineVersion(2)),
    ("browserEngineVersion4", VisitorPart::EngineVersion(3)),
    ("screenResolution", VisitorPart::Screen),
    ("screenWidth", VisitorPart::ScreenWidth),
    ("screenHeight", VisitorPart::ScreenHeight),
    ("screenColors", VisitorPart::ScreenColors),
    ("screenOrientation", VisitorPart::ScreenOrientation),
    ("physicalScreenResolution", VisitorPart::Physical),
    ("physicalScreenWidth", VisitorPart::PhysicalWidth),
    ("physicalScreenHeight", VisitorPart::PhysicalHeight),
    ("windowClientArea", VisitorPart::Window),
    ("windowClientWidth", VisitorPart::WindowWidth),
    ("windowClientHeight", VisitorPart::WindowHeight),
    ("cookieEnabled", VisitorPart::Cookies),
    ("javascriptEnabled", VisitorPart::JavaScript),
    ("hasAdBlocker", VisitorPart::AdBlocker),
];

const fn word(id: &'static str, name: &'static str) -> Value {
    Value::Word(Named { id, name })
}

/// The id is the youngest age of the group, so that `<` and `>` of the reference make sense.
fn age(age: Age) -> Value {
    match age {
        Age::Under18 => word("17", "Under 18"),
        Age::From18To24 => word("18", "18-24"),
        Age::From25To34 => word("25", "25-34"),
        Age::From35To44 => word("35", "35-44"),
        Age::From45To54 => word("45", "45-54"),
        Age::Over54 => word("55", "55 and older"),
    }
}

impl VisitorPart {
    /// Whether its values are words with ids.
    pub(super) fn has_ids(self) -> bool {
        !matches!(
            self,
            Self::ClientId
                | Self::IpAddress
                | Self::Language
                | Self::TimeZone
                | Self::PhoneModel
                | Self::EngineVersion(_)
                | Self::Screen
                | Self::ScreenWidth
                | Self::ScreenHeight
                | Self::ScreenColors
                | Self::Physical
                | Self::PhysicalWidth
                | Self::PhysicalHeight
                | Self::Window
                | Self::WindowWidth
                | Self::WindowHeight
        )
    }

    pub(super) fn of(self, view: &View<'_>) -> Value {
        let (visitor, device, place) = (&view.visit.visitor, &view.visit.device, view.visit.place);
        let size = |(width, height): (u16, u16)| Value::Size(width, height);
        let int = |number: u16| Value::Int(number.into());
        match self {
            Self::Gender => match visitor.gender {
                Some(Gender::Male) => word("male", "Male"),
                Some(Gender::Female) => word("female", "Female"),
                None => Value::None,
            },
            Self::Age => visitor.age.map_or(Value::None, age),
            Self::ClientId => Value::Big(visitor.client_id),
            Self::IpAddress => Value::Network(place.network),
            Self::Language => Value::text(Some(place.language)),
            Self::TimeZone => Value::Int(place.time_zone.into()),
            Self::Continent => Value::region(place.continent),
            Self::Country => Value::Country(place.country.id, place.country.name, place.iso),
            Self::District => Value::region(place.district),
            Self::Area => Value::region(place.area),
            Self::City => Value::region(place.city),
            Self::Category => match device.category {
                DeviceCategory::Desktop => word("desktop", "PC"),
                DeviceCategory::Mobile => word("mobile", "Smartphones"),
                DeviceCategory::Tablet => word("tablet", "Tablets"),
                DeviceCategory::Tv => word("tv", "TV"),
            },
            Self::Phone => Value::word(device.phone),
            Self::PhoneModel => Value::text(device.phone_model),
            Self::System => Value::Word(device.system),
            Self::SystemRoot => Value::Word(device.system_root),
            Self::Browser => Value::Word(device.browser),
            Self::BrowserMajor => Value::Version(device.browser, device.browser_version.0, None),
            Self::BrowserVersion => {
                Value::Version(device.browser, device.browser_version.0, Some(device.browser_version.1))
            }
            Self::Engine => Value::Word(device.engine),
            Self::EngineVersion(index) => {
                device.engine_version.get(usize::from(index)).map_or(Value::None, |&number| int(number))
            }
            Self::Screen => size(device.screen),
            Self::ScreenWidth => int(device.screen.0),
            Self::ScreenHeight => int(device.screen.1),
            Self::ScreenColors => int(device.colors.into()),
            Self::ScreenOrientation if device.screen.0 > device.screen.1 => word("landscape", "Landscape"),
            Self::ScreenOrientation => word("portrait", "Portrait"),
            Self::Physical => size(device.physical_screen),
            Self::PhysicalWidth => int(device.physical_screen.0),
            Self::PhysicalHeight => int(device.physical_screen.1),
            Self::Window => size(device.window),
            Self::WindowWidth => int(device.window.0),
            Self::WindowHeight => int(device.window.1),
            Self::Cookies => Value::Flag(device.cookies),
            Self::ThirdPartyCookies => Value::Flag(device.third_party_cookies),
            Self::JavaScript => Value::Flag(device.javascript),
            Self::AdBlocker => Value::Flag(device.ad_blocker),
        }
    }
}
