//! Dimensions of which a visit has several values: goals, parameters, products, purchases, calls.
use super::value::Value;
use crate::reports::scope::{Family, View, product_of};
use std::sync::Arc;

/// What of a product that was seen or bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum ProductPart {
    Id,
    Name,
    Brand,
    /// One level of the category, from 0.
    Category(u8),
    Variant,
    List,
    Position,
    Coupon,
    Discount,
    Price,
    Sum,
    Currency,
}

/// What of a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum PurchasePart {
    Id,
    Coupon,
    Revenue,
}

/// What of an offline call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum CallPart {
    Tag,
    Missed,
    FirstTime,
    Hold,
    Talk,
}

pub(super) const PRODUCTS: [(&str, ProductPart); 16] = [
    ("productID", ProductPart::Id),
    ("productName", ProductPart::Name),
    ("productBrand", ProductPart::Brand),
    ("productCategoryLevel1", ProductPart::Category(0)),
    ("productCategoryLevel2", ProductPart::Category(1)),
    ("productCategoryLevel3", ProductPart::Category(2)),
    ("productCategoryLevel4", ProductPart::Category(3)),
    ("productCategoryLevel5", ProductPart::Category(4)),
    ("productVariant", ProductPart::Variant),
    ("productList", ProductPart::List),
    ("productPosition", ProductPart::Position),
    ("productCoupon", ProductPart::Coupon),
    ("productDiscount", ProductPart::Discount),
    ("productPrice", ProductPart::Price),
    ("productSum", ProductPart::Sum),
    ("productCurrency", ProductPart::Currency),
];

pub(super) const PURCHASES: [(&str, PurchasePart); 3] = [
    ("purchaseID", PurchasePart::Id),
    ("purchaseCoupon", PurchasePart::Coupon),
    ("purchaseRevenue", PurchasePart::Revenue),
];

pub(super) const CALLS: [(&str, CallPart); 5] = [
    ("offlineCallTag", CallPart::Tag),
    ("offlineCallMissed", CallPart::Missed),
    ("offlineCallFirstTimeCaller", CallPart::FirstTime),
    ("offlineCallHoldDuration", CallPart::Hold),
    ("offlineCallTalkDuration", CallPart::Talk),
];

impl ProductPart {
    pub(super) fn of(self, view: &View<'_>) -> Value {
        let Some(found) = view.bound(Family::Product).and_then(|index| product_of(view.visit, index)) else {
            return Value::None;
        };
        let (item, product) = (found.item, found.item.product);
        match self {
            Self::Id => Value::text(Some(product.id)),
            Self::Name => Value::text(Some(product.name)),
            Self::Brand => Value::text(Some(product.brand)),
            Self::Category(level) => Value::text(product.category.get(usize::from(level)).copied()),
            Self::Variant => Value::text(Some(product.variant)),
            Self::List => Value::text(Some(product.list)),
            Self::Position => Value::Int(item.position.into()),
            Self::Coupon => Value::text(item.coupon),
            Self::Discount => item.discount.map_or(Value::None, |percent| Value::Int(percent.into())),
            Self::Price => Value::Money(product.price_minor),
            Self::Sum => Value::Money(product.price_minor * i64::from(item.quantity)),
            Self::Currency => Value::text(Some(product.currency)),
        }
    }
}

impl PurchasePart {
    pub(super) fn of(self, view: &View<'_>) -> Value {
        let Some(purchase) = view.bound(Family::Purchase).and_then(|index| view.visit.purchases.get(index)) else {
            return Value::None;
        };
        match self {
            Self::Id => Value::Owned(Arc::from(purchase.id.as_str())),
            Self::Coupon => Value::text(purchase.coupon),
            Self::Revenue => Value::Money(purchase.revenue_minor),
        }
    }
}

impl CallPart {
    pub(super) fn of(self, view: &View<'_>) -> Value {
        let Some(call) = view.bound(Family::Call).and_then(|index| view.visit.calls.get(index)) else {
            return Value::None;
        };
        match self {
            Self::Tag => Value::text(Some(call.tag)),
            Self::Missed => Value::Flag(call.missed),
            Self::FirstTime => Value::Flag(call.first_time),
            Self::Hold => Value::Int(call.hold_seconds.into()),
            Self::Talk => Value::Int(call.talk_seconds.into()),
        }
    }
}
