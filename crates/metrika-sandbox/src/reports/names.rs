//! Names of dimensions and metrics: from the way they are written to the template of the vocabulary and its values.
//!
//! `ym:s:goal12345visits` and, with `goal_id=12345` beside it, `ym:s:goal<goal_id>visits` are the same name.
use super::Counter;
use super::vocabulary::vocabulary;
use crate::traffic::model::Attribution;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Length of an interval of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Group {
    All,
    Auto,
    Minutes,
    Dekaminute,
    Minute,
    Hour,
    Hours,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Group {
    pub(super) const ALL: [(&str, Self); 12] = [
        ("all", Self::All),
        ("auto", Self::Auto),
        ("minutes", Self::Minutes),
        ("dekaminute", Self::Dekaminute),
        ("minute", Self::Minute),
        ("hour", Self::Hour),
        ("hours", Self::Hours),
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
    ];

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, group)| group)
    }

    pub(super) fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|&(_, group)| group == self).map_or("", |(word, _)| word)
    }
}

/// Roubles for one unit of a currency: the sandbox converts by these, on whatever day. The service converts by rates of its
/// own, to the currencies that the parameter `currency` lists (`openapi/stat.yaml`), which are these.
const RATES: [(&str, i64); 4] = [("RUB", 1), ("USD", 80), ("EUR", 90), ("YND", 30)];

/// How many roubles one unit of this currency is worth.
pub(super) fn rate(code: impl AsRef<[u8]>) -> Option<i64> {
    RATES.into_iter().find(|(known, _)| known.as_bytes() == code.as_ref()).map(|(_, rate)| rate)
}

/// The code of a currency: `RUB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Currency(pub [u8; 3]);

impl Currency {
    pub(super) fn from_code(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Self(bytes.map(|byte| byte.to_ascii_uppercase())))
    }

    pub(super) const ROUBLES: Self = Self(*b"RUB");

    /// The currency of a counter; roubles if it has none that is a code.
    pub(super) fn of(counter: &Counter) -> Self {
        Self::from_code(&counter.currency).unwrap_or(Self::ROUBLES)
    }

    /// How many roubles one unit is worth, if the sandbox says so.
    pub(super) fn rate(self) -> Option<i64> {
        rate(self.0.as_slice())
    }

    pub(super) fn code(self) -> String {
        self.0.into_iter().map(char::from).collect()
    }
}

/// What placeholders stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Values {
    pub attribution: Attribution,
    pub group: Group,
    pub goal: Option<u32>,
    pub currency: Currency,
}

/// A name that the reference knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// As answers write it: placeholders filled in, and otherwise as the query wrote it.
    pub written: String,
    /// As the vocabulary lists it.
    pub template: &'static str,
    pub values: Values,
    /// Whether the name has the ending `Name`: the names of the values, without their ids.
    pub name_form: bool,
}

/// The spelling of an attribution inside of names and, with a capital, in the echo of a query.
pub(super) fn attribution_in_names(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::First => "first",
        Attribution::Last => "last",
        Attribution::LastSign => "lastSign",
        Attribution::LastYandexDirectClick => "lastYandexDirectClick",
        Attribution::CrossDeviceFirst => "crossDeviceFirst",
        Attribution::CrossDeviceLast => "crossDeviceLast",
        Attribution::CrossDeviceLastSignificant => "crossDeviceLastSignificant",
        Attribution::CrossDeviceLastYandexDirectClick => "crossDeviceLastYandexDirectClick",
        Attribution::Automatic => "automatic",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(&'static str),
    Attribution,
    Group,
    Goal,
    Currency,
    Experiment,
}

/// All templates of one kind of name.
struct Templates {
    plain: HashSet<&'static str>,
    patterns: Vec<(&'static str, Vec<Piece>)>,
}

impl Templates {
    fn of(names: impl Iterator<Item = &'static String>) -> Self {
        let plain: HashSet<&'static str> = names.map(String::as_str).collect();
        let mut patterns: Vec<_> =
            plain.iter().filter(|name| name.contains('<')).map(|&name| (name, pieces(name))).collect();
        patterns.sort_unstable_by_key(|&(name, _)| name);
        Self { plain, patterns }
    }

    /// The template of a written name, with the values written into it.
    fn find(&self, name: &str, given: Values) -> Option<(&'static str, Values)> {
        if let Some(&template) = self.plain.get(name) {
            return Some((template, given));
        }
        let written = self.patterns.iter().find_map(|(template, pieces)| {
            let mut values = given;
            matches(pieces, name, &mut values).then_some((*template, values))
        });
        // `ym:s:trafficSource`, as the examples of the reference write it: of the attribution that the query asks for.
        written.or_else(|| {
            let bare = |pieces: &[Piece]| match pieces {
                [Piece::Literal(before), Piece::Attribution, Piece::Literal(after)] => {
                    name.strip_prefix(before).is_some_and(|rest| rest == *after || rest == uncapital(after))
                }
                _ => false,
            };
            self.patterns.iter().find(|(_, pieces)| bare(pieces)).map(|&(template, _)| (template, given))
        })
    }
}

static DIMENSIONS: LazyLock<Templates> = LazyLock::new(|| {
    let vocabulary = vocabulary();
    Templates::of(vocabulary.dimensions.iter().chain(vocabulary.presets.values().flat_map(|preset| &preset.dimensions)))
});

static METRICS: LazyLock<Templates> = LazyLock::new(|| {
    let vocabulary = vocabulary();
    Templates::of(vocabulary.metrics.iter().chain(vocabulary.presets.values().flat_map(|preset| &preset.metrics)))
});

/// `trafficSource` for `TrafficSource`.
fn uncapital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// Finds the dimension that a name means, whether or not the sandbox computes it.
pub(super) fn dimension(name: &str, given: Values) -> Option<Name> {
    let found = |(template, values): (&'static str, Values), name_form| Name {
        written: written(name, values),
        template,
        values,
        name_form,
    };
    if let Some(pair) = DIMENSIONS.find(name, given) {
        return Some(found(pair, false));
    }
    if let Some(pair) = name.strip_suffix("Name").and_then(|base| DIMENSIONS.find(base, given)) {
        return Some(found(pair, true));
    }
    // Some dimensions keep their names under quite another name.
    vocabulary().dimension_details.iter().find_map(|(template, details)| {
        (details.name_dimension.as_deref() == Some(name)).then(|| found((template.as_str(), given), true))
    })
}

/// Finds the metric that a name means, whether or not the sandbox computes it.
pub(super) fn metric(name: &str, given: Values) -> Option<Name> {
    let (template, values) = METRICS.find(name, given)?;
    Some(Name { written: written(name, values), template, values, name_form: false })
}

/// A name with its placeholders filled in.
fn written(name: &str, values: Values) -> String {
    if !name.contains('<') {
        return name.to_owned();
    }
    let goal = values.goal.map_or_else(|| "<goal_id>".to_owned(), |goal| goal.to_string());
    name.replace("<attribution>", attribution_in_names(values.attribution))
        .replace("<group>", values.group.word())
        .replace("<goal_id>", &goal)
        .replace("<currency>", &values.currency.code())
}

fn pieces(template: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((literal, (placeholder, after))) =
        rest.split_once('<').and_then(|(literal, tail)| Some((literal, tail.split_once('>')?)))
    {
        pieces.push(Piece::Literal(literal));
        pieces.push(match placeholder {
            "attribution" => Piece::Attribution,
            "group" => Piece::Group,
            "goal_id" => Piece::Goal,
            "currency" => Piece::Currency,
            _ => Piece::Experiment,
        });
        rest = after;
    }
    pieces.push(Piece::Literal(rest));
    pieces
}

/// Whether a name is this template with something written into it; what is written goes into `values`.
fn matches(pieces: &[Piece], name: &str, values: &mut Values) -> bool {
    let Some((first, pieces)) = pieces.split_first() else { return name.is_empty() };
    if let Piece::Literal(literal) = first {
        return name.strip_prefix(literal).is_some_and(|rest| matches(pieces, rest, values));
    }
    let ends = name.char_indices().map(|(at, char)| at + char.len_utf8()).take_while(|&end| end <= 48);
    for end in ends {
        let (word, rest) = name.split_at(end);
        let before = *values;
        let fits = match first {
            Piece::Attribution => Attribution::from_word(word).map(|attribution| values.attribution = attribution),
            Piece::Group => Group::from_word(word).map(|group| values.group = group),
            // Digits to the end: `goal1` of `goal12visits` is not a goal.
            Piece::Goal if !rest.starts_with(|char: char| char.is_ascii_digit()) => {
                digits(word).map(|goal| values.goal = Some(goal))
            }
            Piece::Currency => Currency::from_code(word).map(|currency| values.currency = currency),
            Piece::Experiment => digits(word).map(|_| ()),
            Piece::Goal | Piece::Literal(_) => None,
        };
        if fits.is_some() && matches(pieces, rest, values) {
            return true;
        }
        *values = before;
    }
    false
}

fn digits(word: &str) -> Option<u32> {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { word.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Values {
        let currency = Currency::from_code("RUB").unwrap();
        Values { attribution: Attribution::LastSign, group: Group::Week, goal: None, currency }
    }

    #[test]
    fn both_ways_of_writing() {
        for word in ["last", "LAST", "lastSign", "lastsign", "cross_device_last", "CROSS_DEVICE_LAST_SIGNIFICANT"] {
            let name = dimension(&format!("ym:s:{word}TrafficSource"), given()).unwrap();
            assert_eq!(name.template, "ym:s:<attribution>TrafficSource");
            assert_eq!(Some(name.values.attribution), Attribution::from_word(word));
        }
        let name = dimension("ym:s:<attribution>TrafficSource", given()).unwrap();
        assert_eq!(name.written, "ym:s:lastSignTrafficSource");
        for (bare, template) in
            [("trafficSource", "TrafficSource"), ("UTMSource", "UTMSource"), ("sourceEngine", "SourceEngine")]
        {
            let name = dimension(&format!("ym:s:{bare}"), given()).unwrap();
            assert_eq!(
                (name.written, name.template),
                (format!("ym:s:{bare}"), &*format!("ym:s:<attribution>{template}"))
            );
            assert_eq!(name.values.attribution, given().attribution);
        }
        assert!(dimension("ym:s:trafficSourceName", given()).unwrap().name_form);
        let name = dimension("ym:s:datePerioddayName", given()).unwrap();
        assert_eq!((name.values.group, name.name_form), (Group::Day, true));
        let name = metric("ym:s:goal12visits", given()).unwrap();
        assert_eq!((name.template, name.values.goal), ("ym:s:goal<goal_id>visits", Some(12)));
        let name = metric("ym:s:goal7convertedUSDRevenue", given()).unwrap();
        assert_eq!((name.values.goal, name.values.currency.code()), (Some(7), "USD".to_owned()));
        let name = metric("ym:s:ecommerce<currency>ConvertedRevenue", given()).unwrap();
        assert_eq!(name.written, "ym:s:ecommerceRUBConvertedRevenue");
        assert_eq!(metric("ym:s:goalvisits", given()), None);
        assert_eq!(metric("ym:s:goal99999999999visits", given()), None);
        assert_eq!(dimension("ym:s:lustTrafficSource", given()), None);
        assert_eq!(dimension("", given()), None);
    }
}
