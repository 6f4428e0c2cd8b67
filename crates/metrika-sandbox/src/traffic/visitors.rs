//! Visitors: each is a function of the day of its first visit and of its place among those who came first on that day.

use super::dice::{Dice, Purpose, Root, Weighted};
use super::model::{Age, Device, DeviceCategory, Gender, NetworkType, Place, Source, Visitor};
use super::words::{devices::DEVICES, places::PLACES, sources};

/// How far back the first visit of a visitor who returns can be, in days.
pub(super) const MEMORY: usize = 60;

/// What a visitor keeps from visit to visit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who {
    pub visitor: Visitor,
    pub place: &'static Place,
    pub device: Device,
    /// Where the first visit came from.
    pub first: &'static Source,
    pub is_robot: bool,
}

static AGES: Weighted<Age> = Weighted::new(&[
    (4, Age::Under18),
    (14, Age::From18To24),
    (29, Age::From25To34),
    (25, Age::From35To44),
    (16, Age::From45To54),
    (12, Age::Over54),
]);

/// The visitor number `nth` of those who came first on `day`, at the second `first_visit`.
pub(super) fn who(root: Root, day: i64, nth: u64, first_visit: i64) -> Who {
    let mut dice = root.dice(Purpose::Visitor, day, nth);
    let is_robot = dice.chance(20);
    let known = !is_robot && dice.chance(760);
    let gender = if dice.chance(540) { Gender::Female } else { Gender::Male };
    let age = *dice.pick(&AGES);
    let has_account = !is_robot && dice.chance(150);
    let place = dice.pick(&PLACES);
    let device = device(&mut dice, is_robot);
    Who {
        visitor: Visitor {
            client_id: root.number(Purpose::ClientId, day, nth, 0),
            user_id_hash: if has_account { root.number(Purpose::UserId, day, nth, 0) } else { 0 },
            first_visit,
            gender: known.then_some(gender),
            age: known.then_some(age),
        },
        place,
        device,
        first: first_source(&mut dice),
        is_robot,
    }
}

fn first_source(dice: &mut Dice) -> &'static Source {
    match dice.below(1000) {
        0..190 => &sources::TYPED,
        190..196 => &sources::LABELLED,
        196..200 => &sources::KEPT,
        _ => dice.pick(&sources::SIGNIFICANT),
    }
}

/// One of the dictionary, with the differences that devices of one kind have among themselves.
fn device(dice: &mut Dice, is_robot: bool) -> Device {
    let mut device = *dice.pick(&DEVICES);
    device.browser_version.1 = dice.below(6) as u16;
    device.engine_version[3] += dice.below(60) as u16;
    device.cookies = dice.chance(985);
    device.third_party_cookies = device.engine.id == "blink" && dice.chance(800);
    device.javascript = !is_robot || dice.chance(700);
    device.ad_blocker = dice.chance(if device.category == DeviceCategory::Desktop { 310 } else { 80 });
    let (width, height) = device.screen;
    let turned = device.category == DeviceCategory::Tablet && dice.chance(300);
    if turned {
        device.screen = (height, width);
        device.physical_screen = (device.physical_screen.1, device.physical_screen.0);
    }
    let (width, height) = if turned { (height, width) } else { (width, height) };
    device.window = match device.category {
        DeviceCategory::Desktop => (width - dice.below(200) as u16, height - 100 - dice.below(80) as u16),
        DeviceCategory::Mobile | DeviceCategory::Tablet => (width, height - 80 - dice.below(60) as u16),
        DeviceCategory::Tv => (width, height),
    };
    if device.category == DeviceCategory::Desktop && dice.chance(30) {
        device.colors = 32;
    }
    device.network = match (device.category, dice.below(10)) {
        (_, 0) => NetworkType::Unknown,
        (DeviceCategory::Mobile, 1..6) => NetworkType::Cellular,
        (DeviceCategory::Desktop, 1..7) => NetworkType::Ethernet,
        _ => NetworkType::Wifi,
    };
    device
}
