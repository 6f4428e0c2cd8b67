//! What was taken.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One page view or event that was sent to a counter. Amounts are as they were written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub received_at: Timestamp,
    /// When it happened: `et`, or when it was received.
    pub at: Timestamp,
    /// `cid`
    pub client_id: u64,
    /// `dl`
    pub page: Option<String>,
    /// `sr`
    pub window: Option<String>,
    /// `params`
    pub parameters: Option<Value>,
    pub kind: Kind,
}

/// `t`, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    PageView(PageView),
    Event(Event),
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageView {
    /// `dr`, empty if the visitor came from nowhere.
    pub referrer: String,
    /// `dt`
    pub title: String,
}

/// A goal that was reached, something that was done with products, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// `ea`
    pub goal: Option<String>,
    /// `ev`
    pub price: Option<String>,
    /// `cu`
    pub currency: Option<String>,
    pub ecommerce: Option<Ecommerce>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ecommerce {
    pub action: Action,
    /// `ti`, of a purchase.
    pub transaction: Option<String>,
    /// `tr`, of a purchase.
    pub revenue: Option<String>,
    /// `tcc`, of a purchase.
    pub coupon: Option<String>,
    /// In the order of their numbers.
    pub products: Vec<Product>,
}

/// `pa`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Detail,
    Add,
    Remove,
    Purchase,
}

/// `pr<N>id`, `pr<N>nm`...
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Product {
    pub id: String,
    pub name: String,
    pub brand: Option<String>,
    pub category: Option<String>,
    pub price: Option<String>,
    pub quantity: Option<u64>,
    pub variant: Option<String>,
    pub coupon: Option<String>,
    pub position: Option<u64>,
}
