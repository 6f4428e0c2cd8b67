//! What the shop sells.

use crate::traffic::model::Product;

const fn product(
    id: &'static str,
    name: &'static str,
    brand: &'static str,
    category: &'static [&'static str],
    variant: &'static str,
    price_minor: i64,
) -> Product {
    Product { id, name, brand, category, variant, list: "catalogue", price_minor, currency: "RUB" }
}

const fn in_dollars(product: Product) -> Product {
    Product { currency: "USD", ..product }
}

const KETTLES: &[&str] = &["Дом", "Кухня", "Техника", "Чайники", "Электрические"];
const KNIVES: &[&str] = &["Дом", "Кухня", "Ножи"];
const LAMPS: &[&str] = &["Дом", "Свет"];
const TEA: &[&str] = &["Еда", "Напитки", "Чай", "Улун"];
const BOOKS: &[&str] = &["Книги"];
const TOYS: &[&str] = &["Детям", "Игрушки", "Мягкие"];
const KEYS: &[&str] = &["Electronics", "Computers", "Keyboards", "Mechanical", "Cyrillic"];
const GIFTS: &[&str] = &[];

/// In the order of the catalogue: five of every section in turn, see [`super::pages::SECTIONS`].
pub static PRODUCTS: [Product; 25] = [
    product("K-101", "Чайник «Волна»", "Волна", KETTLES, "белый", 349_000),
    product("K-102", "Чайник «Волна» 1,7 л", "Волна", KETTLES, "чёрный", 419_900),
    product("K-205", "Kettle O'Neill", "O'Neill", KETTLES, "steel", 899_000),
    product("K-300", "Чайник со свистком", "", &["Дом", "Кухня", "Посуда"], "", 159_050),
    product("K-301", "Термопот 5\"", "Искра", KETTLES, "5 л", 649_990),
    product("N-001", "Нож поварской", "Сталь", KNIVES, "20 см", 259_000),
    product("N-002", "Нож для хлеба", "Сталь", KNIVES, "", 119_000),
    product("N-007", "三徳包丁 Santoku", "堺", KNIVES, "18 cm", 1_290_000),
    product("N-010", "Точилка", "Сталь", KNIVES, "", 49_900),
    product("N-011", "Доска разделочная", "", KNIVES, "бук\\дуб", 79_990),
    product("L-1", "Лампа настольная", "Искра", LAMPS, "зелёная", 229_000),
    product("L-2", "Гирлянда ✨", "Искра", LAMPS, "10 м", 89_900),
    product("L-3", "Фонарик", "", LAMPS, "", 39_000),
    product("T-88", "凍頂烏龍茶", "鹿谷", TEA, "100 г", 145_000),
    product("T-89", "Те Гуань Инь", "鹿谷", TEA, "50 г", 82_500),
    product("B-978-5", "Сказки, том 1", "Азбука", BOOKS, "", 61_200),
    product("B-978-6", "Книга 'о вкусной\tпище'", "Азбука", BOOKS, "", 88_000),
    product("P-31", "Медведь 🐻", "Тайга", TOYS, "бурый", 139_900),
    product("P-32", "Заяц", "Тайга", TOYS, "серый", 99_900),
    product("P-33", "Лиса", "Тайга", TOYS, "рыжая", 109_900),
    in_dollars(product("KB-60", "Keyboard 60 %", "Qwerty", KEYS, "brown", 12_900)),
    in_dollars(product("KB-75", "Keyboard 75 %", "Qwerty", KEYS, "blue", 15_950)),
    in_dollars(product("KB-CAP", "Keycaps «ЙЦУКЕН»", "Qwerty", KEYS, "", 4_500)),
    product("G-500", "Сертификат 500", "", GIFTS, "", 50_000),
    product("G-5000", "Сертификат 5000", "", GIFTS, "", 500_000),
];

/// Coupons, of which most purchases have none.
pub static COUPONS: [&str; 4] = ["SALE10", "ЛЕТО", "o'clock", "VIP 20%"];

/// Shops that orders go to.
pub static AFFILIATIONS: [&str; 3] = ["Интернет-магазин", "Склад на Ленина", "Pick-up point №7"];
