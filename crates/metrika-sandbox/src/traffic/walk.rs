//! What a visitor does on the site.

use super::dice::{Dice, Purpose, Root, Weighted};
use super::goals::FORM_SENT;
use super::model::{Call, Hit, HitKind, Item, Page, Product, ProductEvent, ProductEventKind, Purchase};
use super::visitors::Who;
use super::words::pages::{self, ARTICLES, MISSING, PRODUCT_PAGES, SECTIONS};
use super::words::products::{AFFILIATIONS, COUPONS, PRODUCTS};

/// Makes the ids of one visit. Hits are numbered from 1, orders from 0xf00.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    pub root: Root,
    pub day: i64,
    pub index: u64,
}

/// A visit with more hits than this could not number its orders apart from them.
const MOST_HITS: usize = 0xeff;

impl Ids {
    pub(super) fn visit(self) -> u64 {
        self.number(0)
    }

    fn number(self, part: u16) -> u64 {
        self.root.number(Purpose::Id, self.day, self.index, part)
    }
}

/// A walk through the site, under way or done.
#[derive(Debug)]
pub(super) struct Walk {
    pub hits: Vec<Hit>,
    pub purchases: Vec<Purchase>,
    pub product_events: Vec<ProductEvent>,
    pub params: Vec<&'static [&'static str]>,
    pub calls: Vec<Call>,
    ids: Ids,
    now: i64,
    end: i64,
    page: &'static Page,
    previous: Option<&'static Page>,
    cart: Vec<Item>,
}

#[derive(Debug, Clone, Copy)]
enum Plot {
    /// One page and away.
    Bounce,
    /// One page, and then something done on it.
    Errand,
    Reading,
    Shopping,
}

static NEWCOMERS: Weighted<Plot> =
    Weighted::new(&[(27, Plot::Bounce), (7, Plot::Errand), (45, Plot::Reading), (21, Plot::Shopping)]);
static REGULARS: Weighted<Plot> =
    Weighted::new(&[(16, Plot::Bounce), (9, Plot::Errand), (37, Plot::Reading), (38, Plot::Shopping)]);

/// Walks from `start`, at the latest until the second `end`.
pub(super) fn walk(dice: &mut Dice, ids: Ids, who: &Who, is_new: bool, start: i64, end: i64) -> Walk {
    let mut walk = Walk {
        hits: Vec::with_capacity(6),
        purchases: Vec::new(),
        product_events: Vec::new(),
        params: Vec::new(),
        calls: Vec::new(),
        ids,
        now: start,
        end,
        page: &pages::HOME,
        previous: None,
        cart: Vec::new(),
    };
    if who.is_robot {
        walk.crawl(dice);
        return walk;
    }
    match *dice.pick(if is_new { &NEWCOMERS } else { &REGULARS }) {
        Plot::Bounce => walk.view(landing(dice)),
        Plot::Errand => {
            walk.view(landing(dice));
            walk.errand(dice);
        }
        Plot::Reading => walk.read(dice),
        Plot::Shopping => walk.shop(dice),
    }
    while dice.chance(160) && walk.params.len() < 4 {
        walk.params.push(*dice.one_of(&pages::PARAMS));
    }
    walk
}

fn landing(dice: &mut Dice) -> &'static Page {
    match dice.below(100) {
        0..28 => &pages::HOME,
        28..52 => dice.one_of(&PRODUCT_PAGES),
        52..72 => dice.one_of(&SECTIONS),
        72..95 => dice.one_of(&ARTICLES),
        _ => &pages::CONTACTS,
    }
}

impl Walk {
    fn pause(&mut self, dice: &mut Dice, low: i64, high: i64) {
        // The product of two throws: short pauses are common, long ones happen.
        let span = (high - low + 1) as u64;
        let pause = low + (dice.below(span) * dice.below(span) / span) as i64;
        self.now = (self.now + pause).min(self.end);
    }

    fn hit(&mut self, kind: HitKind) {
        if self.hits.len() < MOST_HITS {
            let id = self.ids.number(self.hits.len() as u16 + 1);
            let (page, previous) = (self.page, self.previous);
            self.hits.push(Hit { id, at: self.now, kind, page, previous, reached: Vec::new() });
        }
    }

    fn view(&mut self, page: &'static Page) {
        if !self.hits.is_empty() {
            self.previous = Some(self.page);
        }
        self.page = page;
        self.hit(HitKind::PageView);
    }

    /// Something that takes one page: a call, a message, a download, a link, a share, a form.
    fn errand(&mut self, dice: &mut Dice) {
        self.pause(dice, 4, 90);
        match dice.below(100) {
            0..22 => self.call(dice),
            22..40 => self.hit(HitKind::Link(pages::TELEGRAM)),
            40..55 => self.hit(HitKind::Download(dice.word(&pages::FILES))),
            55..70 => self.hit(HitKind::Link(dice.word(&pages::LINKS))),
            70..80 => self.hit(HitKind::Share(dice.word(&pages::SHARES))),
            80..92 => {
                self.view(&pages::FORM);
                self.pause(dice, 15, 120);
                self.hit(HitKind::Event(FORM_SENT));
            }
            _ => {
                self.view(dice.one_of(&MISSING));
                self.hit(HitKind::Error(if dice.chance(850) { 404 } else { 500 }));
            }
        }
    }

    /// A click on the phone number, now and then followed by a call that was linked with the visit.
    fn call(&mut self, dice: &mut Dice) {
        self.hit(HitKind::Link(pages::PHONE));
        if dice.chance(300) {
            let missed = dice.chance(200);
            self.calls.push(Call {
                talk_seconds: if missed { 0 } else { dice.between(10, 900) as u32 },
                hold_seconds: dice.between(1, 60) as u32,
                missed,
                first_time: dice.chance(600),
                tag: dice.word(&["", "заказ", "вопрос о доставке", "VIP"]),
                url: dice.word(&["", "https://calls.example/r/17"]),
            });
        }
    }

    fn read(&mut self, dice: &mut Dice) {
        self.view(landing(dice));
        while self.hits.len() < 30 && dice.chance(690) {
            self.pause(dice, 5, 240);
            match dice.below(100) {
                0..55 => self.view(dice.one_of(&ARTICLES)),
                55..75 => self.section(dice, None),
                75..85 => self.view(&pages::CONTACTS),
                _ => self.view(&pages::HOME),
            }
        }
        if dice.chance(130) {
            self.errand(dice);
        }
        if self.hits.len() == 1 {
            // Else it would be a bounce.
            self.pause(dice, 15, 200);
            self.hit(HitKind::Event("scroll_75"));
        }
    }

    /// A page of the catalogue, with what it shows.
    fn section(&mut self, dice: &mut Dice, which: Option<usize>) {
        let section = which.unwrap_or_else(|| dice.below(SECTIONS.len() as u64) as usize);
        self.view(&SECTIONS[section]);
        let shown = dice.between(3, 5) as usize;
        for (position, product) in PRODUCTS.iter().skip(section * 5).take(shown).enumerate() {
            self.product_event(ProductEventKind::Impression, item(product, position as u32 + 1));
        }
    }

    fn product_event(&mut self, kind: ProductEventKind, item: Item) {
        self.product_events.push(ProductEvent { kind, at: self.now, item, page: self.page });
    }

    fn shop(&mut self, dice: &mut Dice) {
        self.view(landing(dice));
        let mut section = dice.below(SECTIONS.len() as u64) as usize;
        while self.hits.len() < 40 {
            self.pause(dice, 4, 120);
            self.section(dice, Some(section));
            self.pause(dice, 4, 60);
            let place = dice.below(5) as usize;
            let product = &PRODUCTS[section * 5 + place];
            let mut item = item(product, place as u32 + 1);
            self.product_event(ProductEventKind::Click, item);
            self.view(&PRODUCT_PAGES[section * 5 + place]);
            item.discount = dice.chance(180).then(|| *dice.one_of(&[5, 10, 15, 50]));
            self.product_event(ProductEventKind::Detail, item);
            if dice.chance(380) {
                self.pause(dice, 5, 180);
                item.quantity = if dice.chance(850) { 1 } else { dice.between(2, 5) as u32 };
                item.coupon = dice.chance(120).then(|| dice.word(&COUPONS));
                self.hit(HitKind::Event("add_to_cart"));
                self.product_event(ProductEventKind::Add, item);
                self.cart.push(item);
            }
            if !dice.chance(450) {
                break;
            }
            section = dice.below(SECTIONS.len() as u64) as usize;
        }
        if !self.cart.is_empty() && dice.chance(720) {
            self.check_out(dice);
        } else if dice.chance(60) {
            self.errand(dice);
        }
    }

    fn check_out(&mut self, dice: &mut Dice) {
        self.pause(dice, 5, 60);
        self.view(&pages::CART);
        if dice.chance(140)
            && let Some(item) = self.cart.pop()
        {
            self.pause(dice, 2, 30);
            self.hit(HitKind::Event("remove_from_cart"));
            self.product_event(ProductEventKind::Remove, item);
        }
        if self.cart.is_empty() || dice.chance(250) {
            return;
        }
        self.pause(dice, 5, 60);
        self.view(&pages::CHECKOUT);
        if dice.chance(280) {
            return;
        }
        self.pause(dice, 30, 400);
        self.view(&pages::THANKS);
        // An order is in one currency: what has another one is ordered apart.
        let cart = std::mem::take(&mut self.cart);
        for currency in ["RUB", "USD"] {
            let items: Vec<Item> = cart.iter().filter(|item| item.product.currency == currency).copied().collect();
            if !items.is_empty() {
                self.buy(dice, currency, items);
            }
        }
    }

    fn buy(&mut self, dice: &mut Dice, currency: &'static str, products: Vec<Item>) {
        self.hit(HitKind::Event("purchase"));
        let goods: i64 = products.iter().map(Item::total_minor).sum();
        let shipping_minor = if dice.chance(600) { *dice.one_of(&[29_900, 49_900, 1_250]) } else { 0 };
        let revenue_minor = goods + shipping_minor;
        self.purchases.push(Purchase {
            id: self.ids.number(0xf00 + self.purchases.len() as u16).to_string(),
            at: self.now,
            revenue_minor,
            // Included in the price, at 20 %.
            tax_minor: revenue_minor / 6,
            shipping_minor,
            affiliation: dice.word(&AFFILIATIONS),
            coupon: dice.chance(150).then(|| dice.word(&COUPONS)),
            currency,
            products,
        });
    }

    /// What robots do: many pages, quickly.
    fn crawl(&mut self, dice: &mut Dice) {
        self.view(&pages::HOME);
        for _ in 0..dice.below(24) {
            self.now = (self.now + dice.between(0, 2)).min(self.end);
            match dice.below(4) {
                0 => self.view(dice.one_of(&SECTIONS)),
                1 => self.view(dice.one_of(&ARTICLES)),
                2 => self.view(dice.one_of(&PRODUCT_PAGES)),
                _ => {
                    self.view(dice.one_of(&MISSING));
                    self.hit(HitKind::Error(404));
                }
            }
        }
    }
}

fn item(product: &'static Product, position: u32) -> Item {
    Item { product, quantity: 1, position, coupon: None, discount: None }
}

impl Item {
    /// What the items cost together with the discount, in kopecks or cents.
    pub fn total_minor(&self) -> i64 {
        self.product.price_minor * i64::from(self.quantity) * i64::from(100 - self.discount.unwrap_or(0)) / 100
    }
}
