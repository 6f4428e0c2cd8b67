//! E-mail addresses.

use super::md5;

/// An e-mail address in small letters, without spaces around it: `mail@yandex.ru`.
///
/// What is no address is kept, in small letters: [`is_valid`](Self::is_valid) tells, and the check of an import names
/// the rows where it is none.
///
/// ```
/// use metrika::import::Email;
///
/// let email = Email::from(" Mail@yandex.ru ");
/// assert_eq!(email.as_str(), "mail@yandex.ru");
/// assert_eq!(email.md5(), "3c56ff8fef0f6c65b36b2d25720fe276");
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/data-import/contacts-data>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this looks like an address: Latin letters, digits and marks, an `@`, and a dot in what is after it. No
    /// comma, which divides the addresses of a list.
    pub fn is_valid(&self) -> bool {
        let Some((name, host)) = self.0.split_once('@') else { return false };
        let dotted = host.contains('.') && host.split('.').all(|label| !label.is_empty()) && !host.contains('@');
        !name.is_empty() && dotted && self.0.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
    }

    /// MD5 of the normal form, as 32 lower-case hexadecimal digits: what the column `emails_md5` wants.
    pub fn md5(&self) -> String {
        md5(&self.0)
    }
}

impl From<&str> for Email {
    fn from(text: &str) -> Self {
        Self(text.trim().to_lowercase())
    }
}

super::text! { Email }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_small_and_trimmed() {
        assert_eq!(Email::from("\tMail@Yandex.RU\n").as_str(), "mail@yandex.ru");
        for text in ["a@b.c", "first.last+tag@sub.example.com"] {
            assert!(Email::from(text).is_valid(), "{text}");
        }
        for text in ["", "mail", "@yandex.ru", "mail@yandex", "mail@", "a@b@c.d", "a,b@c.d", "a b@c.d", "a@.ru", "a@b."]
        {
            assert!(!Email::from(text).is_valid(), "{text}");
        }
    }

    /// The address and the hash that the page of contacts gives for tests.
    #[test]
    fn the_hash_is_that_of_the_page() {
        assert_eq!(Email::from("MAIL@yandex.ru").md5(), "3c56ff8fef0f6c65b36b2d25720fe276");
    }
}
