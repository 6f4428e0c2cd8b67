//! Places that visitors are in, with the region ids of the service.
//!
//! Where the id of a district or area is not known for sure, it is 0 and the name is empty.

use crate::traffic::dice::Weighted;
use crate::traffic::model::{Place, Region};

const fn region(id: u32, name: &'static str) -> Region {
    Region { id, name }
}

const UNKNOWN: Region = region(0, "");
const EURASIA: Region = region(10001, "Eurasia");
const NORTH_AMERICA: Region = region(10002, "North America");
const RUSSIA: Region = region(225, "Russia");

/// A place in Russia.
const fn russian(district: Region, area: Region, city: Region, time_zone: i16, network: &'static str) -> (u32, Place) {
    (
        match city.id {
            213 => 310,
            2 => 130,
            _ => 40,
        },
        Place {
            continent: EURASIA,
            country: RUSSIA,
            iso: "RU",
            district,
            area,
            city,
            time_zone,
            network,
            language: "ru",
        },
    )
}

/// A place elsewhere.
const fn foreign(
    weight: u32,
    country: Region,
    iso: &'static str,
    city: Region,
    time_zone: i16,
    network: &'static str,
    language: &'static str,
) -> (u32, Place) {
    let continent = match country.id {
        84 => NORTH_AMERICA,
        _ => EURASIA,
    };
    (weight, Place { continent, country, iso, district: UNKNOWN, area: UNKNOWN, city, time_zone, network, language })
}

const CENTRAL: Region = region(3, "Central Federal District");
const NORTH_WEST: Region = region(17, "Northwestern Federal District");
const SOUTHERN: Region = region(26, "Southern Federal District");
const VOLGA: Region = region(40, "Volga Federal District");
const URALS: Region = region(52, "Ural Federal District");
const SIBERIA: Region = region(59, "Siberian Federal District");
const FAR_EAST: Region = region(73, "Far Eastern Federal District");
const UNITED_STATES: Region = region(84, "United States");
const GERMANY: Region = region(96, "Germany");
const KAZAKHSTAN: Region = region(159, "Kazakhstan");

/// Where visitors are.
pub static PLACES: Weighted<Place> = Weighted::new(&[
    russian(CENTRAL, region(1, "Moscow and Moscow Region"), region(213, "Moscow"), 180, "178.176.72"),
    russian(
        NORTH_WEST,
        region(10174, "Saint Petersburg and Leningrad Region"),
        region(2, "Saint Petersburg"),
        180,
        "95.161.12",
    ),
    russian(URALS, region(11162, "Sverdlovsk Region"), region(54, "Yekaterinburg"), 300, "5.140.38"),
    russian(SIBERIA, region(11316, "Novosibirsk Region"), region(65, "Novosibirsk"), 420, "37.193.201"),
    russian(VOLGA, region(11119, "Republic of Tatarstan"), region(43, "Kazan"), 180, "178.205.4"),
    russian(VOLGA, region(11079, "Nizhny Novgorod Region"), region(47, "Nizhny Novgorod"), 180, "95.79.110"),
    russian(VOLGA, region(11131, "Samara Region"), region(51, "Samara"), 240, "85.113.55"),
    russian(SOUTHERN, region(11029, "Rostov Region"), region(39, "Rostov-on-Don"), 180, "46.41.99"),
    russian(SOUTHERN, region(10995, "Krasnodar Territory"), region(35, "Krasnodar"), 180, "93.182.8"),
    russian(FAR_EAST, region(11409, "Primorye Territory"), region(75, "Vladivostok"), 600, "77.34.250"),
    foreign(38, region(149, "Belarus"), "BY", region(157, "Minsk"), 180, "178.120.66", "be"),
    foreign(30, KAZAKHSTAN, "KZ", region(162, "Almaty"), 300, "2.133.7", "kk"),
    foreign(14, KAZAKHSTAN, "KZ", region(163, "Astana"), 300, "95.57.221", "ru"),
    foreign(12, region(187, "Ukraine"), "UA", region(143, "Kyiv"), 120, "93.75.14", "uk"),
    foreign(12, region(171, "Uzbekistan"), "UZ", region(10335, "Tashkent"), 300, "84.54.70", "uz"),
    foreign(14, GERMANY, "DE", region(177, "Berlin"), 60, "91.64.33", "de"),
    foreign(6, GERMANY, "DE", region(99, "Munich"), 60, "93.104.18", "de"),
    foreign(10, UNITED_STATES, "US", region(202, "New York"), -300, "72.229.28", "en"),
    foreign(16, region(983, "Turkey"), "TR", region(11508, "Istanbul"), 180, "88.230.101", "tr"),
    // Found by the country alone.
    foreign(5, UNITED_STATES, "US", UNKNOWN, -480, "66.249.79", "en"),
]);
