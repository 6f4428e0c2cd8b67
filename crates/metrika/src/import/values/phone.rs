//! Phone numbers.

use super::md5;

/// A phone number with its country: `79995551111`.
///
/// Spaces, dashes, dots, slashes, parentheses and one plus in front go; digits stay. Text with anything else in it is
/// kept as it is: [`is_valid`](Self::is_valid) tells, and the check of an import names the rows where it is no number.
///
/// An 8 in front, which is how numbers are dialled inside Russia, is **not** made a 7. Codes of countries begin with 8
/// too (81, 82, 84, 86), the length does not tell them apart, and the number of somebody else, sent in clear or as a
/// hash, is a mistake that nobody would see. Write the country: `+7` or `7`.
///
/// Orders and contacts want digits, which is what this is written as; calls and chats want a plus before them, which
/// [`Call`](crate::import::Call) and [`Chat`](crate::import::Chat) write by themselves.
///
/// ```
/// use metrika::import::Phone;
///
/// let phone = Phone::from("+7 (999) 555-11-11");
/// assert_eq!(phone.as_str(), "79995551111");
/// assert_eq!(phone.international(), "+79995551111");
/// assert_eq!(phone.md5(), "f09f2c3d48f31e2a802944ade2e5aec5");
/// ```
///
/// References: <https://yandex.com/dev/metrika/en/data-import/contacts-data> and
/// <https://yandex.com/dev/metrika/en/management/calls>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// The normal form: digits. The text as it was given if it is no number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With a plus before the digits: `+79995551111`. The text as it was given if it is no number.
    pub fn international(&self) -> String {
        if self.is_valid() { format!("+{}", self.0) } else { self.0.clone() }
    }

    /// Whether this is a number: up to 15 digits, which is the most that E.164 knows.
    pub fn is_valid(&self) -> bool {
        (1..=15).contains(&self.0.len()) && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// MD5 of the normal form, as 32 lower-case hexadecimal digits: what the column `phones_md5` wants.
    pub fn md5(&self) -> String {
        md5(&self.0)
    }
}

impl From<&str> for Phone {
    fn from(text: &str) -> Self {
        let trimmed = text.trim();
        let bare = trimmed.strip_prefix('+').unwrap_or(trimmed);
        let between = |c: char| c.is_whitespace() || "-.()/\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}".contains(c);
        let digits: String = bare.chars().filter(|&c| !between(c)).collect();
        let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        Self(if number { digits } else { trimmed.to_owned() })
    }
}

super::text! { Phone }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_digits() {
        for text in ["79995551111", "+79995551111", "7 (999) 555-11-11", " +7\u{a0}999.555\u{2011}11/11 "] {
            assert_eq!(Phone::from(text).as_str(), "79995551111", "{text}");
            assert_eq!(Phone::from(text).international(), "+79995551111");
        }
        assert_eq!(Phone::from("8 (999) 555-11-11").as_str(), "89995551111");
    }

    #[test]
    fn what_is_no_number_is_kept() {
        for text in ["", "call me", "+7 999 555-11-11 ext. 5", "7+9995551111", "++7", "+", "1234567890123456"] {
            let phone = Phone::from(text);
            assert!(!phone.is_valid(), "{text}");
            assert_eq!((phone.as_str(), phone.international().as_str()), (text, text));
        }
    }

    /// The number and the hash that the page of contacts gives for tests.
    #[test]
    fn the_hash_is_that_of_the_page() {
        assert_eq!(Phone::from("+7 999 555-11-11").md5(), "f09f2c3d48f31e2a802944ade2e5aec5");
    }
}
