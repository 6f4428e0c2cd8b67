//! Fields that are often wanted together.

use super::{Field, FieldInfo, Source, fields};

/// Those of the fields whose short name passes.
fn chosen(source: Source, passes: impl Fn(&FieldInfo, &str) -> bool) -> Vec<Field> {
    fields(source).filter(|info| passes(info, info.name.short())).map(|info| info.name.clone()).collect()
}

fn any(name: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| name.starts_with(beginning))
}

/// Fields of visits that are often wanted together; of one request, unless it says otherwise.
pub mod visits {
    use super::{Field, Source, any, chosen};

    /// All of them: more than one request may name (3000 characters), so that a log of all needs several.
    pub fn all() -> Vec<Field> {
        chosen(Source::Visits, |_, _| true)
    }

    /// Who came when, from where, to what, and for how long: ids, times, first and last page, traffic source, region and goals.
    pub fn essential() -> Vec<Field> {
        const NAMES: &[&str] = &[
            "visitID",
            "counterID",
            "clientID",
            "watchIDs",
            "date",
            "dateTime",
            "dateTimeUTC",
            "isNewUser",
            "startURL",
            "endURL",
            "pageViews",
            "visitDuration",
            "bounce",
            "regionCountryID",
            "regionCityID",
            "deviceCategory",
            "goalsID",
            "goalsDateTime",
            "<attribution>TrafficSource",
            "referer",
        ];
        chosen(Source::Visits, |_, name| NAMES.contains(&name))
    }

    /// Purchases and the products in them, with the ids that join them to other logs.
    pub fn ecommerce() -> Vec<Field> {
        chosen(Source::Visits, |_, name| {
            any(name, &["purchase", "products"]) || ["visitID", "clientID", "date", "dateTime"].contains(&name)
        })
    }

    /// All that is known of where visits came from, with the ids that join them to other logs.
    pub fn traffic() -> Vec<Field> {
        chosen(Source::Visits, |_, name| {
            name.starts_with("<attribution>")
                || ["visitID", "clientID", "date", "dateTime", "referer", "from"].contains(&name)
        })
    }
}

/// Fields of hits that are often wanted together; of one request.
pub mod hits {
    use super::{Field, Source, chosen};

    /// All of them.
    pub fn all() -> Vec<Field> {
        chosen(Source::Hits, |_, _| true)
    }

    /// Who saw what, when, and from where: ids, times, page, title, referrer, region, device and goals.
    pub fn essential() -> Vec<Field> {
        const NAMES: &[&str] = &[
            "watchID",
            "counterID",
            "clientID",
            "date",
            "dateTime",
            "URL",
            "title",
            "referer",
            "regionCountryID",
            "regionCityID",
            "deviceCategory",
            "isPageView",
            "link",
            "download",
            "notBounce",
            "artificial",
            "goalsID",
            "lastTrafficSource",
        ];
        chosen(Source::Hits, |_, name| NAMES.contains(&name))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::logs::LogQuery;

    #[test]
    fn each_is_a_request_but_all_fields_of_visits() {
        let query = |source, fields: Vec<Field>| {
            LogQuery::of(source, date(2026, 2, 1)..=date(2026, 2, 28)).fields(fields).check()
        };
        for (fields, number) in [(visits::essential(), 20), (visits::ecommerce(), 32), (visits::traffic(), 37)] {
            assert_eq!(fields.len(), number);
            query(Source::Visits, fields).unwrap();
        }
        for (fields, number) in [(hits::all(), 90), (hits::essential(), 18)] {
            assert_eq!(fields.len(), number);
            query(Source::Hits, fields).unwrap();
        }
        assert_eq!(visits::all().len(), 176);
        let error = query(Source::Visits, visits::all()).unwrap_err();
        assert!(error.to_string().contains("the names have 4263 characters, 3000 are allowed"), "{error}");
    }
}
