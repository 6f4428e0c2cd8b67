//! Pages of the site, and what can be opened from them. Titles hold everything that a title can.

use crate::traffic::model::Page;

const fn page(path: &'static str, title: &'static str) -> Page {
    Page { path, title }
}

pub static HOME: Page = page("/", "Shop — чайники, ножи, чай 茶 🫖");
pub static CART: Page = page("/cart/", "Корзина");
pub static CHECKOUT: Page = page("/checkout/", "Оформление\tзаказа");
pub static THANKS: Page = page("/checkout/thanks/?ok=1", "Спасибо за заказ! 🎉");
pub static FORM: Page = page("/contacts/form/", "Обратная связь");
pub static CONTACTS: Page = page("/contacts/", "Контакты\nи адреса");

/// Sections of the catalogue, each showing five products of [`super::products::PRODUCTS`].
pub static SECTIONS: [Page; 5] = [
    page("/catalogue/kettles/?sort=price", "Чайники: от 1590 \u{20bd}"),
    page("/catalogue/%D0%BD%D0%BE%D0%B6%D0%B8/", "Ножи \\ Knives"),
    page("/catalogue/свет-и-чай/?page=2&per_page=5", "Свет и чай"),
    page("/catalogue/books+toys/?q=%22%D1%81%D0%BA%D0%B0%D0%B7%D0%BA%D0%B8%22", "Книги и \"игрушки\""),
    page("/catalogue/electronics/?utm_source=inner&sort=-rating#top", "Electronics & gifts"),
];

/// One for every product, in the same order.
pub static PRODUCT_PAGES: [Page; 25] = [
    page("/p/k-101", "Чайник «Волна» — купить"),
    page("/p/k-102", "Чайник «Волна» 1,7 л — купить"),
    page("/p/k-205", "Kettle O'Neill — buy"),
    page("/p/k-300", "Чайник со свистком"),
    page("/p/k-301", "Термопот 5\" — купить"),
    page("/p/n-001", "Нож поварской"),
    page("/p/n-002", "Нож для хлеба"),
    page("/p/n-007?lang=ja", "三徳包丁 Santoku"),
    page("/p/n-010", "Точилка"),
    page("/p/n-011", "Доска разделочная: бук\\дуб"),
    page("/p/l-1", "Лампа настольная"),
    page("/p/l-2", "Гирлянда ✨"),
    page("/p/l-3", "Фонарик"),
    page("/p/t-88/凍頂", "凍頂烏龍茶"),
    page("/p/t-89", "Те Гуань Инь"),
    page("/p/b-978-5", "Сказки, том 1"),
    page("/p/b-978-6", "Книга 'о вкусной\tпище'"),
    page("/p/p-31", "Медведь 🐻"),
    page("/p/p-32", "Заяц"),
    page("/p/p-33", "Лиса"),
    page("/p/kb-60?color=brown", "Keyboard 60 % — \\o/"),
    page("/p/kb-75?color=blue", "Keyboard 75 %"),
    page("/p/kb-cap", "Keycaps «ЙЦУКЕН»"),
    page("/p/g-500", "Сертификат на 500"),
    page("/p/g-5000", "Сертификат на 5000"),
];

/// Pages to read.
pub static ARTICLES: [Page; 12] = [
    page("/blog/", "Блог"),
    page("/blog/how-to-choose-a-kettle/", "Как выбрать чайник"),
    page("/blog/заточка-ножей/", "Заточка ножей:\tугол и камень"),
    page("/blog/tea-101/?from=menu&x=1%2B1", "Tea 101: it's simple"),
    page("/blog/%E8%8C%B6/", "茶の話"),
    page("/blog/fire-🔥/", "Свет\r\nи огонь"),
    page("/blog/gifts/", "\"Подарки\" к празднику"),
    page("/blog/c-drive/", "C:\\new\\table"),
    page("/delivery/", "Доставка и оплата"),
    page("/about/", "О магазине"),
    page("/faq/?q=a;b", "Вопросы & ответы"),
    page("/search/?text=%D1%87%D0%B0%D0%B9%D0%BD%D0%B8%D0%BA", "Поиск: чайник"),
];

/// Pages that are not there.
pub static MISSING: [Page; 3] =
    [page("/old/price-list.html", "404"), page("/p/k-999", ""), page("/wp-login.php", "Страница не найдена")];

/// Files to download, by their paths.
pub static FILES: [&str; 3] = ["/files/catalogue-2026.pdf", "/files/прайс.xlsx", "/files/manual%20(K-101).pdf"];

pub const PHONE: &str = "tel:+74950000000";
pub const TELEGRAM: &str = "https://t.me/shop_example";

/// Links to elsewhere.
pub static LINKS: [&str; 4] = [
    "https://market.example/shop/7",
    "https://maps.example/?ll=37.6,55.7",
    "https://wa.me/74950000000",
    "https://vk.com/shop_example",
];

/// Services of share buttons.
pub static SHARES: [&str; 3] = ["vkontakte", "telegram", "odnoklassniki"];

/// Every page of the site.
pub fn all() -> impl Iterator<Item = &'static Page> {
    [&HOME, &CART, &CHECKOUT, &THANKS, &FORM, &CONTACTS]
        .into_iter()
        .chain(&SECTIONS)
        .chain(&PRODUCT_PAGES)
        .chain(&ARTICLES)
        .chain(&MISSING)
}

/// Parameters of visits, as paths of keys.
pub static PARAMS: [&[&str]; 9] = [
    &["plan", "pro"],
    &["plan", "free"],
    &["cart", "items", "3"],
    &["тест", "вариант", "Б"],
    &["ab", "exp-17", "variant", "color", "red"],
    &["user", "level\t2", "quote ' and \\"],
    &["login"],
    &["deep", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    &["price", "1990.50"],
];
