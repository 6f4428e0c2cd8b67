//! A counter as it is answered: what is kept, what follows from it, and what `field=` adds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::zoned_text;
use crate::operations::grants;
use crate::operations::items::{Written, write_flags};
use crate::state::{Counter, Entity};

/// Who looks, and at what.
pub(super) struct Viewer<'a> {
    pub login: &'a str,
    /// The viewer's own labels.
    pub labels: &'a BTreeMap<i64, Entity>,
    pub fields: &'a [&'a str],
    pub now: Timestamp,
}

/// What lists leave out.
const ONLY_FULL: &[&str] = &[
    "autogoals_enabled",
    "code",
    "currency",
    "currency_code",
    "ecommerce_deduplicator_enabled",
    "features",
    "filter_robots",
    "max_filters",
    "max_goals",
    "max_operations",
    "publisher_options",
    "update_time",
    "vendor_id",
    "visit_threshold",
];

impl Viewer<'_> {
    /// As `get_counter` answers it.
    pub fn full(&self, counter: &Counter) -> Entity {
        let mut value = counter.value.clone();
        let permission = counter.permission(self.login).unwrap_or("view");
        value.insert("permission".to_owned(), json!(permission));
        value.insert("owner_login".to_owned(), json!(counter.owner));
        value.insert("favorite".to_owned(), json!(i32::from(counter.favorite_of.contains(self.login))));
        let offset = counter.zone().to_offset(self.now).seconds() / 60;
        value.insert("time_zone_offset".to_owned(), json!(offset));
        value.insert("code".to_owned(), json!(code(counter)));
        write_flags(&mut value, DIGITS, Written::Digit);
        write_flags(&mut value, WORDS, Written::Word);
        self.expand(counter, &mut value);
        value
    }

    /// As `list_counters` answers it: shorter, and with the time of its making in UTC.
    pub fn brief(&self, counter: &Counter) -> Entity {
        let mut value = self.full(counter);
        value.retain(|field, _| !ONLY_FULL.contains(&field.as_str()));
        let made = value.get("create_time").and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
        if let Some(made) = made {
            value.insert("create_time".to_owned(), zoned_text(made, &jiff::tz::TimeZone::UTC).into());
        }
        if counter.owner != self.login {
            value.insert("delete_guest_allowed".to_owned(), json!(1));
        }
        value
    }

    /// Adds what was asked for. Keys of empty lists are left out, as the service does.
    fn expand(&self, counter: &Counter, value: &mut Entity) {
        let mut add = |key: &str, list: Vec<Value>| {
            if !list.is_empty() {
                value.insert(key.to_owned(), Value::Array(list));
            }
        };
        let all = |map: &BTreeMap<i64, Entity>| map.values().cloned().map(Value::Object).collect();
        let labels = counter.labels.iter().filter_map(|id| self.labels.get(id)).cloned().map(Value::Object);
        add("labels", labels.collect());
        for field in self.fields {
            match *field {
                "goals" => add("goals", all(&counter.goals)),
                "mirrors" => add("mirrors2", counter.mirrors.clone()),
                "grants" => add("grants", grants::shown(counter).into_iter().map(Value::Object).collect()),
                "filters" => add("filters", all(&counter.filters)),
                "operations" | "operation" => add("operations", all(&counter.operations)),
                "measurement_tokens" => {
                    let tokens = counter.measurement_tokens.iter().cloned().map(Value::String);
                    add("measurement_tokens", tokens.collect());
                }
                _ => {}
            }
        }
        if self.fields.contains(&"counter_flags") {
            value.insert("counter_flags".to_owned(), Value::Object(counter.flags.clone()));
        }
    }
}

/// Flags that the service writes as 1 and 0...
const DIGITS: &[&str] = &[
    "hide_address",
    "pro",
    "gdpr_agreement_accepted",
    "webvisor/arch_enabled",
    "webvisor/wv_forms",
    "code_options/alternative_cdn",
    "code_options/async",
    "code_options/clickmap",
    "code_options/ecommerce",
    "code_options/in_one_line",
    "code_options/informer/enabled",
    "code_options/track_hash",
    "code_options/visor",
    "code_options/xml_site",
];

/// ...and those that it writes, in the very same body, as true and false.
const WORDS: &[&str] = &[
    "autogoals_enabled",
    "ecommerce_deduplicator_enabled",
    "code_options/ssr",
    "code_options/ytm",
    "publisher_options/enabled",
    "webvisor/allow_wv2",
    "webvisor/notify_wv2",
];

/// What goes onto the pages of the site. It leads to no real host.
fn code(counter: &Counter) -> String {
    let id = counter.id();
    let option = |name: &str| {
        let value = counter.value.get("code_options").map(|options| &options[name]);
        value.and_then(crate::call::flag).unwrap_or(false)
    };
    format!(
        "<!-- Yandex.Metrika counter -->\n<script src=\"https://tag.example/metrika.js?id={id}\" async></script>\n\
         <script>\n    ym({id}, 'init', {{clickmap:{}, trackHash:{}, webvisor:{}}});\n</script>\n\
         <noscript><div><img src=\"https://tag.example/watch/{id}\" alt=\"\" /></div></noscript>\n\
         <!-- /Yandex.Metrika counter -->\n",
        option("clickmap"),
        option("track_hash"),
        option("visor"),
    )
}
