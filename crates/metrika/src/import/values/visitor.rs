//! Who did it: the ids by which visits are found.

/// A visitor, a click or a purchase: by one of them the visit of a conversion is found.
///
/// ```
/// use metrika::import::Visitor;
///
/// let visitor = Visitor::ClientId(133_591_247_640_966_458);
/// assert_ne!(visitor, Visitor::Yclid(133_591_247_640_966_458));
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/offline-conv>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Visitor {
    /// The id that Metrika gave the visitor; 64 bits without a sign, more than a float can hold.
    ClientId(u64),
    /// The id that the site gave the visitor, and passed to Metrika by `setUserID`.
    UserId(String),
    /// A click on an ad of Yandex Direct.
    Yclid(u64),
    /// A purchase of e-commerce, by the id that the site gave it.
    PurchaseId(String),
}

/// Who called: a [`Visitor`] or a click. A purchase cannot call.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/calls>.
///
/// ```
/// use metrika::import::{Caller, Visitor};
///
/// assert_eq!(Visitor::from(Caller::UserId("u-17".into())), Visitor::UserId("u-17".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Caller {
    /// The id that Metrika gave the visitor.
    ClientId(u64),
    /// The id that the site gave the visitor.
    UserId(String),
    /// A click on an ad of Yandex Direct.
    Yclid(u64),
}

/// Whose a parameter is: only a [`Visitor`] can have one, no click and no purchase.
///
/// Reference: <https://yandex.com/support/metrica/en/data/user-params-data>.
///
/// ```
/// use metrika::import::{SiteVisitor, Visitor};
///
/// assert_eq!(Visitor::from(SiteVisitor::ClientId(12345)), Visitor::ClientId(12345));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SiteVisitor {
    /// The id that Metrika gave the visitor.
    ClientId(u64),
    /// The id that the site gave the visitor.
    UserId(String),
}

impl From<Caller> for Visitor {
    fn from(caller: Caller) -> Self {
        match caller {
            Caller::ClientId(id) => Self::ClientId(id),
            Caller::UserId(id) => Self::UserId(id),
            Caller::Yclid(id) => Self::Yclid(id),
        }
    }
}

impl From<SiteVisitor> for Visitor {
    fn from(visitor: SiteVisitor) -> Self {
        match visitor {
            SiteVisitor::ClientId(id) => Self::ClientId(id),
            SiteVisitor::UserId(id) => Self::UserId(id),
        }
    }
}
