//! The names of reports: every name of `openapi/vocabulary.json` is an item of `metrika::reports`, with all that is known of it.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use metrika::reports::{self, Attribution, Currency, Dimension, Group, Metric, Preset};
use serde_json::{Value, json};
use xtask::generate::vocabulary::names;
use xtask::layout;
use xtask::tables::{self, Sections};

const NAMESPACES: [&str; 7] = ["ad", "dl", "ep", "ev", "pv", "s", "up"];

static VOCABULARY: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(&std::fs::read_to_string(layout::root().join(layout::VOCABULARY)).unwrap()).unwrap()
});

fn list(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

fn namespace(name: &str) -> &str {
    name.split(':').nth(1).unwrap()
}

fn items(vocabulary: &Value) -> BTreeMap<String, Sections> {
    let additive = xtask::regen::additive(&layout::root()).unwrap();
    tables::vocabulary::files(&names(vocabulary, &additive).unwrap()).unwrap()
}

#[test]
fn items_of_every_namespace() {
    let files = items(&VOCABULARY);
    let mut modules: Vec<&str> = NAMESPACES.to_vec();
    modules.push("presets");
    modules.sort_unstable();
    assert_eq!(files.keys().collect::<Vec<_>>(), modules);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/vocabulary");
    let found: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".snap")?.to_owned()))
        .collect();
    assert_eq!(found.iter().collect::<Vec<_>>(), modules, "snapshots left over or missing");
    let mut failed = Vec::new();
    for (module, sections) in files {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots/vocabulary");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(module.as_str(), tables::render(&sections)));
        }));
        if compared.is_err() {
            failed.push(module);
        }
    }
    assert!(failed.is_empty(), "snapshots that changed: {failed:#?}");
}

/// The lines that a change of the vocabulary changes, with their modules: first as they were, then as they are.
fn changed_by(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut after = VOCABULARY.clone();
    change(&mut after);
    let lines = |vocabulary: &Value| -> BTreeSet<String> {
        let text = |(module, sections): (String, Sections)| {
            let lines = sections.into_values().flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
            lines.map(move |line| format!("{module}: {line}")).collect::<Vec<_>>()
        };
        items(vocabulary).into_iter().flat_map(text).collect()
    };
    let (before, after) = (lines(&VOCABULARY), lines(&after));
    let (gone, new) = (before.difference(&after), after.difference(&before));
    gone.map(|line| format!("-{line}")).chain(new.map(|line| format!("+{line}"))).collect()
}

#[test]
fn one_word_of_the_vocabulary_changes_one_line() {
    let changed = changed_by(|vocabulary| vocabulary["metric_details"]["ym:s:visits"]["type"] = json!("double"));
    assert_eq!(
        changed,
        [
            "-s: VISITS = ym:s:visits -- a whole number; adds up over days; filters may have it; reports from 2009-01-18; see `visits/basic`.",
            "+s: VISITS = ym:s:visits -- a number with a fraction; adds up over days; filters may have it; reports from 2009-01-18; see `visits/basic`.",
        ]
    );
    let changed = changed_by(|vocabulary| {
        vocabulary["metrics"].as_array_mut().unwrap().push(json!("ym:up:goal<goal_id>rate<currency>"));
    });
    assert_eq!(
        changed,
        [
            "+up: GOAL_RATE = ym:up:goal<goal_id>rate<currency> -- the reference has only its name.",
            "+up: goal_rate(goal: impl Into<GoalId>, currency: Currency) = \"ym:up:goal{}rate{currency}\", goal.into()",
        ]
    );
}

#[test]
fn as_many_names_come_out_as_went_in() {
    assert_eq!(list(&VOCABULARY["dimensions"]).len(), 667);
    assert_eq!(list(&VOCABULARY["metrics"]).len(), 501);
    assert_eq!(VOCABULARY["presets"].as_object().unwrap().len(), 87);
    assert_eq!((reports::dimensions().count(), reports::metrics().count(), reports::presets().count()), (667, 501, 87));
    // By namespace: constants of the files, rows of the tables, names of the vocabulary.
    let files = items(&VOCABULARY);
    for module in NAMESPACES {
        let constants = |kind: &str| {
            let lines = files[module].get(kind).map_or("", String::as_str).lines();
            lines.filter(|line| line.starts_with(|char: char| char.is_ascii_uppercase())).count()
        };
        let of_module = |names: &Value| list(names).into_iter().filter(|name| namespace(name) == module).count();
        let dimensions = reports::dimensions().filter(|info| info.name.namespace() == module).count();
        assert_eq!([constants("Dimension"), dimensions], [of_module(&VOCABULARY["dimensions"]); 2], "{module}");
        let metrics = reports::metrics().filter(|info| info.name.namespace() == module).count();
        assert_eq!([constants("Metric"), metrics], [of_module(&VOCABULARY["metrics"]); 2], "{module}");
    }
}

#[test]
fn every_name_is_a_constant_and_with_placeholders_a_function_too() {
    let (mut constants, mut functions) = (BTreeMap::new(), BTreeSet::new());
    for (module, sections) in items(&VOCABULARY) {
        for line in sections.values().flat_map(|text| text.lines()) {
            let (item, name) = line.split_once(" = ").unwrap();
            match item.split_once('(') {
                None => {
                    let name = name.split(" -- ").next().unwrap().to_owned();
                    assert_eq!(constants.insert(name, (module.clone(), item.to_lowercase())), None);
                }
                Some((function, _)) => assert!(functions.insert((module.clone(), function.to_owned()))),
            }
        }
    }
    let presets = VOCABULARY["presets"].as_object().unwrap().keys().map(String::as_str);
    for name in [list(&VOCABULARY["dimensions"]), list(&VOCABULARY["metrics"])].concat().into_iter().chain(presets) {
        let item = constants.remove(name).unwrap_or_else(|| panic!("{name} is no constant"));
        assert_eq!(functions.remove(&item), name.contains('<'), "{name}");
    }
    assert_eq!((constants, functions), Default::default(), "items of no name");
}

#[test]
fn the_tables_say_what_the_vocabulary_says() {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut names: Vec<&str> = Vec::new();
    for info in reports::metrics() {
        let name = info.name.as_str();
        let known = &VOCABULARY["metric_details"][name];
        assert_eq!(info.unit.map(|unit| unit.to_string()), text(&known["type"]), "{name}");
        assert_eq!(info.filterable, known["filterable"].as_bool(), "{name}");
        assert_eq!(info.since.map(|date| date.to_string()), text(&known["since"]), "{name}");
        assert_eq!(info.group, known["group"].as_str(), "{name}");
        assert_eq!(info.also_in, known.get("also_in").map_or_else(Vec::new, list), "{name}");
        assert_eq!(Metric::new(name).unwrap(), info.name);
        names.push(name);
    }
    assert_eq!(BTreeSet::from_iter(names), list(&VOCABULARY["metrics"]).into_iter().collect());
    let mut names: Vec<&str> = Vec::new();
    for info in reports::dimensions() {
        let name = info.name.as_str();
        let known = &VOCABULARY["dimension_details"][name];
        assert_eq!(info.operators, known.get("operators").map_or_else(Vec::new, list), "{name}");
        assert_eq!(info.name_dimension.as_ref().map(Dimension::as_str), known["name_dimension"].as_str(), "{name}");
        assert_eq!(info.since.map(|date| date.to_string()), text(&known["since"]), "{name}");
        assert_eq!(info.group, known["group"].as_str(), "{name}");
        assert_eq!(Dimension::new(name).unwrap(), info.name);
        names.push(name);
    }
    assert_eq!(BTreeSet::from_iter(names), list(&VOCABULARY["dimensions"]).into_iter().collect());
    for info in reports::presets() {
        let known = &VOCABULARY["presets"][info.name.as_str()];
        assert_eq!(info.dimensions.iter().map(Dimension::as_str).collect::<Vec<_>>(), list(&known["dimensions"]));
        assert_eq!(info.metrics.iter().map(Metric::as_str).collect::<Vec<_>>(), list(&known["metrics"]));
        assert_eq!(Some(info.group), known["group"].as_str());
        assert_eq!(Preset::new(info.name.as_str()).unwrap().info(), Some(info));
        for name in info.dimensions {
            assert_eq!(Dimension::new(name.as_str()).unwrap(), *name);
        }
        for name in info.metrics {
            assert_eq!(Metric::new(name.as_str()).unwrap(), *name);
        }
    }
}

/// A template with everything that its placeholders may stand for.
fn written_out(template: &str) -> Vec<String> {
    let attributions = Attribution::KNOWN.iter().flat_map(|attribution| {
        [attribution.in_names().to_owned(), attribution.to_string(), attribution.to_string().to_uppercase()]
    });
    let values: [(&str, Vec<String>); 5] = [
        ("<attribution>", attributions.collect()),
        ("<group>", Group::KNOWN.iter().map(Group::to_string).collect()),
        ("<currency>", ["RUB", "USD", "BYN"].map(str::to_owned).into()),
        ("<goal_id>", ["1", "12345", "9007199254740993"].map(str::to_owned).into()),
        ("<experiment_ab>", ["7", "42"].map(str::to_owned).into()),
    ];
    let mut names = vec![template.to_owned()];
    for (placeholder, words) in &values {
        if template.contains(placeholder) {
            // The name that keeps its placeholder stays in the list.
            let replaced: Vec<String> =
                names.iter().flat_map(|name| words.iter().map(|word| name.replace(placeholder, word))).collect();
            names.extend(replaced);
        }
    }
    names
}

#[test]
fn a_name_that_is_written_out_leads_back_to_its_template() {
    let mut tried = 0;
    for info in reports::metrics() {
        for name in written_out(info.name.as_str()) {
            assert_eq!(Metric::new(&name).unwrap().info().map(|found| &found.name), Some(&info.name), "{name}");
            tried += 1;
        }
    }
    for info in reports::dimensions() {
        for name in written_out(info.name.as_str()) {
            assert_eq!(Dimension::new(&name).unwrap().info().map(|found| &found.name), Some(&info.name), "{name}");
            tried += 1;
        }
        // The names of its values, unless that is a dimension of the vocabulary itself.
        if let Some(names) = info.name_dimension.as_ref() {
            let itself = reports::dimensions().find(|other| other.name == *names);
            let found = written_out(names.as_str()).into_iter().map(|name| Dimension::new(name).unwrap().info());
            found.for_each(|found| assert_eq!(found, Some(itself.unwrap_or(info)), "{names}"));
        }
    }
    assert!(tried > 2000, "{tried}");
    for name in ["ym:s:latestTrafficSource", "ym:s:lasttrafficSource", "ym:s:Visits", "ym:q:visits"] {
        assert_eq!(Dimension::new(name).unwrap().info(), None, "{name}");
        assert_eq!(Metric::new(name).unwrap().info(), None, "{name}");
    }
}

#[test]
fn what_is_written_into_names() {
    use metrika::reports::{ev, s};

    let written = [
        s::goal_visits(12345).to_string(),
        s::traffic_source(Attribution::LastSign).to_string(),
        s::traffic_source(Attribution::CrossDeviceFirst).to_string(),
        s::date_period(Group::Week).to_string(),
        s::ecommerce_converted_revenue(Currency::Usd).to_string(),
        s::experiment_ab(7).to_string(),
        ev::goal_expense_roi(5, Currency::from("BYN")).to_string(),
    ];
    assert_eq!(
        written,
        [
            "ym:s:goal12345visits",
            "ym:s:lastSignTrafficSource",
            "ym:s:cross_device_firstTrafficSource",
            "ym:s:datePeriodweek",
            "ym:s:ecommerceUSDConvertedRevenue",
            "ym:s:experimentAB7",
            "ym:ev:goal5expenseBYNROI",
        ]
    );
}

#[test]
fn the_words_of_the_parameters_are_known() {
    let words = |parameter: &str| list(&VOCABULARY["parameters"][parameter]["values"]);
    for word in words("attribution") {
        assert!(Attribution::KNOWN.contains(&Attribution::from(word)), "{word}");
    }
    for word in words("group") {
        assert!(Group::KNOWN.contains(&Group::from(word)), "{word}");
    }
    for word in words("currency") {
        assert!(Currency::KNOWN.contains(&Currency::from(word)), "{word}");
    }
}
