/// An enum of words that may grow: every word is read, and written as it was read.
macro_rules! open_enum {
    (
        $(#[$docs:meta])*
        pub enum $name:ident { $($(#[$variant_docs:meta])* $variant:ident = $word:literal,)* }
    ) => {
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_docs])* $variant,)*
            /// A word that the reference does not list.
            Other(::std::string::String),
        }

        impl $name {
            /// The words that the reference lists.
            pub const KNOWN: &'static [&'static str] = &[$($word,)*];

            /// The word, as the API writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    _ => Self::Other(word.to_owned()),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(word: ::std::string::String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(word: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(word))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        /// For the test.
        pub enum Word {
            /// One.
            One = "one",
        }
    }

    #[test]
    fn an_unknown_word_comes_back_as_it_was() {
        for (text, expected) in [("\"one\"", Word::One), ("\"two\"", Word::Other("two".into()))] {
            let word: Word = serde_json::from_str(text).unwrap();
            assert_eq!(word, expected);
            assert_eq!(serde_json::to_string(&word).unwrap(), text);
        }
        assert_eq!(Word::KNOWN, ["one"]);
    }
}
