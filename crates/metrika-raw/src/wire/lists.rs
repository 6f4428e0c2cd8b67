use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::Value;

/// Many values in one parameter, joined by commas: the service does not read repeated keys.
///
/// ```
/// use metrika_raw::wire::CommaList;
///
/// let ids = CommaList::<i64>::try_from([44147844, 2215573]).unwrap();
/// assert_eq!(ids.to_string(), "44147844,2215573");
/// // An item with a comma would arrive as two.
/// assert!(CommaList::<String>::try_from(["a,b"]).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommaList<T>(Vec<T>);

/// A list that cannot be written as one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAList(String);

impl fmt::Display for NotAList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the item {:?} holds a comma and would arrive as two", self.0)
    }
}

impl std::error::Error for NotAList {}

impl<T: fmt::Display> CommaList<T> {
    fn checked(items: impl Iterator<Item = T>) -> Result<Self, NotAList> {
        let items: Vec<T> = items.collect();
        match items.iter().map(ToString::to_string).find(|item| item.contains(',')) {
            Some(item) => Err(NotAList(item)),
            None => Ok(Self(items)),
        }
    }
}

impl<T> CommaList<T> {
    /// The items.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: fmt::Display, U: Into<T>> TryFrom<Vec<U>> for CommaList<T> {
    type Error = NotAList;

    fn try_from(items: Vec<U>) -> Result<Self, NotAList> {
        Self::checked(items.into_iter().map(Into::into))
    }
}

impl<T: fmt::Display, U: Into<T>, const N: usize> TryFrom<[U; N]> for CommaList<T> {
    type Error = NotAList;

    fn try_from(items: [U; N]) -> Result<Self, NotAList> {
        Self::checked(items.into_iter().map(Into::into))
    }
}

impl<T: fmt::Display, U: Clone + Into<T>> TryFrom<&[U]> for CommaList<T> {
    type Error = NotAList;

    fn try_from(items: &[U]) -> Result<Self, NotAList> {
        Self::checked(items.iter().cloned().map(Into::into))
    }
}

impl<T: fmt::Display> fmt::Display for CommaList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl<T: fmt::Display> Serialize for CommaList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A value written as JSON in one parameter, such as `["Windows","MSIE"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<const N: usize> From<[&str; N]> for Json<Vec<String>> {
    fn from(items: [&str; N]) -> Self {
        Self(items.map(str::to_owned).to_vec())
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

/// A value, or a list of it: the service documents one and sends the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)] // for writing only
pub enum OneOrMany<T> {
    /// The value alone.
    One(T),
    /// A list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The value or values, one after the other.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::Many(items) => items,
        }
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(item: T) -> Self {
        Self::One(item)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            list @ Value::Array(_) => serde_json::from_value(list).map(Self::Many),
            one => serde_json::from_value(one).map(Self::One),
        }
        .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_writes_nested_lists() {
        let rows = Json(vec![vec!["Windows".to_owned()], vec!["Windows".to_owned(), "MSIE".to_owned()]]);
        assert_eq!(serde_json::to_value(&rows).unwrap(), r#"[["Windows"],["Windows","MSIE"]]"#);
    }

    #[test]
    fn one_or_many_reads_both_and_writes_what_it_read() {
        for text in [r#""hits""#, r#"["hits","visits"]"#] {
            let value: OneOrMany<String> = serde_json::from_str(text).unwrap();
            assert_eq!(value.as_slice()[0], "hits");
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
        assert!(serde_json::from_str::<OneOrMany<String>>("7").is_err());
    }
}
