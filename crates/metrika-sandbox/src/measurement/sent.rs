//! The parameters of a request, from the query and from a form.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::refusal::Refusal;

/// Those that do not belong to a product.
const KNOWN: &[&str] =
    &["tid", "cid", "ms", "t", "dl", "dr", "dt", "ea", "et", "ev", "cu", "params", "pa", "ti", "tr", "tcc", "sr"];
/// Those of a product, behind `pr` and its number.
const OF_PRODUCTS: &[&str] = &["id", "nm", "br", "ca", "pr", "qt", "va", "cc", "ps"];

/// Parameters by name, each sent once.
pub(crate) struct Sent {
    values: BTreeMap<String, String>,
    /// The fields of products, by number.
    pub(super) products: BTreeMap<u32, BTreeMap<&'static str, String>>,
}

impl Sent {
    pub(super) fn read(parameters: Vec<(String, String)>, ignore_unknown: bool) -> Result<Self, Refusal> {
        let mut sent = Self { values: BTreeMap::new(), products: BTreeMap::new() };
        for (name, value) in parameters {
            let before = if let Some((number, field)) = product(&name) {
                sent.products.entry(number).or_default().insert(field, value)
            } else if KNOWN.contains(&name.as_str()) {
                sent.values.insert(name.clone(), value)
            } else if ignore_unknown {
                None
            } else {
                return Err(Refusal::invalid(&name, format!("the Measurement Protocol has no parameter {name}")));
            };
            if before.is_some() {
                return Err(Refusal::invalid(&name, format!("{name} is sent twice")));
            }
        }
        Ok(sent)
    }

    /// A parameter that was sent, empty or not.
    pub(super) fn there(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A parameter; an empty one counts as none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.there(name).filter(|value| !value.is_empty())
    }

    /// A parameter that has to be there.
    pub(super) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }
}

/// Number and field of `pr12id`.
fn product(name: &str) -> Option<(u32, &'static str)> {
    let rest = name.strip_prefix("pr")?;
    let (number, field) = rest.split_at(rest.find(|mark: char| !mark.is_ascii_digit())?);
    let field = OF_PRODUCTS.iter().find(|known| **known == field)?;
    // One number is written in one way.
    let number = number.parse().ok().filter(|known: &u32| *known > 0 && known.to_string() == number)?;
    Some((number, field))
}

/// The parameters of a body, which is empty or a form.
pub(crate) fn form(media: Option<&str>, body: &Bytes) -> Result<Vec<(String, String)>, Refusal> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    let essence = media.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let message = format!("a body has to be application/x-www-form-urlencoded, and not {essence:?}");
        return Err(Refusal::invalid("", message));
    }
    Ok(form_urlencoded::parse(body).into_owned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_known_by_a_number_and_a_field() {
        assert_eq!(product("pr1id"), Some((1, "id")));
        assert_eq!(product("pr12pr"), Some((12, "pr")));
        for name in ["params", "pr0id", "pr01id", "prid", "pr1", "pr1xx", "pr99999999999id", "pa", "pr-1id"] {
            assert_eq!(product(name), None, "{name}");
        }
    }
}
