//! What is in an order: goals and products.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess};
use serde::{Deserialize, Serialize, Serializer};

use super::read::Item;
use crate::import::values::Amount;

/// A goal that an order reaches, with its price if it has one of its own. Written as `goal` or `goal:price`.
///
/// ```
/// use metrika::import::OrderGoal;
///
/// assert_eq!(OrderGoal::new("filial_1").to_string(), "filial_1");
/// assert_eq!(OrderGoal::new("paid_in_cash").price(200).to_string(), "paid_in_cash:200");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/data-import/simple-orders-prep>.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderGoal {
    /// The event id of a goal «JavaScript event» of the counter. A comma or a colon in it would end it in the file.
    pub goal: String,
    /// Its price, in the currency of the order. Without one it is the revenue of the order less its cost.
    pub price: Option<Amount>,
}

impl OrderGoal {
    /// A goal, by its event id.
    pub fn new(goal: impl Into<String>) -> Self {
        Self { goal: goal.into(), price: None }
    }

    setters! {
        /// Sets the price, in the currency of the order.
        price: Amount;
    }
}

impl fmt::Display for OrderGoal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.goal)?;
        self.price.as_ref().map_or(Ok(()), |price| write!(f, ":{price}"))
    }
}

impl From<&str> for OrderGoal {
    fn from(goal: &str) -> Self {
        Self::new(goal)
    }
}

impl<P: Into<Amount>> From<(&str, P)> for OrderGoal {
    fn from((goal, price): (&str, P)) -> Self {
        Self::new(goal).price(price)
    }
}

impl Serialize for OrderGoal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Item for OrderGoal {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            Some((goal, price)) => Self::new(goal.trim()).price(price.trim()),
            None => Self::new(text),
        })
    }

    /// As orders in JSON have it.
    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Price {
            Whole(u64),
            Broken(f64),
            Text(String),
        }

        #[derive(Deserialize)]
        struct Goal {
            goal_action_id: String,
            price: Option<Price>,
        }

        let Goal { goal_action_id, price } = Goal::deserialize(MapAccessDeserializer::new(object))?;
        let price = price.map(|price| match price {
            Price::Whole(price) => price.into(),
            Price::Broken(price) => price.into(),
            Price::Text(price) => price.into(),
        });
        Ok(Self { goal: goal_action_id, price })
    }
}

/// A product of an order and how many of it. Written as `Laptop TGDD12:1`.
///
/// ```
/// use metrika::import::OrderProduct;
///
/// assert_eq!(OrderProduct::new("Laptop TGDD12", 2).to_string(), "Laptop TGDD12:2");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/uploadOrders>.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderProduct {
    /// The name, as in the list of products that was uploaded before. A comma in it would end it in the file.
    pub name: String,
    /// How many.
    pub quantity: u64,
}

impl OrderProduct {
    /// So many of this product.
    pub fn new(name: impl Into<String>, quantity: u64) -> Self {
        Self { name: name.into(), quantity }
    }
}

impl fmt::Display for OrderProduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.quantity)
    }
}

impl From<(&str, u64)> for OrderProduct {
    fn from((name, quantity): (&str, u64)) -> Self {
        Self::new(name, quantity)
    }
}

impl Serialize for OrderProduct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Item for OrderProduct {
    fn from_text(text: &str) -> Result<Self, String> {
        let read = || {
            let (name, quantity) = text.rsplit_once(':')?;
            Some(Self::new(name.trim(), quantity.trim().parse().ok()?))
        };
        read().ok_or_else(|| format!("{text:?} is no product with its quantity, such as Laptop TGDD12:1"))
    }
}

macro_rules! by_text {
    ($($name:ident)*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::from_text(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

by_text! { OrderGoal OrderProduct }
