//! Page views and goals, and what all events have.

use std::fmt::Display;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::Ecommerce;

/// Something that a visitor did.
///
/// ```
/// use metrika::measurement::{Event, GoalReached};
///
/// let visitor = 1_729_845_213_504_968_721; // ClientID
/// let happened = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(30);
/// let event = Event::new(visitor, GoalReached::new("trial_began"))
///     .at(happened)
///     .parameters(serde_json::json!({ "plan": { "name": "pro", "seats": 5 } }));
/// # let _ = event;
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub(super) client_id: u64,
    pub(super) kind: EventKind,
    pub(super) at: Option<Timestamp>,
    pub(super) window: Option<(u32, u32, u32)>,
    /// As JSON, or why it cannot be.
    pub(super) parameters: Option<Result<Value, String>>,
}

/// What kind of thing a visitor did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// Looked at a page.
    PageView(PageView),
    /// Reached a goal.
    GoalReached(GoalReached),
    /// Looked at products, put them into the cart or took them out, or bought them.
    Ecommerce(Ecommerce),
}

impl From<PageView> for EventKind {
    fn from(view: PageView) -> Self {
        Self::PageView(view)
    }
}

impl From<GoalReached> for EventKind {
    fn from(goal: GoalReached) -> Self {
        Self::GoalReached(goal)
    }
}

impl From<Ecommerce> for EventKind {
    fn from(action: Ecommerce) -> Self {
        Self::Ecommerce(action)
    }
}

impl Event {
    /// What the visitor with this ClientID did. It is the number that Metrika gave the browser, all 64 bits of it.
    pub fn new(client_id: u64, kind: impl Into<EventKind>) -> Self {
        Self { client_id, kind: kind.into(), at: None, window: None, parameters: None }
    }

    /// When it happened, to the second: at most 12 hours ago. When it is sent, if nothing is said.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// Parameters of the visit: an object, nested if you like, or a list of objects; as JSON
    /// [at most 8192 characters](https://yandex.com/support/metrica/en/data/visit-params-data). Reports show ten levels.
    #[must_use]
    pub fn parameters(mut self, parameters: impl Serialize) -> Self {
        self.parameters = Some(serde_json::to_value(parameters).map_err(|error| error.to_string()));
        self
    }

    /// The size of the window: width and height in pixels, and the depth of its colours in bits.
    #[must_use]
    pub fn window(mut self, width: u32, height: u32, depth: u32) -> Self {
        self.window = Some((width, height, depth));
        self
    }
}

/// A page was viewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageView {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) referrer: Option<String>,
}

impl PageView {
    /// The page: its address, beginning with `https://` or `http://`, and its title.
    pub fn new(address: impl Into<String>, title: impl Into<String>) -> Self {
        Self { address: address.into(), title: title.into(), referrer: None }
    }

    /// The address of the page that the visitor came from. None, if nothing is said: the service is sent an empty one.
    #[must_use]
    pub fn referrer(mut self, address: impl Into<String>) -> Self {
        self.referrer = Some(address.into());
        self
    }
}

/// A goal was reached: a JavaScript event, which [`NewGoal::action`](crate::management::NewGoal::action) makes a goal of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalReached {
    pub(super) identifier: String,
    pub(super) page: Option<String>,
    pub(super) price: Option<String>,
    pub(super) currency: Option<String>,
}

impl GoalReached {
    /// The identifier of the goal, not its number: `order_sent`.
    pub fn new(identifier: impl Into<String>) -> Self {
        Self { identifier: identifier.into(), page: None, price: None, currency: None }
    }

    /// The address of the page where it happened. Needed if the counter takes data from certain addresses only.
    #[must_use]
    pub fn page(mut self, address: impl Into<String>) -> Self {
        self.page = Some(address.into());
        self
    }

    /// What it is worth: digits, and a dot and digits if needed. A text or a decimal type is exact; a float is written as it prints.
    #[must_use]
    pub fn price(mut self, price: impl Display) -> Self {
        self.price = Some(price.to_string());
        self
    }

    /// The currency of the price, in the three letters of ISO 4217: `RUB`.
    #[must_use]
    pub fn currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }
}
