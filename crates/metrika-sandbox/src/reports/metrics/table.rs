//! Which metrics there are, and of what each is made.
//!
//! Where the reference leaves a choice:
//! - `...Uniq`, `offlineCallsUniq`: visitors, each once. `...UserPercentage`: their share in all visitors of the row.
//! - `...reachesPerUser`: reaches by all visitors of the row, not only those who reached the goal.
//! - Shares by sex and age are of the visits whose visitor's sex or age is known.
//! - `mobilePercentage`: phones, without tablets. `GCLIDPercentage`: by the very source of the visit.
//! - `productInListImpressions` are products shown in lists, `productImpressions` views of their pages.
//! - `product...Price` without a currency is in that of the counter; money in others is converted, as where a name says so.
//! - `paramsNumber` counts parameters, `sumParams` adds up their last levels that are numbers, `avgParams` divides the two.
//! - `...PerDay`, `PerHour`, `PerMinute`: on the average of the period or, in reports over time, of the interval.
use super::measure::{Goals, Measure};
use super::{Atom, Definition};
use crate::reports::names::{Currency, Values};
use crate::traffic::model::{Age, Gender, ProductEventKind};

/// Metrics of visits, without prefix. Those with `goal<goal_id>` and those with `favoriteGoals` are in [`GOALS`].
pub(super) const VISITS: [&str; 82] = [
    "visits",
    "users",
    "crossDeviceUsers",
    "pageviews",
    "bounceRate",
    "pageDepth",
    "avgVisitDurationSeconds",
    "visitsPerDay",
    "visitsPerHour",
    "visitsPerMinute",
    "newUsers",
    "percentNewVisitors",
    "newUserVisitsPercentage",
    "avgDaysSinceFirstVisit",
    "robotVisits",
    "robotPercentage",
    "mobilePercentage",
    "cookieEnabledPercentage",
    "thirdPartyCookieEnabledPercentage",
    "jsEnabledPercentage",
    "blockedPercentage",
    "GCLIDPercentage",
    "manPercentage",
    "womanPercentage",
    "under18AgePercentage",
    "upTo24AgePercentage",
    "upTo34AgePercentage",
    "upTo44AgePercentage",
    "upTo54AgePercentage",
    "over54AgePercentage",
    "sumGoalReachesAny",
    "anyGoalConversionRate",
    "paramsNumber",
    "sumParams",
    "avgParams",
    "productInListImpressions",
    "productInListImpressionsUniq",
    "productInListImpressionsUserPercentage",
    "productClicks",
    "productClicksUniq",
    "productClicksUserPercentage",
    "productImpressions",
    "productImpressionsUniq",
    "productImpressionsUserPercentage",
    "productBasketsQuantity",
    "productBasketsPrice",
    "productBaskets<currency>ConvertedPrice",
    "productBasketsUniq",
    "productBasketsUserPercentage",
    "productBasketsRemoveUniq",
    "productBasketsRemoveUserPercentage",
    "productPurchasedQuantity",
    "productPurchasedPrice",
    "productPurchased<currency>ConvertedPrice",
    "productPurchasedUniq",
    "usersPurchasePercentage",
    "ecommercePurchases",
    "ecommerce<currency>ConvertedRevenue",
    "ecommerce<currency>ConvertedRevenuePerVisit",
    "ecommerce<currency>ConvertedRevenuePerPurchase",
    "offlineCalls",
    "offlineCallsUniq",
    "offlineCallsMissed",
    "offlineCallsMissedPercentage",
    "offlineCallsFirstTimeCaller",
    "offlineCallsFirstTimeCallerPercentage",
    "offlineCallTalkDurationAvg",
    "offlineCallHoldDurationTillAnswerAvg",
    "offlineCallHoldDurationTillMissAvg",
    "offlineCallDurationAvg",
    "favoriteGoalsConversionRate",
    "favoriteGoalsConverted<currency>Revenue",
    "favoriteGoalsConverted<currency>RevenuePerVisit",
    "favoriteGoalsReaches",
    "favoriteGoalsReachesPerUser",
    "favoriteGoalsUserConversionRate",
    "favoriteGoalsUsers",
    "favoriteGoalsVisits",
    "goal<goal_id>visits",
    "goal<goal_id>reaches",
    "goal<goal_id>users",
    "goal<goal_id>conversionRate",
];

/// The rest of the metrics of goals.
pub(super) const GOALS: [&str; 3] =
    ["goal<goal_id>userConversionRate", "goal<goal_id>reachesPerUser", "goal<goal_id>converted<currency>Revenue"];

/// Metrics of page views, without prefix.
pub(super) const PAGE_VIEWS: [&str; 10] = [
    "pageviews",
    "users",
    "pageviewsPerDay",
    "pageviewsPerHour",
    "pageviewsPerMinute",
    "mobilePercentage",
    "cookieEnabledPercentage",
    "thirdPartyCookieEnabledPercentage",
    "jsEnabledPercentage",
    "blockedPercentage",
];

const DAY: i64 = 86_400;
const VISIT: Atom = Atom::sum(Measure::Unit);
const USER: Atom = Atom::users(Measure::Unit);

/// Of what a metric is made. `base` is the currency of the counter.
pub(super) fn definition(template: &str, values: Values, base: Currency) -> Option<Definition> {
    match template.strip_prefix("ym:s:") {
        Some(name) => common(name)
            .or_else(|| of_goals(name, values))
            .or_else(|| of_products(name, values, base))
            .or_else(|| of_visits(name))
            .or_else(|| of_calls(name)),
        None => template.strip_prefix("ym:pv:").and_then(of_page_views),
    }
}

fn share(measure: Measure) -> Definition {
    Definition::Percent(Atom::sum(measure), VISIT)
}

/// Metrics that mean the same of visits and of page views.
fn common(name: &str) -> Option<Definition> {
    Some(match name {
        "users" => Definition::Count(USER),
        "mobilePercentage" => share(Measure::Mobile),
        "cookieEnabledPercentage" => share(Measure::Cookies),
        "thirdPartyCookieEnabledPercentage" => share(Measure::ThirdPartyCookies),
        "jsEnabledPercentage" => share(Measure::JavaScript),
        "blockedPercentage" => share(Measure::AdBlocker),
        _ => return None,
    })
}

fn of_page_views(name: &str) -> Option<Definition> {
    Some(match name {
        "pageviews" => Definition::Count(VISIT),
        "pageviewsPerDay" => Definition::Per(VISIT, DAY),
        "pageviewsPerHour" => Definition::Per(VISIT, 3600),
        "pageviewsPerMinute" => Definition::Per(VISIT, 60),
        _ => return common(name),
    })
}

fn of_visits(name: &str) -> Option<Definition> {
    // Of the visits whose visitor's age or gender is known.
    let aged = |age| Definition::Percent(Atom::sum(Measure::Age(Some(age))), Atom::sum(Measure::Age(None)));
    let gendered =
        |gender| Definition::Percent(Atom::sum(Measure::Gender(Some(gender))), Atom::sum(Measure::Gender(None)));
    Some(match name {
        "visits" => Definition::Count(VISIT),
        // The visitors of the sandbox have one device each.
        "crossDeviceUsers" => Definition::Count(USER),
        "pageviews" => Definition::Count(Atom::sum(Measure::PageViews)),
        "bounceRate" => share(Measure::Bounce),
        "pageDepth" => Definition::Ratio(Atom::sum(Measure::PageViews), VISIT, 1),
        "avgVisitDurationSeconds" => Definition::Ratio(Atom::sum(Measure::Seconds), VISIT, 1),
        "visitsPerDay" => Definition::Per(VISIT, DAY),
        "visitsPerHour" => Definition::Per(VISIT, 3600),
        "visitsPerMinute" => Definition::Per(VISIT, 60),
        "newUsers" => Definition::Count(Atom::users(Measure::NewVisit)),
        "percentNewVisitors" => Definition::Percent(Atom::users(Measure::NewVisit), USER),
        "newUserVisitsPercentage" => share(Measure::NewVisit),
        "avgDaysSinceFirstVisit" => Definition::Ratio(Atom::sum(Measure::DaysSinceFirst), VISIT, 1),
        "robotVisits" => Definition::Count(Atom::sum(Measure::Robot)),
        "robotPercentage" => share(Measure::Robot),
        "GCLIDPercentage" => share(Measure::Gclid),
        "manPercentage" => gendered(Gender::Male),
        "womanPercentage" => gendered(Gender::Female),
        "under18AgePercentage" => aged(Age::Under18),
        "upTo24AgePercentage" => aged(Age::From18To24),
        "upTo34AgePercentage" => aged(Age::From25To34),
        "upTo44AgePercentage" => aged(Age::From35To44),
        "upTo54AgePercentage" => aged(Age::From45To54),
        "over54AgePercentage" => aged(Age::Over54),
        "paramsNumber" => Definition::Count(Atom::sum(Measure::Params)),
        "sumParams" => Definition::Scaled(Atom::sum(Measure::ParamSum), 1_000_000),
        "avgParams" => Definition::Ratio(Atom::sum(Measure::ParamSum), Atom::sum(Measure::Params), 1_000_000),
        _ => return None,
    })
}

fn of_goals(name: &str, values: Values) -> Option<Definition> {
    let (goals, what) = match name {
        "sumGoalReachesAny" => (Goals::Any, "Reaches"),
        "anyGoalConversionRate" => (Goals::Any, "ConversionRate"),
        _ => match name.strip_prefix("favoriteGoals") {
            Some(what) => (Goals::Favorite, what),
            None => (Goals::One(values.goal.unwrap_or(0)), name.strip_prefix("goal<goal_id>")?),
        },
    };
    let reaches = Measure::Reaches(goals);
    let revenue = Atom::sum(Measure::GoalRevenue(goals));
    Some(match what {
        "Visits" | "visits" => Definition::Count(Atom::visits(reaches)),
        "Reaches" | "reaches" => Definition::Count(Atom::sum(reaches)),
        "Users" | "users" => Definition::Count(Atom::users(reaches)),
        "ConversionRate" | "conversionRate" => Definition::Percent(Atom::visits(reaches), VISIT),
        "UserConversionRate" | "userConversionRate" => Definition::Percent(Atom::users(reaches), USER),
        "ReachesPerUser" | "reachesPerUser" => Definition::Ratio(Atom::sum(reaches), USER, 1),
        "Converted<currency>Revenue" | "converted<currency>Revenue" => {
            Definition::Scaled(revenue, 1000 * values.currency.rate()?)
        }
        "Converted<currency>RevenuePerVisit" => Definition::Ratio(revenue, VISIT, 1000 * values.currency.rate()?),
        _ => return None,
    })
}

fn of_products(name: &str, values: Values, base: Currency) -> Option<Definition> {
    // Of the smallest units of a rouble, so many are one unit of the currency.
    let unit = |currency: Currency| Some(100 * currency.rate()?);
    if let Some(what) = name.strip_prefix("ecommerce") {
        let revenue = Atom::sum(Measure::Revenue);
        return Some(match what {
            "Purchases" => Definition::Count(Atom::sum(Measure::Purchases)),
            "<currency>ConvertedRevenue" => Definition::Scaled(revenue, unit(values.currency)?),
            "<currency>ConvertedRevenuePerVisit" => Definition::Ratio(revenue, VISIT, unit(values.currency)?),
            "<currency>ConvertedRevenuePerPurchase" => {
                Definition::Ratio(revenue, Atom::sum(Measure::Purchases), unit(values.currency)?)
            }
            _ => return None,
        });
    }
    if name == "usersPurchasePercentage" {
        return Some(Definition::Percent(Atom::users(Measure::Purchases), USER));
    }
    let rest = name.strip_prefix("product")?;
    let (deed, what) = [
        ("InListImpressions", Some(ProductEventKind::Impression)),
        ("Impressions", Some(ProductEventKind::Detail)),
        ("Clicks", Some(ProductEventKind::Click)),
        ("BasketsRemove", Some(ProductEventKind::Remove)),
        ("Baskets", Some(ProductEventKind::Add)),
        ("Purchased", None),
    ]
    .into_iter()
    .find_map(|(word, deed)| Some((deed, rest.strip_prefix(word)?)))?;
    let seen = Measure::Products(deed);
    Some(match what {
        "" => Definition::Count(Atom::sum(seen)),
        "Uniq" => Definition::Count(Atom::users(seen)),
        "UserPercentage" => Definition::Percent(Atom::users(seen), USER),
        "Quantity" => Definition::Count(Atom::sum(Measure::Quantity(deed))),
        "Price" => Definition::Scaled(Atom::sum(Measure::Price(deed)), unit(base)?),
        "<currency>ConvertedPrice" => Definition::Scaled(Atom::sum(Measure::Price(deed)), unit(values.currency)?),
        _ => return None,
    })
}

fn of_calls(name: &str) -> Option<Definition> {
    let calls = Atom::sum(Measure::Calls);
    let average = |of, among| Definition::Ratio(Atom::sum(of), Atom::sum(among), 1);
    Some(match name {
        "offlineCalls" => Definition::Count(calls),
        // Visits do not know telephone numbers: visitors who called.
        "offlineCallsUniq" => Definition::Count(Atom::users(Measure::Calls)),
        "offlineCallsMissed" => Definition::Count(Atom::sum(Measure::CallsMissed)),
        "offlineCallsMissedPercentage" => Definition::Percent(Atom::sum(Measure::CallsMissed), calls),
        "offlineCallsFirstTimeCaller" => Definition::Count(Atom::sum(Measure::CallsFirstTime)),
        "offlineCallsFirstTimeCallerPercentage" => Definition::Percent(Atom::sum(Measure::CallsFirstTime), calls),
        "offlineCallTalkDurationAvg" => average(Measure::TalkSeconds, Measure::CallsAnswered),
        "offlineCallHoldDurationTillAnswerAvg" => average(Measure::HoldAnswered, Measure::CallsAnswered),
        "offlineCallHoldDurationTillMissAvg" => average(Measure::HoldMissed, Measure::CallsMissed),
        "offlineCallDurationAvg" => average(Measure::CallSeconds, Measure::Calls),
        _ => return None,
    })
}
