//! Devices that visitors use. What varies between visitors of one device (window, minor version) is thrown for each.

use crate::traffic::dice::Weighted;
use crate::traffic::model::{Device, DeviceCategory, Named, NetworkType};

const fn named(id: &'static str, name: &'static str) -> Named {
    Named { id, name }
}

const BLINK: Named = named("blink", "Blink");
const WEBKIT: Named = named("webkit", "WebKit");
const GECKO: Named = named("gecko", "Gecko");

const WINDOWS: Named = named("windows", "Windows");
const MACOS: Named = named("macos", "macOS");
const LINUX: Named = named("gnu_linux", "GNU/Linux");
const ANDROID: Named = named("android", "Google Android");
const IOS: Named = named("ios_double", "iOS");

const CHROME: Named = named("chrome", "Google Chrome");
const CHROME_MOBILE: Named = named("chromemobile", "Chrome Mobile");
const YANDEX: Named = named("yandex_browser", "Yandex Browser");
const SAFARI: Named = named("safari", "Safari");
const SAFARI_MOBILE: Named = named("safari_mobile", "Mobile Safari");
const FIREFOX: Named = named("firefox", "Firefox");
const EDGE: Named = named("edge", "Edge");
const OPERA: Named = named("opera", "Opera");
const MIUI: Named = named("miui", "MIUI");
const SAMSUNG_INTERNET: Named = named("samsung_internet", "Samsung Internet");

const APPLE: Named = named("apple", "Apple");
const SAMSUNG: Named = named("samsung", "Samsung");
const XIAOMI: Named = named("xiaomi", "Xiaomi");
const HUAWEI: Named = named("huawei", "Huawei");

const fn device(
    category: DeviceCategory,
    system_root: Named,
    system: Named,
    browser: Named,
    version: u16,
    screen: (u16, u16),
) -> Device {
    let engine = match browser.id.as_bytes() {
        b"safari" | b"safari_mobile" => WEBKIT,
        b"firefox" => GECKO,
        _ => BLINK,
    };
    let engine_version = match engine.id.as_bytes() {
        b"webkit" => [605, 1, 15, 0],
        b"gecko" => [version, 0, 0, 0],
        _ => [version, 0, 6478, 127],
    };
    Device {
        category,
        phone: None,
        phone_model: None,
        system_root,
        system,
        browser,
        browser_version: (version, 0),
        engine,
        engine_version,
        screen,
        physical_screen: screen,
        window: screen,
        colors: 24,
        cookies: true,
        third_party_cookies: false,
        javascript: true,
        ad_blocker: false,
        network: NetworkType::Unknown,
    }
}

const fn desktop(system_root: Named, system: Named, browser: Named, version: u16, screen: (u16, u16)) -> Device {
    device(DeviceCategory::Desktop, system_root, system, browser, version, screen)
}

/// A phone or a tablet, whose physical screen has `scale` dots for one point, in tenths.
const fn handheld(
    category: DeviceCategory,
    phone: Named,
    model: Option<&'static str>,
    system: (Named, Named),
    browser: (Named, u16),
    screen: (u16, u16),
    scale: u16,
) -> Device {
    Device {
        phone: Some(phone),
        phone_model: model,
        physical_screen: ((screen.0 as u32 * scale as u32 / 10) as u16, (screen.1 as u32 * scale as u32 / 10) as u16),
        ..device(category, system.0, system.1, browser.0, browser.1, screen)
    }
}

const WINDOWS_10: Named = named("windows_10", "Windows 10");
const WINDOWS_7: Named = named("windows_7", "Windows 7");
const MACOS_14: Named = named("macos_sonoma", "macOS Sonoma");
const UBUNTU: Named = named("ubuntu", "Ubuntu");
const ANDROID_13: Named = named("android_13", "Android 13");
const ANDROID_14: Named = named("android_14", "Android 14");
const IOS_17: Named = named("ios17", "iOS 17");
const IOS_16: Named = named("ios16", "iOS 16");
const TIZEN: Named = named("tizen", "Tizen");

use DeviceCategory::{Mobile, Tablet, Tv};

/// What visitors use.
pub static DEVICES: Weighted<Device> = Weighted::new(&[
    (150, desktop(WINDOWS, WINDOWS_10, CHROME, 126, (1920, 1080))),
    (60, desktop(WINDOWS, WINDOWS_10, CHROME, 125, (1366, 768))),
    (110, desktop(WINDOWS, WINDOWS_10, YANDEX, 24, (1920, 1080))),
    (25, desktop(WINDOWS, WINDOWS_10, YANDEX, 24, (1536, 864))),
    (30, desktop(WINDOWS, WINDOWS_10, EDGE, 126, (2560, 1440))),
    (22, desktop(WINDOWS, WINDOWS_10, FIREFOX, 127, (1680, 1050))),
    (18, desktop(WINDOWS, WINDOWS_10, OPERA, 111, (1440, 900))),
    (9, desktop(WINDOWS, WINDOWS_7, CHROME, 109, (1280, 1024))),
    (22, desktop(MACOS, MACOS_14, SAFARI, 17, (1440, 900))),
    (18, desktop(MACOS, MACOS_14, CHROME, 126, (1728, 1117))),
    (12, desktop(LINUX, UBUNTU, FIREFOX, 115, (3440, 1440))),
    (8, desktop(LINUX, LINUX, CHROME, 126, (1920, 1080))),
    (95, handheld(Mobile, APPLE, Some("iPhone 13"), (IOS, IOS_17), (SAFARI_MOBILE, 17), (390, 844), 30)),
    (40, handheld(Mobile, APPLE, Some("iPhone 11"), (IOS, IOS_16), (SAFARI_MOBILE, 16), (414, 896), 20)),
    (20, handheld(Mobile, APPLE, Some("iPhone 13"), (IOS, IOS_17), (YANDEX, 24), (390, 844), 30)),
    (90, handheld(Mobile, SAMSUNG, Some("Galaxy A52"), (ANDROID, ANDROID_13), (CHROME_MOBILE, 126), (412, 915), 26)),
    (25, handheld(Mobile, SAMSUNG, Some("Galaxy S23"), (ANDROID, ANDROID_14), (SAMSUNG_INTERNET, 25), (360, 780), 30)),
    (80, handheld(Mobile, XIAOMI, Some("Redmi Note 12"), (ANDROID, ANDROID_13), (CHROME_MOBILE, 126), (393, 873), 27)),
    (40, handheld(Mobile, XIAOMI, Some("Redmi Note 12"), (ANDROID, ANDROID_13), (MIUI, 14), (393, 873), 27)),
    (45, handheld(Mobile, XIAOMI, None, (ANDROID, ANDROID_14), (YANDEX, 24), (393, 851), 27)),
    (30, handheld(Mobile, HUAWEI, Some("P30 lite"), (ANDROID, ANDROID), (CHROME_MOBILE, 114), (360, 780), 30)),
    (22, handheld(Tablet, APPLE, Some("iPad"), (IOS, IOS_17), (SAFARI_MOBILE, 17), (820, 1180), 20)),
    (
        12,
        handheld(Tablet, SAMSUNG, Some("Galaxy Tab A8"), (ANDROID, ANDROID_13), (CHROME_MOBILE, 125), (800, 1280), 15),
    ),
    (4, device(Tv, TIZEN, TIZEN, SAMSUNG_INTERNET, 3, (1280, 720))),
]);
