//! Filters: which hits are recorded at all.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::counters::limit;
use super::items::{Item, Place, Written, create, cut, default, delete, get, list, text, update, write_flags};
use super::{Table, state};
use crate::refusal::Refusal;
use crate::state::{Counter, Entity};

pub(super) const TABLE: Table = &[
    state("create_filter", create::<Filter>),
    state("list_filters", list::<Filter>),
    state("get_filter", get::<Filter>),
    state("update_filter", update::<Filter>),
    state("delete_filter", delete::<Filter>),
];

pub(super) struct Filter;

impl Item for Filter {
    const ONE: &'static str = "filter";
    const MANY: &'static str = "filters";
    const PARAMETER: &'static str = "filterId";
    const FIRST: i64 = 66_928;
    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity> {
        &mut counter.filters
    }

    fn most(counter: &Counter) -> Option<usize> {
        Some(limit(counter, "max_filters", 30))
    }

    fn accept(new: &mut Entity, _: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal> {
        let ends = ["start_ip", "end_ip"].map(|field| text(new, field).to_owned());
        cut(new, "start_ip");
        cut(new, "end_ip");
        let [kind, attr] = ["type", "attr"].map(|field| text(new, field).to_owned());
        let (kind, attr) = (kind.as_str(), attr.as_str());
        match (kind, attr) {
            ("interval", "client_ip") | ("me", "uniq_id") => {}
            ("interval", _) => return Err(place.refuse("type", "interval goes only with the attribute client_ip")),
            ("me", _) => return Err(place.refuse("type", "me goes only with the attribute uniq_id")),
            (_, "uniq_id") => return Err(place.refuse("type", "the attribute uniq_id goes only with me")),
            ("only_mirrors", _) if attr != "url" || text(new, "action") != "include" => {
                return Err(
                    place.refuse("type", "only_mirrors goes only with the attribute url and the action include")
                );
            }
            ("only_mirrors", _) if place.counter.mirrors.is_empty() => {
                return Err(place.refuse("type", "only_mirrors needs mirrors, and the counter has none"));
            }
            _ => {}
        }
        if kind == "interval" {
            // The ends follow from the value; without a value, they are the range.
            let (first, last) = match (text(new, "value"), ends) {
                ("", [first, last]) if !first.is_empty() || !last.is_empty() => between(&first, &last, place)?,
                (value, _) => range(value).ok_or_else(|| match new.contains_key("value") {
                    true => {
                        let message = "the value is no range of addresses, such as 192.0.2.0/24 or 192.168.*";
                        place.refuse("value", message)
                    }
                    false => Refusal::missing(&format!("{}.value", place.at)),
                })?,
            };
            new.insert("start_ip".to_owned(), first.to_string().into());
            new.insert("end_ip".to_owned(), last.to_string().into());
        } else if !matches!(kind, "me" | "only_mirrors") && text(new, "value").is_empty() {
            return Err(match new.contains_key("value") {
                true => place.refuse("value", format!("a filter of type {kind} needs a value to compare with")),
                false => Refusal::missing(&format!("{}.value", place.at)),
            });
        }
        if kind == "regexp" && regex::Regex::new(text(new, "value")).is_err() {
            return Err(place.refuse("value", "the value is no regular expression"));
        }
        if text(new, "type") == "me" {
            new.insert("value".to_owned(), "".into());
        }
        default(new, "value", "");
        write_flags(new, &["with_subdomains"], Written::Word);
        Ok(())
    }
}

/// A range by its ends.
fn between(first: &str, last: &str, place: &Place<'_>) -> Result<(IpAddr, IpAddr), Refusal> {
    let read = |field: &str, text: &str| match text.parse::<IpAddr>() {
        _ if text.is_empty() => Err(Refusal::missing(&format!("{}.{field}", place.at))),
        Ok(address) => Ok(address),
        Err(_) => Err(place.refuse(field, "this is no address, such as 192.0.2.0")),
    };
    let (first, last) = (read("start_ip", first)?, read("end_ip", last)?);
    if first.is_ipv4() != last.is_ipv4() || first > last {
        return Err(place.refuse("end_ip", format!("{last} is no end of a range that begins with {first}")));
    }
    Ok((first, last))
}

/// The first and the last address of `192.0.2.0/24`, `2001:db8::/32`, `192.168.*` or a single address.
fn range(text: &str) -> Option<(IpAddr, IpAddr)> {
    if let Some(start) = text.strip_suffix('*') {
        let known: Vec<u8> = start.strip_suffix('.')?.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let fill = |filler: u8| {
            let mut octets = [filler; 4];
            octets.get_mut(..known.len()).filter(|_| known.len() < 4)?.copy_from_slice(&known);
            Some(IpAddr::from(octets))
        };
        return Some((fill(0)?, fill(255)?));
    }
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
        None => (text, None),
    };
    match address.parse().ok()? {
        IpAddr::V4(address) => {
            let length = length.unwrap_or(32).min(33);
            let host = u32::MAX.checked_shr(length).unwrap_or(0);
            let bits = u32::from(address);
            (length <= 32).then(|| (Ipv4Addr::from(bits & !host).into(), Ipv4Addr::from(bits | host).into()))
        }
        IpAddr::V6(address) => {
            let length = length.unwrap_or(128).min(129);
            let host = u128::MAX.checked_shr(length).unwrap_or(0);
            let bits = u128::from(address);
            (length <= 128).then(|| (Ipv6Addr::from(bits & !host).into(), Ipv6Addr::from(bits | host).into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_of_addresses() {
        for (text, first, last) in [
            ("192.0.2.0/24", "192.0.2.0", "192.0.2.255"),
            ("192.0.2.77/24", "192.0.2.0", "192.0.2.255"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
            ("192.0.2.7/32", "192.0.2.7", "192.0.2.7"),
            ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
            ("192.168.*", "192.168.0.0", "192.168.255.255"),
            ("10.*", "10.0.0.0", "10.255.255.255"),
            ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ] {
            let expected = (first.parse().unwrap(), last.parse().unwrap());
            assert_eq!(range(text), Some(expected), "{text}");
        }
        for text in ["", "*", ".*", "1.2.3.4.*", "300.*", "192.0.2.0/33", "192.0.2/24", "192.0.2.0/-1", "::/129", "a.*"]
        {
            assert_eq!(range(text), None, "{text}");
        }
    }
}
