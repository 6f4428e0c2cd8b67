//! By what the visits of customers are found: the same columns for contacts and simple orders.

macro_rules! identities {
    () => {
        adders! {
            /// Adds an id that Metrika gave the customer: the surest link to visits.
            client_id: u64 => client_ids;
            /// Adds an e-mail address.
            email: Email => emails;
            /// Adds a phone number, with its country.
            phone: Phone => phones;
            /// Adds the MD5 of an address that was hashed elsewhere: of small letters, as 32 hexadecimal digits.
            email_md5: String => emails_md5;
            /// Adds the MD5 of a number that was hashed elsewhere: of digits with the country, as 32 hexadecimal digits.
            phone_md5: String => phones_md5;
        }

        /// Adds the MD5 of an address; the address itself is not sent.
        #[must_use]
        pub fn hashed_email(self, email: impl Into<Email>) -> Self {
            self.email_md5(email.into().md5())
        }

        /// Adds the MD5 of a phone number, with its country; the number itself is not sent.
        #[must_use]
        pub fn hashed_phone(self, phone: impl Into<Phone>) -> Self {
            self.phone_md5(phone.into().md5())
        }
    };
}
pub(super) use identities;
