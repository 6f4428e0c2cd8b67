//! Templates of names: what is written where they have placeholders.
//!
//! `ym:s:goal12345visits` is the template `ym:s:goal<goal_id>visits` with a number written in. A name may also keep some of its placeholders.

use super::parameters::{Attribution, Group};

/// Longer than any word that a placeholder stands for.
const LONGEST_WORD: usize = 48;

/// Whether `name` is `template`, with or without something written in.
pub(crate) fn fits(template: &str, name: &str) -> bool {
    let Some((literal, (placeholder, template))) =
        template.split_once('<').and_then(|(literal, tail)| Some((literal, tail.split_once('>')?)))
    else {
        return template == name;
    };
    let Some(name) = name.strip_prefix(literal) else { return false };
    let kept = name.strip_prefix('<').and_then(|name| name.strip_prefix(placeholder)?.strip_prefix('>'));
    if let Some(rest) = kept {
        return fits(template, rest);
    }
    // The end is compared first: that is cheap, and seldom the same.
    (1..=name.len().min(LONGEST_WORD)).any(|end| {
        name.split_at_checked(end)
            .is_some_and(|(word, rest)| fits(template, rest) && stands_for(placeholder, word, rest))
    })
}

/// Whether a word may stand for a placeholder, when the name goes on with `rest`.
fn stands_for(placeholder: &str, word: &str, rest: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match placeholder {
        "attribution" => !matches!(Attribution::from(word), Attribution::Other(_)),
        "group" => !matches!(Group::from(word), Group::Other(_)),
        "currency" => word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()),
        // To the last digit: the goal of `goal12visits` is not 1.
        "goal_id" | "experiment_ab" => digits(word) && !rest.starts_with(|char: char| char.is_ascii_digit()),
        _ => false,
    }
}

/// The placeholders of a name, in order and without their brackets.
pub(super) fn placeholders(name: &str) -> impl Iterator<Item = &str> {
    name.split('<').skip(1).filter_map(|piece| Some(piece.split_once('>')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_covers() {
        let goal = "ym:s:goal<goal_id>visits";
        for name in [goal, "ym:s:goal1visits", "ym:s:goal9000000000visits"] {
            assert!(fits(goal, name), "{name}");
        }
        for name in
            ["ym:s:goalvisits", "ym:s:goal-1visits", "ym:s:goal1users", "ym:s:goal<goal>visits", "ym:s:goal1visit"]
        {
            assert!(!fits(goal, name), "{name}");
        }
        let source = "ym:s:<attribution>TrafficSource";
        for word in ["last", "lastSign", "lastsign", "CROSS_DEVICE_LAST", "crossDeviceLast", "<attribution>"] {
            assert!(fits(source, &format!("ym:s:{word}TrafficSource")), "{word}");
        }
        for word in ["", "latest", "<group>", "ласт"] {
            assert!(!fits(source, &format!("ym:s:{word}TrafficSource")), "{word}");
        }
        let revenue = "ym:s:goal<goal_id>converted<currency>Revenue";
        for name in ["goal7convertedUSDRevenue", "goal7converted<currency>Revenue", "goal<goal_id>convertedEURRevenue"]
        {
            assert!(fits(revenue, &format!("ym:s:{name}")), "{name}");
        }
        assert!(!fits(revenue, "ym:s:goal7convertedUSRevenue"));
        assert!(fits("ym:s:datePeriod<group>", "ym:s:datePeriodday"));
        assert!(!fits("ym:s:datePeriod<group>", "ym:s:datePeriodfortnight"));
        assert!(fits("ym:s:visits", "ym:s:visits"));
        assert!(!fits("ym:s:visits", "ym:s:Visits"));
    }

    #[test]
    fn placeholders_in_order() {
        let names: Vec<_> = placeholders("ym:s:goal<goal_id>converted<currency>Revenue").collect();
        assert_eq!(names, ["goal_id", "currency"]);
        assert_eq!(placeholders("ym:s:visits").count(), 0);
    }
}
