//! What is done with products.

use std::fmt::Display;

/// Something that was done with products.
///
/// ```
/// use metrika::measurement::{Ecommerce, Event, Product};
///
/// let visitor = 1_729_845_213_504_968_721; // ClientID
/// let kettle = Product::new("sku-1", "Kettle").brand("Boil").category("Kitchen/Kettles").price("1990.50").quantity(1);
/// let looked = Event::new(visitor, Ecommerce::detail(kettle.clone()));
/// let bought = Ecommerce::purchase("order-17", "2290.50")
///     .product(kettle)
///     .product(Product::new("sku-2", "Cup").price(50).quantity(6))
///     .coupon("SPRING")
///     .currency("RUB");
/// let bought = Event::new(visitor, bought);
/// # let _ = (looked, bought);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ecommerce {
    pub(super) action: Action,
    pub(super) products: Vec<Product>,
    pub(super) coupon: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) page: Option<String>,
    pub(super) goal: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Detail,
    Add,
    Remove,
    Purchase { id: String, revenue: String },
}

impl Ecommerce {
    fn new(action: Action, products: Vec<Product>) -> Self {
        Self { action, products, coupon: None, currency: None, page: None, goal: None }
    }

    /// The visitor looked at a product.
    pub fn detail(product: Product) -> Self {
        Self::new(Action::Detail, vec![product])
    }

    /// The visitor put a product into the cart.
    pub fn add(product: Product) -> Self {
        Self::new(Action::Add, vec![product])
    }

    /// The visitor took a product out of the cart.
    pub fn remove(product: Product) -> Self {
        Self::new(Action::Remove, vec![product])
    }

    /// The visitor bought something: the number of the order, and what it brings, as digits with a dot. The products are still to be named.
    pub fn purchase(id: impl Into<String>, revenue: impl Display) -> Self {
        Self::new(Action::Purchase { id: id.into(), revenue: revenue.to_string() }, Vec::new())
    }

    /// One more product.
    #[must_use]
    pub fn product(mut self, product: Product) -> Self {
        self.products.push(product);
        self
    }

    /// More products.
    #[must_use]
    pub fn products(mut self, products: impl IntoIterator<Item = Product>) -> Self {
        self.products.extend(products);
        self
    }

    /// The coupon that was used for a purchase as a whole.
    #[must_use]
    pub fn coupon(mut self, coupon: impl Into<String>) -> Self {
        self.coupon = Some(coupon.into());
        self
    }

    /// The currency of all amounts, in the three letters of ISO 4217: `RUB`.
    #[must_use]
    pub fn currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// The address of the page where it happened. Needed if the counter takes data from certain addresses only.
    #[must_use]
    pub fn page(mut self, address: impl Into<String>) -> Self {
        self.page = Some(address.into());
        self
    }

    /// The identifier of a goal that was reached by the same event.
    #[must_use]
    pub fn goal(mut self, identifier: impl Into<String>) -> Self {
        self.goal = Some(identifier.into());
        self
    }
}

/// A product, as you call it in your shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) brand: Option<String>,
    pub(super) category: Option<String>,
    pub(super) variant: Option<String>,
    pub(super) coupon: Option<String>,
    pub(super) price: Option<String>,
    pub(super) quantity: Option<u64>,
    pub(super) position: Option<u64>,
}

impl Product {
    /// Its code, such as a stock number, and its name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            brand: None,
            category: None,
            variant: None,
            coupon: None,
            price: None,
            quantity: None,
            position: None,
        }
    }

    /// Who makes it.
    #[must_use]
    pub fn brand(mut self, brand: impl Into<String>) -> Self {
        self.brand = Some(brand.into());
        self
    }

    /// Its category, with those above it: `Kitchen/Kettles`.
    #[must_use]
    pub fn category(mut self, category: impl Into<String>) -> Self {
        self.category = Some(category.into());
        self
    }

    /// Which of its variants it is: `blue`.
    #[must_use]
    pub fn variant(mut self, variant: impl Into<String>) -> Self {
        self.variant = Some(variant.into());
        self
    }

    /// The coupon that was used for it.
    #[must_use]
    pub fn coupon(mut self, coupon: impl Into<String>) -> Self {
        self.coupon = Some(coupon.into());
        self
    }

    /// The price of one: digits, and a dot and digits if needed.
    #[must_use]
    pub fn price(mut self, price: impl Display) -> Self {
        self.price = Some(price.to_string());
        self
    }

    /// How many of it.
    #[must_use]
    pub fn quantity(mut self, quantity: u64) -> Self {
        self.quantity = Some(quantity);
        self
    }

    /// Its place in a list.
    #[must_use]
    pub fn position(mut self, position: u64) -> Self {
        self.position = Some(position);
        self
    }
}
