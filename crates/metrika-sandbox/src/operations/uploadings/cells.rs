//! What the cells of a column may hold.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::{Map, Value, json};

/// Most that an amount of money may be: orders in JSON have this bound in the spec.
const MOST_MONEY: f64 = 9_223_372_036_854.0;

/// What a cell that is not empty may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Rule {
    /// Anything.
    Text,
    /// An unsigned 64-bit number: ClientIDs, clicks, seconds.
    Whole,
    /// Unix seconds that are over.
    Past,
    /// Money, with a dot as the decimal mark.
    Amount,
    /// ISO 4217.
    Currency,
    /// 1 or 0.
    Flag,
    /// `+70123456789`
    Phone,
    /// `79995551111`
    Digits,
    Word(&'static [&'static str]),
    /// `2025-05-01` or `2025-05-01/2025-05-31`
    Days,
    /// `01.05.2025` or `2025-05-01`
    Day,
    /// A day, with `HH:mm` or `HH:mm:ss` after a space if needed.
    Moment,
    Email,
    /// MD5 in hexadecimal digits.
    Hash,
    /// Several values, joined by commas, and how many there may be.
    List(&'static Rule, usize),
    /// `goal1:price,goal2`
    Goals,
    /// `product1:quantity,product2:quantity`
    Products,
}

impl Rule {
    /// Why this text cannot be; `Ok` if it can.
    pub fn check(self, text: &str, now: Timestamp) -> Result<(), String> {
        let holds = |good: bool, what: &str| if good { Ok(()) } else { Err(format!("{text:?} is {what}")) };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Text => Ok(()),
            Self::Whole => holds(digits(text) && text.parse::<u64>().is_ok(), "no whole number of 64 bits"),
            Self::Past => match text.parse::<i64>() {
                Ok(seconds) if digits(text) => holds(seconds <= now.as_second(), "in the future; is it in seconds?"),
                _ => holds(false, "no time in unix seconds"),
            },
            Self::Amount => holds(amount(text).is_some(), "no amount with a dot as its decimal mark"),
            Self::Currency => holds(currency(text), "no currency of ISO 4217"),
            Self::Flag => holds(text == "1" || text == "0", "neither 1 nor 0"),
            Self::Phone => holds(
                text.strip_prefix('+').is_some_and(|rest| digits(rest) && rest.len() <= 15),
                "no phone number such as +70123456789",
            ),
            Self::Digits => holds(digits(text) && text.len() <= 15, "no phone number such as 79995551111"),
            Self::Word(words) => holds(words.contains(&text), &format!("none of {}", words.join(", "))),
            Self::Days => holds(days(text).is_some(), "no day YYYY-MM-DD and no range YYYY-MM-DD/YYYY-MM-DD"),
            Self::Day => {
                holds(matches!(moment(text), Some((day, None)) if day.year() >= 1), "no day dd.MM.yyyy or yyyy-MM-dd")
            }
            Self::Moment => holds(
                moment(text).is_some_and(|(day, _)| day.year() >= 1970),
                "no time from 1970 on, dd.MM.yyyy or yyyy-MM-dd, then HH:mm or HH:mm:ss",
            ),
            Self::Email => holds(
                text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
                "no e-mail address",
            ),
            Self::Hash => {
                holds(text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()), "no MD5 of 32 digits")
            }
            Self::List(rule, most) => {
                holds(text.split(',').count() <= most, &format!("a list of more than {most}"))?;
                text.split(',').try_for_each(|item| rule.check(item.trim(), now))
            }
            Self::Goals => {
                let good = |item: &str| match item.split_once(':') {
                    Some((goal, price)) => !goal.trim().is_empty() && amount(price.trim()).is_some(),
                    None => !item.trim().is_empty(),
                };
                holds(text.split(',').all(good), "no list of goals such as goal1:price,goal2")
            }
            Self::Products => {
                let good = |item: &str| {
                    item.rsplit_once(':').is_some_and(|(name, quantity)| {
                        !name.trim().is_empty() && digits(quantity.trim()) && quantity.trim().parse::<i64>().is_ok()
                    })
                };
                holds(text.split(',').all(good), "no list of products such as product1:2,product2:1")
            }
        }
    }

    /// Why this value of a JSON body cannot be. Its type is known to be right: the spec was asked before.
    pub fn check_json(self, value: &Value, now: Timestamp) -> Result<(), String> {
        match (self, value) {
            (Self::List(rule, _), Value::Array(items)) => items.iter().try_for_each(|item| rule.check_json(item, now)),
            // JSON has one of the two ways to write days.
            (Self::Day | Self::Moment, Value::String(text)) if text.contains('.') => {
                Err(format!("{text:?} is no time such as yyyy-MM-dd HH:mm:ss"))
            }
            (rule, Value::String(text)) => rule.check(text, now),
            _ => Ok(()),
        }
    }

    /// The value of a cell that was checked, as JSON would have it.
    pub fn value(self, text: &str) -> Value {
        let items = || text.split(',').map(str::trim);
        match self {
            Self::Amount => amount(text).map_or(Value::Null, |amount| json!(amount)),
            Self::List(rule, _) => items().map(|item| rule.value(item)).collect(),
            Self::Goals => items()
                .map(|item| match item.split_once(':') {
                    Some((goal, price)) => json!({ "goal_action_id": goal.trim(), "price": amount(price.trim()) }),
                    None => json!({ "goal_action_id": item }),
                })
                .collect(),
            Self::Products => {
                let pair = |item: &str| {
                    let (name, quantity) = item.rsplit_once(':')?;
                    Some((name.trim().to_owned(), json!(quantity.trim().parse::<i64>().ok()?)))
                };
                Value::Object(items().filter_map(pair).collect::<Map<_, _>>())
            }
            _ => json!(text),
        }
    }
}

/// An amount of money: digits, and then a dot and digits if needed.
fn amount(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let framed = text.starts_with(|first: char| first.is_ascii_digit()) && !text.ends_with('.');
    let number = text.parse::<f64>().ok().filter(|_| plain && framed)?;
    (number <= MOST_MONEY).then_some(number)
}

/// Three capitals that are in the list: no such text can be found across two codes.
fn currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) && CURRENCIES.contains(text)
}

/// The first and the last day of `YYYY-MM-DD` or `YYYY-MM-DD/YYYY-MM-DD`.
fn days(text: &str) -> Option<(Date, Date)> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let (from, to) = (iso_day(from)?, iso_day(to)?);
    (from <= to).then_some((from, to))
}

/// A day and, if it has one, a time of that day.
pub(in crate::operations) fn moment(text: &str) -> Option<(Date, Option<Time>)> {
    let (day, time) = match text.split_once(' ') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let day = if day.contains('.') {
        let [day, month, year] = numbers(day, '.', [2, 2, 4])?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?
    } else {
        iso_day(day)?
    };
    let time = time.map(|time| {
        let [hour, minute, second] = match numbers(time, ':', [2, 2]) {
            Some([hour, minute]) => [hour, minute, 0],
            None => numbers(time, ':', [2, 2, 2])?,
        };
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
    });
    match time {
        Some(None) => None,
        time => Some((day, time.flatten())),
    }
}

fn iso_day(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Numbers of so many digits each, with a mark between them.
fn numbers<const N: usize>(text: &str, mark: char, digits: [usize; N]) -> Option<[i16; N]> {
    let mut found = [0; N];
    let mut parts = text.split(mark);
    for (number, digits) in found.iter_mut().zip(digits) {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

/// Codes of ISO 4217 that are in use.
const CURRENCIES: &str = "
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV
    WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

#[cfg(test)]
mod tests {
    use super::*;

    fn good(rule: Rule, text: &str) -> bool {
        rule.check(text, "2026-03-01T09:00:00Z".parse().unwrap()).is_ok()
    }

    #[test]
    fn each_rule_takes_what_the_pages_show_and_not_its_neighbours() {
        for (rule, right, wrong) in [
            (Rule::Whole, &["0", "18446744073709551615"][..], &["", "-1", "+1", "1.0", "18446744073709551616"][..]),
            (Rule::Past, &["1481718166"], &["1772355601", "1481718166000", "-5", "2026-03-01", "+1"]),
            (Rule::Amount, &["0", "678.90"], &["678,90", "1e3", ".5", "5.", "1.2.3", "-1", "NaN", "9223372036855"]),
            (Rule::Currency, &["RUB"], &["rub", "RUR", "RU", "R UB"]),
            (Rule::Flag, &["1", "0"], &["true", "2"]),
            (Rule::Phone, &["+70123456789"], &["70123456789", "+7 012 345", "+"]),
            (Rule::Days, &["2025-05-01", "2025-05-01/2025-05-31"], &["2025-5-1", "2025-05-31/2025-05-01", "1/2/3"]),
            (Rule::Moment, &["10.01.2024 11:56", "12.02.2024", "2020-04-17 16:12:21"], &["32.01.2024", "1969-12-31"]),
            (Rule::Moment, &["2020-04-17 16:12"], &["2020-04-17T16:12:21Z", "2020-04-17 24:00", "2020-04-17 ", "é"]),
            (Rule::Day, &["1950-04-21"], &["1950-04-21 10:00", "0000-01-01"]),
            (Rule::Hash, &["f09f2c3d48f31e2a802944ade2e5aec5"], &["f09f"]),
            (Rule::List(&Rule::Whole, 2), &["1,2", "1, 2"], &["1,2,3", "1,,2", "1,x"]),
            (Rule::Goals, &["oplata_cash:200,filial_1"], &[",", "a:", ":5", "a:b"]),
            (Rule::Products, &["pear:10,apple:30"], &["pear", "pear:1.5", ":1"]),
        ] {
            for text in right {
                assert!(good(rule, text), "{rule:?} {text:?}");
            }
            for text in wrong {
                assert!(!good(rule, text), "{rule:?} {text:?}");
            }
        }
    }
}
