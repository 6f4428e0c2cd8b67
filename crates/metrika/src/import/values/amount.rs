//! Money.

/// An amount of money, as text with a dot: `678.90`.
///
/// Made of integers, of floats and of text. Text is kept as it is, `1 000,50` too: [`is_valid`](Self::is_valid) tells
/// whether the service reads it, and the check of an import names the rows where it does not. Amounts are equal when
/// their texts are: `5` is not `5.00`.
///
/// ```
/// use metrika::import::Amount;
///
/// assert_eq!(Amount::from(500).as_str(), "500");
/// assert_eq!(Amount::from("678.90").as_str(), "678.90");
/// assert_eq!(Amount::from(0.1).as_str(), "0.1");
/// assert!(!Amount::from("678,90").is_valid());
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/offline-conv>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amount(String);

impl Amount {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is an amount: digits, and after a dot more digits if need be. No sign, no spaces, no exponent.
    pub fn is_valid(&self) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, part) = self.0.split_once('.').unwrap_or((&self.0, "0"));
        digits(whole) && digits(part)
    }
}

impl From<&str> for Amount {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// The shortest decimal number that is this float and no other, never with an exponent.
impl From<f64> for Amount {
    fn from(number: f64) -> Self {
        // Minus zero is a zero too.
        Self(if number == 0.0 { "0".to_owned() } else { number.to_string() })
    }
}

/// As for `f64`: `0.1f32` is `0.1`.
impl From<f32> for Amount {
    fn from(number: f32) -> Self {
        Self(if number == 0.0 { "0".to_owned() } else { number.to_string() })
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Amount {
            fn from(number: $integer) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}

integers! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

super::text! { Amount }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_short_and_have_no_exponent() {
        for (number, text) in [
            (678.9, "678.9"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (3.0, "3"),
            (-0.0, "0"),
        ] {
            assert_eq!(Amount::from(number).as_str(), text);
            assert!(Amount::from(number).is_valid(), "{text}");
        }
        assert_eq!(Amount::from(0.1_f32).as_str(), "0.1");
        for number in [f64::NAN, f64::INFINITY, -1.5] {
            assert!(!Amount::from(number).is_valid(), "{number}");
        }
    }

    #[test]
    fn what_is_no_amount_is_kept_and_told_apart() {
        for text in ["0", "678.90", "18446744073709551616"] {
            assert!(Amount::from(text).is_valid(), "{text}");
        }
        for text in ["", "1 000", "678,90", "1e3", ".5", "5.", "1.2.3", "-1", "+1", " 1", "NaN", "٣", "5 ₽"] {
            assert!(!Amount::from(text).is_valid(), "{text}");
            assert_eq!(Amount::from(text).to_string(), text);
        }
        assert_eq!(Amount::from(-5), Amount::from(String::from("-5")));
    }
}
