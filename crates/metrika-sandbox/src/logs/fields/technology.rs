//! Fields of the visitor, the place and the device. Logs of visits and of hits have them under names of their own.

use super::{Cell, Row};
use crate::traffic::model::NetworkType;

macro_rules! writers {
    ($($(#[$doc:meta])* $name:ident($row:ident, $cell:ident) $body:expr;)*) => {
        $($(#[$doc])* pub(super) fn $name($row: &Row<'_>, $cell: &mut Cell<'_>) { $body })*
    };
}

writers! {
    counter(row, cell) cell.int(row.visit.counter);
    client_id(row, cell) cell.uint(row.visit.visitor.client_id);
    user_id_hash(row, cell) cell.uint(row.visit.visitor.user_id_hash);
    ip_address(row, cell) { cell.text(row.visit.place.network); cell.text(".xxx"); };
    /// ISO code of the country.
    country(row, cell) cell.text(row.visit.place.iso);
    country_id(row, cell) id(row.visit.place.country.id, cell);
    city(row, cell) cell.text(row.visit.place.city.name);
    city_id(row, cell) id(row.visit.place.city.id, cell);
    /// The reference has no list of the words.
    network_type(row, cell) cell.text(match row.visit.device.network {
        NetworkType::Unknown => "",
        NetworkType::Wifi => "wifi",
        NetworkType::Cellular => "cellular",
        NetworkType::Ethernet => "ethernet",
    });
    language(row, cell) cell.text(row.visit.place.language);
    /// The browsers of the sandbox's visitors are set to the country that they are in.
    browser_country(row, cell) cell.text(row.visit.place.iso);
    client_time_zone(row, cell) cell.int(row.visit.place.time_zone);
    device_category(row, cell) cell.uint(row.visit.device.category as u8);
    phone(row, cell) cell.text(row.visit.device.phone.map_or("", |phone| phone.id));
    phone_model(row, cell) cell.text(row.visit.device.phone_model.unwrap_or_default());
    system_root(row, cell) cell.text(row.visit.device.system_root.id);
    system(row, cell) cell.text(row.visit.device.system.id);
    browser(row, cell) cell.text(row.visit.device.browser.id);
    browser_major(row, cell) cell.uint(row.visit.device.browser_version.0);
    browser_minor(row, cell) cell.uint(row.visit.device.browser_version.1);
    engine(row, cell) cell.text(row.visit.device.engine.id);
    engine_1(row, cell) cell.uint(row.visit.device.engine_version[0]);
    engine_2(row, cell) cell.uint(row.visit.device.engine_version[1]);
    engine_3(row, cell) cell.uint(row.visit.device.engine_version[2]);
    engine_4(row, cell) cell.uint(row.visit.device.engine_version[3]);
    cookies(row, cell) cell.flag(row.visit.device.cookies);
    javascript(row, cell) cell.flag(row.visit.device.javascript);
    screen_format(row, cell) cell.text(format(row.visit.device.screen));
    colors(row, cell) cell.uint(row.visit.device.colors);
    /// 1 is portrait, 2 is landscape.
    orientation(row, cell) cell.uint(if is_portrait(row) { 1u8 } else { 2 });
    orientation_name(row, cell) cell.text(if is_portrait(row) { "portrait" } else { "landscape" });
    screen_width(row, cell) cell.uint(row.visit.device.screen.0);
    screen_height(row, cell) cell.uint(row.visit.device.screen.1);
    physical_width(row, cell) cell.uint(row.visit.device.physical_screen.0);
    physical_height(row, cell) cell.uint(row.visit.device.physical_screen.1);
    window_width(row, cell) cell.uint(row.visit.device.window.0);
    window_height(row, cell) cell.uint(row.visit.device.window.1);
}

/// An id of a region, empty if it is unknown.
fn id(id: u32, cell: &mut Cell<'_>) {
    if id != 0 {
        cell.uint(id);
    }
}

fn is_portrait(row: &Row<'_>) -> bool {
    let (width, height) = row.visit.device.screen;
    height > width
}

/// The nearest of the proportions that the service tells apart.
fn format((width, height): (u16, u16)) -> &'static str {
    const FORMATS: [(u32, u32, &str); 14] = [
        (9, 21, "9:21"),
        (9, 16, "9:16"),
        (3, 5, "3:5"),
        (10, 16, "10:16"),
        (2, 3, "2:3"),
        (3, 4, "3:4"),
        (4, 5, "4:5"),
        (5, 4, "5:4"),
        (4, 3, "4:3"),
        (3, 2, "3:2"),
        (16, 10, "16:10"),
        (5, 3, "5:3"),
        (16, 9, "16:9"),
        (21, 9, "21:9"),
    ];
    if width == 0 || height == 0 {
        return "undefined";
    }
    let (width, height) = (u32::from(width), u32::from(height));
    // Distance of the two ratios, in thousandths.
    let distance = |(a, b, _): &(u32, u32, &str)| (width * 1000 / height).abs_diff(a * 1000 / b);
    FORMATS.iter().min_by_key(|format| distance(format)).map_or("undefined", |(_, _, name)| name)
}
