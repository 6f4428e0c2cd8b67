//! Currencies.

use std::borrow::Cow;

use super::is_currency;

/// A currency, by the three letters of ISO 4217: `RUB`.
///
/// Text is kept as it is, `rub` too: [`is_valid`](Self::is_valid) tells whether it is a code, and the check of an import
/// names the rows where it is none. Simple orders without a currency are in roubles.
///
/// ```
/// use metrika::import::Currency;
///
/// assert_eq!(Currency::from("RUB"), Currency::RUB);
/// assert!(Currency::from("AED").is_valid());
/// assert!(!Currency::from("RUR").is_valid());
/// ```
///
/// References: <https://yandex.com/dev/metrika/en/management/offline-conv> and
/// <https://yandex.com/dev/metrika/en/data-import/simple-orders-prep>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Currency(Cow<'static, str>);

impl Currency {
    /// The Russian rouble.
    pub const RUB: Self = Self(Cow::Borrowed("RUB"));
    /// The dollar of the USA.
    pub const USD: Self = Self(Cow::Borrowed("USD"));
    /// The euro.
    pub const EUR: Self = Self(Cow::Borrowed("EUR"));
    /// The Belarusian rouble.
    pub const BYN: Self = Self(Cow::Borrowed("BYN"));
    /// The yuan.
    pub const CNY: Self = Self(Cow::Borrowed("CNY"));
    /// The tenge.
    pub const KZT: Self = Self(Cow::Borrowed("KZT"));
    /// The Turkish lira.
    pub const TRY: Self = Self(Cow::Borrowed("TRY"));
    /// The Uzbek sum.
    pub const UZS: Self = Self(Cow::Borrowed("UZS"));

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a currency of ISO 4217, in capitals.
    pub fn is_valid(&self) -> bool {
        is_currency(&self.0)
    }
}

impl From<&str> for Currency {
    fn from(code: &str) -> Self {
        Self(Cow::Owned(code.to_owned()))
    }
}

super::text! { Currency }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_currencies_are_in_the_list_and_codes_are_kept_as_given() {
        let named = [
            Currency::RUB,
            Currency::USD,
            Currency::EUR,
            Currency::BYN,
            Currency::CNY,
            Currency::KZT,
            Currency::TRY,
            Currency::UZS,
        ];
        for currency in named {
            assert!(currency.is_valid(), "{currency}");
        }
        assert_eq!(Currency::from("rub").as_str(), "rub");
        assert!(!Currency::from("rub").is_valid());
    }
}
