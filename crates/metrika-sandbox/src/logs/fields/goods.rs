//! Fields of e-commerce: purchases, what was done with products, what was bought, what was shown.
//!
//! Times are in the zone of the counter: nothing says otherwise of them.

use jiff::civil::DateTime;

use super::{Cell, Field, Row, nothing, visit};
use crate::traffic::model::{Item, ProductEvent, ProductEventKind};

/// Prices are in millionths, the model has hundredths.
const MILLIONTHS: i64 = 10_000;

pub(super) static PURCHASES: [Field; 9] = [
    visit("ym:s:purchaseID", "Array(String)", |row, cell| {
        cell.texts(row.visit.purchases.iter().map(|purchase| Some(&purchase.id)));
    }),
    visit("ym:s:purchaseDateTime", "Array(DateTime)", |row, cell| {
        cell.times(row.visit.purchases.iter().map(|purchase| row.local(purchase.at)));
    }),
    visit("ym:s:purchaseAffiliation", "Array(String)", |row, cell| {
        cell.texts(row.visit.purchases.iter().map(|purchase| Some(purchase.affiliation)));
    }),
    visit("ym:s:purchaseRevenue", "Array(Float64)", |row, cell| {
        cell.array(&row.visit.purchases, |cell, purchase| cell.hundredths(purchase.revenue_minor));
    }),
    visit("ym:s:purchaseTax", "Array(Float64)", |row, cell| {
        cell.array(&row.visit.purchases, |cell, purchase| cell.int(purchase.tax_minor * MILLIONTHS));
    }),
    // No factor is known for this one.
    visit("ym:s:purchaseShipping", "Array(Float64)", |row, cell| {
        cell.array(&row.visit.purchases, |cell, purchase| cell.hundredths(purchase.shipping_minor));
    }),
    visit("ym:s:purchaseCoupon", "Array(String)", |row, cell| {
        cell.texts(row.visit.purchases.iter().map(|purchase| purchase.coupon));
    }),
    visit("ym:s:purchaseCurrency", "Array(String)", |row, cell| {
        cell.texts(row.visit.purchases.iter().map(|purchase| Some(purchase.currency)));
    }),
    visit("ym:s:purchaseProductQuantity", "Array(Int64)", |row, cell| {
        cell.array(&row.visit.purchases, |cell, purchase| {
            cell.uint(purchase.products.iter().map(|item| u64::from(item.quantity)).sum::<u64>());
        });
    }),
];

pub(super) static EVENTS: [Field; 19] = [
    visit("ym:s:eventsProductID", "Array(String)", |row, cell| cell.texts(acts(row).map(|item| Some(item.product.id)))),
    visit("ym:s:eventsProductList", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| Some(item.product.list)))
    }),
    visit("ym:s:eventsProductBrand", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| known(item.product.brand)))
    }),
    visit("ym:s:eventsProductCategory", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| Some(item.product.category.join("/"))))
    }),
    visit("ym:s:eventsProductCategory1", "Array(String)", |row, cell| level(cell, acts(row), 0)),
    visit("ym:s:eventsProductCategory2", "Array(String)", |row, cell| level(cell, acts(row), 1)),
    visit("ym:s:eventsProductCategory3", "Array(String)", |row, cell| level(cell, acts(row), 2)),
    visit("ym:s:eventsProductCategory4", "Array(String)", |row, cell| level(cell, acts(row), 3)),
    visit("ym:s:eventsProductCategory5", "Array(String)", |row, cell| level(cell, acts(row), 4)),
    visit("ym:s:eventsProductVariant", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| known(item.product.variant)))
    }),
    visit("ym:s:eventsProductPosition", "Array(Int32)", |row, cell| {
        cell.array(acts(row), |cell, item| cell.uint(item.position))
    }),
    visit("ym:s:eventsProductPrice", "Array(Int64)", |row, cell| {
        cell.array(acts(row), |cell, item| cell.int(item.product.price_minor * MILLIONTHS))
    }),
    visit("ym:s:eventsProductCurrency", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| Some(item.product.currency)))
    }),
    visit("ym:s:eventsProductCoupon", "Array(String)", |row, cell| cell.texts(acts(row).map(|item| item.coupon))),
    visit("ym:s:eventsProductQuantity", "Array(UInt64)", |row, cell| {
        cell.array(acts(row), |cell, item| cell.uint(item.quantity))
    }),
    visit("ym:s:eventsProductEventTime", "Array(DateTime)", |row, cell| cell.times(acts_times(row))),
    // Words of the kinds are known (`detail`, `add`...), the numbers that stand for them are not.
    nothing("ym:s:eventsProductType", "Array(UInt8)"),
    visit("ym:s:eventsProductDiscount", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| item.discount.map(|percent| percent.to_string())))
    }),
    visit("ym:s:eventsProductName", "Array(String)", |row, cell| {
        cell.texts(acts(row).map(|item| Some(item.product.name)))
    }),
];

pub(super) static BOUGHT: [Field; 19] = [
    visit("ym:s:productsPurchaseID", "Array(String)", |row, cell| {
        let ids = row.visit.purchases.iter().flat_map(|purchase| purchase.products.iter().map(|_| Some(&purchase.id)));
        cell.texts(ids);
    }),
    visit("ym:s:productsID", "Array(String)", |row, cell| cell.texts(bought(row).map(|item| Some(item.product.id)))),
    visit("ym:s:productsName", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| Some(item.product.name)))
    }),
    visit("ym:s:productsBrand", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| known(item.product.brand)))
    }),
    visit("ym:s:productsCategory", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| Some(item.product.category.join("/"))))
    }),
    visit("ym:s:productsCategory1", "Array(String)", |row, cell| level(cell, bought(row), 0)),
    visit("ym:s:productsCategory2", "Array(String)", |row, cell| level(cell, bought(row), 1)),
    visit("ym:s:productsCategory3", "Array(String)", |row, cell| level(cell, bought(row), 2)),
    visit("ym:s:productsCategory4", "Array(String)", |row, cell| level(cell, bought(row), 3)),
    visit("ym:s:productsCategory5", "Array(String)", |row, cell| level(cell, bought(row), 4)),
    visit("ym:s:productsVariant", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| known(item.product.variant)))
    }),
    visit("ym:s:productsPosition", "Array(Int32)", |row, cell| {
        cell.array(bought(row), |cell, item| cell.uint(item.position))
    }),
    visit("ym:s:productsPrice", "Array(Float64)", |row, cell| {
        cell.array(bought(row), |cell, item| cell.int(item.product.price_minor * MILLIONTHS))
    }),
    visit("ym:s:productsCurrency", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| Some(item.product.currency)))
    }),
    visit("ym:s:productsCoupon", "Array(String)", |row, cell| cell.texts(bought(row).map(|item| item.coupon))),
    visit("ym:s:productsQuantity", "Array(Int64)", |row, cell| {
        cell.array(bought(row), |cell, item| cell.uint(item.quantity))
    }),
    visit("ym:s:productsList", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| Some(item.product.list)))
    }),
    visit("ym:s:productsEventTime", "Array(DateTime)", |row, cell| cell.times(bought_times(row))),
    visit("ym:s:productsDiscount", "Array(String)", |row, cell| {
        cell.texts(bought(row).map(|item| item.discount.map(|percent| percent.to_string())))
    }),
];

pub(super) static IMPRESSIONS: [Field; 19] = [
    visit("ym:s:impressionsURL", "Array(String)", |row, cell| {
        cell.array(impressions(row), |cell, event| {
            let mut address = Vec::new();
            row.address(event.page, &mut Cell::new(&mut address));
            cell.quoted(&address);
        })
    }),
    visit("ym:s:impressionsDateTime", "Array(DateTime)", |row, cell| cell.times(shown_times(row))),
    visit("ym:s:impressionsProductID", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| Some(item.product.id)))
    }),
    visit("ym:s:impressionsProductName", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| Some(item.product.name)))
    }),
    visit("ym:s:impressionsProductBrand", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| known(item.product.brand)))
    }),
    visit("ym:s:impressionsProductCategory", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| Some(item.product.category.join("/"))))
    }),
    visit("ym:s:impressionsProductCategory1", "Array(String)", |row, cell| level(cell, shown(row), 0)),
    visit("ym:s:impressionsProductCategory2", "Array(String)", |row, cell| level(cell, shown(row), 1)),
    visit("ym:s:impressionsProductCategory3", "Array(String)", |row, cell| level(cell, shown(row), 2)),
    visit("ym:s:impressionsProductCategory4", "Array(String)", |row, cell| level(cell, shown(row), 3)),
    visit("ym:s:impressionsProductCategory5", "Array(String)", |row, cell| level(cell, shown(row), 4)),
    visit("ym:s:impressionsProductVariant", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| known(item.product.variant)))
    }),
    visit("ym:s:impressionsProductPrice", "Array(Int64)", |row, cell| {
        cell.array(shown(row), |cell, item| cell.int(item.product.price_minor * MILLIONTHS))
    }),
    visit("ym:s:impressionsProductCurrency", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| Some(item.product.currency)))
    }),
    visit("ym:s:impressionsProductCoupon", "Array(String)", |row, cell| cell.texts(shown(row).map(|item| item.coupon))),
    visit("ym:s:impressionsProductList", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| Some(item.product.list)))
    }),
    visit("ym:s:impressionsProductQuantity", "Array(UInt64)", |row, cell| {
        cell.array(shown(row), |cell, item| cell.uint(item.quantity))
    }),
    visit("ym:s:impressionsProductEventTime", "Array(DateTime)", |row, cell| cell.times(shown_times(row))),
    visit("ym:s:impressionsProductDiscount", "Array(String)", |row, cell| {
        cell.texts(shown(row).map(|item| item.discount.map(|percent| percent.to_string())))
    }),
];

fn impressions<'a>(row: &Row<'a>) -> impl Iterator<Item = &'a ProductEvent> {
    row.visit.product_events.iter().filter(|event| event.kind == ProductEventKind::Impression)
}

fn shown<'a>(row: &Row<'a>) -> impl Iterator<Item = &'a Item> {
    impressions(row).map(|event| &event.item)
}

fn shown_times(row: &Row<'_>) -> impl Iterator<Item = DateTime> {
    impressions(row).map(|event| row.local(event.at))
}

/// Everything that was done with products, except that they were shown.
fn events<'a>(row: &Row<'a>) -> impl Iterator<Item = &'a ProductEvent> {
    row.visit.product_events.iter().filter(|event| event.kind != ProductEventKind::Impression)
}

fn acts<'a>(row: &Row<'a>) -> impl Iterator<Item = &'a Item> {
    events(row).map(|event| &event.item)
}

fn acts_times(row: &Row<'_>) -> impl Iterator<Item = DateTime> {
    events(row).map(|event| row.local(event.at))
}

fn bought<'a>(row: &Row<'a>) -> impl Iterator<Item = &'a Item> {
    row.visit.purchases.iter().flat_map(|purchase| &purchase.products)
}

fn bought_times(row: &Row<'_>) -> impl Iterator<Item = DateTime> {
    row.visit.purchases.iter().flat_map(|purchase| purchase.products.iter().map(|_| row.local(purchase.at)))
}

/// One level of the categories, unknown where a category has fewer.
fn level<'a>(cell: &mut Cell<'_>, items: impl Iterator<Item = &'a Item>, level: usize) {
    cell.texts(items.map(|item| item.product.category.get(level)));
}

/// A text that may be missing.
fn known(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
