/// A choice between objects, told apart by the word in one field. Unknown words are kept with everything beside them.
macro_rules! tagged_union {
    (
        $(#[$docs:meta])*
        pub enum $name:ident by $tag:literal {
            $($(#[$variant_docs:meta])* $variant:ident($schema:ty) = $word:literal,)*
        }
    ) => {
        $(#[$docs])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_docs])* $variant($schema),)*
            /// One of a kind that the reference does not list, as it came.
            Other(::serde_json::Map<::std::string::String, ::serde_json::Value>),
        }

        impl $name {
            /// The words that the reference lists.
            pub const KNOWN: &'static [&'static str] = &[$($word,)*];

            /// The word that tells what this is; `None` if it came without.
            pub fn tag(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$variant(_) => Some($word),)*
                    Self::Other(fields) => fields.get($tag)?.as_str(),
                }
            }
        }

        $(impl ::std::convert::From<$schema> for $name {
            fn from(value: $schema) -> Self {
                Self::$variant(value)
            }
        })*

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                let (word, value) = match self {
                    $(Self::$variant(value) => ($word, ::serde_json::to_value(value)),)*
                    Self::Other(fields) => return ::serde::Serialize::serialize(fields, serializer),
                };
                let mut fields = ::serde_json::Map::new();
                fields.insert($tag.to_owned(), word.into());
                match value.map_err(::serde::ser::Error::custom)? {
                    ::serde_json::Value::Object(own) => fields.extend(own),
                    _ => return Err(::serde::ser::Error::custom("a member of a union is not an object")),
                }
                ::serde::Serialize::serialize(&fields, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let mut fields: ::serde_json::Map<::std::string::String, ::serde_json::Value> =
                    ::serde::Deserialize::deserialize(deserializer)?;
                match fields.get($tag).and_then(::serde_json::Value::as_str) {
                    $(Some($word) => {
                        fields.remove($tag);
                        ::serde_json::from_value(::serde_json::Value::Object(fields))
                            .map(Self::$variant)
                            .map_err(|error| {
                                ::serde::de::Error::custom(format_args!(
                                    concat!(stringify!($name), " of ", $tag, " ", $word, ": {}"),
                                    error
                                ))
                            })
                    })*
                    _ => Ok(Self::Other(fields)),
                }
            }
        }
    };
}

/// An object, or a bare string.
macro_rules! object_or_string {
    (
        $(#[$docs:meta])*
        pub enum $name:ident { Object($object:ty), String($string:ty) }
    ) => {
        $(#[$docs])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum $name {
            /// An object.
            Object($object),
            /// A bare string.
            String($string),
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    Self::Object(value) => ::serde::Serialize::serialize(value, serializer),
                    Self::String(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                match <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)? {
                    ::serde_json::Value::String(value) => Ok(Self::String(value.into())),
                    value => ::serde_json::from_value(value).map(Self::Object).map_err(::serde::de::Error::custom),
                }
            }
        }
    };
}

pub(crate) use {object_or_string, tagged_union};

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Circle {
        radius: u64,
        #[serde(flatten)]
        extra: serde_json::Map<String, serde_json::Value>,
    }

    tagged_union! {
        /// For the test.
        pub enum Shape by "type" {
            /// Round.
            Circle(Circle) = "circle",
        }
    }

    object_or_string! {
        /// For the test.
        pub enum Token { Object(Circle), String(String) }
    }

    #[test]
    fn every_member_comes_back_as_it_was() {
        for text in [
            r#"{"radius":1,"type":"circle","unknown":[1]}"#,
            r#"{"sides":4,"type":"square"}"#,
            r#"{"sides":4}"#,
            r#"{"type":7}"#,
        ] {
            let shape: Shape = serde_json::from_str(text).unwrap();
            let back: serde_json::Value = serde_json::to_value(&shape).unwrap();
            assert_eq!(back, serde_json::from_str::<serde_json::Value>(text).unwrap(), "{shape:?}");
        }
    }

    #[test]
    fn the_tag_tells_what_came() {
        let tags: Vec<Option<String>> = [r#"{"radius":1,"type":"circle"}"#, r#"{"type":"square"}"#, "{}"]
            .map(|text| serde_json::from_str::<Shape>(text).unwrap().tag().map(str::to_owned))
            .to_vec();
        assert_eq!(tags, [Some("circle".to_owned()), Some("square".to_owned()), None]);
        assert_eq!(Shape::KNOWN, ["circle"]);
    }

    #[test]
    fn a_known_member_of_another_form_is_an_error_that_names_it() {
        let error = serde_json::from_str::<Shape>(r#"{"type":"circle"}"#).unwrap_err().to_string();
        assert!(error.starts_with("Shape of type circle: missing field `radius`"), "{error}");
    }

    #[test]
    fn a_bare_string_is_read_beside_the_object() {
        assert!(matches!(serde_json::from_str(r#""x""#).unwrap(), Token::String(x) if x == "x"));
        assert!(matches!(serde_json::from_str(r#"{"radius":2}"#).unwrap(), Token::Object(c) if c.radius == 2));
    }
}
