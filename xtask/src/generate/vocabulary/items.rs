//! The Rust names of metrics, dimensions and presets.
//!
//! `ym:s:goal<goal_id>visits` is `GOAL_VISITS` and, as a function that writes the number in, `goal_visits`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use crate::case;

/// A name, as it is written in Rust.
#[derive(Debug)]
pub struct Item<'a> {
    /// As the API has it.
    pub name: &'a str,
    pub constant: String,
    /// If there are placeholders: the function and what it takes.
    pub function: Option<(String, Vec<Parameter>)>,
}

/// What stands for a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    Goal,
    Attribution,
    Group,
    Currency,
    Experiment,
}

impl Parameter {
    fn of(placeholder: &str) -> Option<Self> {
        Some(match placeholder {
            "goal_id" => Self::Goal,
            "attribution" => Self::Attribution,
            "group" => Self::Group,
            "currency" => Self::Currency,
            "experiment_ab" => Self::Experiment,
            _ => return None,
        })
    }
}

/// The Rust names of one module, of which no two are alike.
#[derive(Debug, Default)]
pub struct Module<'a> {
    /// By Rust name, in lower case: `VISITS` and `visits` side by side would be legal, and a riddle.
    taken: BTreeMap<String, &'a str>,
}

impl<'a> Module<'a> {
    /// A module that has some names already.
    pub fn with(taken: &[&'a str]) -> Self {
        Self { taken: taken.iter().map(|name| (name.to_lowercase(), *name)).collect() }
    }

    pub fn item(&mut self, name: &'a str) -> Result<Item<'a>> {
        let short = name.splitn(3, ':').last().unwrap_or(name);
        let (letters, placeholders) = split(short).with_context(|| name.to_owned())?;
        let snake = snake(&letters);
        let constant = snake.to_uppercase();
        ensure!(syn::parse_str::<syn::Ident>(&constant).is_ok(), "{name}: `{constant}` is no name in Rust");
        if let Some(other) = self.taken.insert(snake.clone(), name) {
            bail!("{other} and {name} would both be `{constant}`");
        }
        let function = match placeholders.is_empty() {
            true => None,
            // A word that Rust keeps to itself gets a `_`.
            false => Some((case::rust_name(&snake), placeholders)),
        };
        Ok(Item { name, constant, function })
    }
}

/// The name with `_` where placeholders are, and these.
fn split(short: &str) -> Result<(String, Vec<Parameter>)> {
    let mut letters = String::new();
    let mut parameters = Vec::new();
    let mut rest = short;
    while let Some((literal, tail)) = rest.split_once('<') {
        let (placeholder, after) = tail.split_once('>').context("`<` without `>`")?;
        let parameter = Parameter::of(placeholder)
            .with_context(|| format!("nothing is known of the placeholder `{placeholder}`"))?;
        ensure!(!parameters.contains(&parameter), "`{placeholder}` is there twice");
        parameters.push(parameter);
        letters.push_str(literal);
        letters.push('_');
        rest = after;
    }
    letters.push_str(rest);
    Ok((letters, parameters))
}

/// `startURLPathLevel1` -> `start_url_path_level1`, `RWURLHash` -> `rw_url_hash`.
fn snake(letters: &str) -> String {
    let mut apart = String::new();
    for (index, letter) in letters.char_indices() {
        // Two acronyms in a row look like one.
        if letters[index..].starts_with("URL") && letters[..index].ends_with(|before: char| before.is_ascii_uppercase())
        {
            apart.push('_');
        }
        apart.push(letter);
    }
    // The `s` of several is no word.
    let words = case::rust_name(&apart.replace("IDs", "Ids"));
    words.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn item(name: &str) -> (String, Option<String>) {
        let item = Module::default().item(name).unwrap();
        (item.constant, item.function.map(|(function, _)| function))
    }

    #[test]
    fn names_are_readable() {
        for (name, constant) in [
            ("ym:s:visits", "VISITS"),
            ("ym:s:UTMSource", "UTM_SOURCE"),
            ("ym:s:RWURLHash", "RW_URL_HASH"),
            ("ym:s:RWArticleURLPathLevel1Hash", "RW_ARTICLE_URL_PATH_LEVEL1_HASH"),
            ("ym:s:startURLPathLevel1", "START_URL_PATH_LEVEL1"),
            ("ym:s:GCLIDPercentage", "GCLID_PERCENTAGE"),
            ("ym:s:PProductID", "P_PRODUCT_ID"),
            ("ym:dl:from", "FROM"),
            ("ym:s:watchIDs", "WATCH_IDS"),
            ("ym:x:type", "TYPE"),
            ("tags_u_t_m", "TAGS_U_T_M"),
        ] {
            assert_eq!(item(name), (constant.to_owned(), None));
        }
        for (name, constant, function) in [
            ("ym:s:goal<goal_id>visits", "GOAL_VISITS", "goal_visits"),
            ("ym:s:<attribution>TrafficSource", "TRAFFIC_SOURCE", "traffic_source"),
            ("ym:s:datePeriod<group>", "DATE_PERIOD", "date_period"),
            ("ym:s:experimentAB<experiment_ab>", "EXPERIMENT_AB", "experiment_ab"),
            ("ym:ad:goal<goal_id>converted<currency>CPA", "GOAL_CONVERTED_CPA", "goal_converted_cpa"),
            ("ym:x:<attribution>Type", "TYPE", "type_"),
        ] {
            assert_eq!(item(name), (constant.to_owned(), Some(function.to_owned())));
        }
    }

    #[test]
    fn names_that_cannot_be() {
        let refusal = |name| format!("{:#}", Module::with(&["ALL_METRICS"]).item(name).unwrap_err());
        assert_eq!(refusal("ym:s:allMetrics"), "ALL_METRICS and ym:s:allMetrics would both be `ALL_METRICS`");
        assert_eq!(refusal("ym:s:1st"), "ym:s:1st: `1ST` is no name in Rust");
        assert_eq!(refusal("ym:s:<moon>Phase"), "ym:s:<moon>Phase: nothing is known of the placeholder `moon`");
        assert_eq!(refusal("ym:s:<groupPhase"), "ym:s:<groupPhase: `<` without `>`");
        assert_eq!(refusal("ym:s:<group>or<group>"), "ym:s:<group>or<group>: `group` is there twice");
    }
}
