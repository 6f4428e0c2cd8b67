//! What one visit adds to a metric, as a whole number.
use crate::reports::Counter;
use crate::reports::dimensions::days_since_first;
use crate::reports::filter::Filter;
use crate::reports::names::rate;
use crate::reports::scope::{Bound, Family, Scope, product_of};
use crate::traffic::model::{Age, Call, DeviceCategory, Gender, ProductEventKind};

/// Which goals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum Goals {
    Any,
    Favorite,
    One(u32),
}

/// What was done with a product: an event, or none if it was bought.
pub(super) type Deed = Option<ProductEventKind>;

/// A number of a visit, or of the things in it that are in scope. Money is in roubles, whatever it was paid in: in kopecks, prices of goals in thousandths,
/// parameters in millionths: whole numbers add up without error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports) enum Measure {
    /// One for each visit; in page views, one for each of them.
    Unit,
    PageViews,
    Bounce,
    Seconds,
    NewVisit,
    Robot,
    Mobile,
    Cookies,
    ThirdPartyCookies,
    JavaScript,
    AdBlocker,
    Gclid,
    /// Of this gender; of any, if none is given.
    Gender(Option<Gender>),
    Age(Option<Age>),
    DaysSinceFirst,
    Reaches(Goals),
    GoalRevenue(Goals),
    Params,
    ParamSum,
    Products(Deed),
    Quantity(Deed),
    Price(Deed),
    Purchases,
    Revenue,
    Calls,
    CallsAnswered,
    CallsMissed,
    CallsFirstTime,
    TalkSeconds,
    HoldAnswered,
    HoldMissed,
    CallSeconds,
}

/// Millionths of a parameter's value, if it is a number: `12.5` is 12 500 000.
pub(in crate::reports) fn millionths(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || fraction.len() > 6 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    let value = whole * 1_000_000 + fraction;
    Some(if negative { -value } else { value })
}

/// What an amount in a currency is in roubles. What has no currency, or one without a rate, is nothing.
fn roubles(amount: i64, currency: &str) -> i64 {
    rate(currency).map_or(0, |rate| amount.saturating_mul(rate))
}

impl Measure {
    /// The things of which it is a sum; none if it is a number of the visit itself.
    fn family(self) -> Option<Family> {
        match self {
            Self::Reaches(_) | Self::GoalRevenue(_) => Some(Family::Goal),
            Self::Params | Self::ParamSum => Some(Family::Param),
            Self::Products(_) | Self::Quantity(_) | Self::Price(_) => Some(Family::Product),
            Self::Purchases | Self::Revenue => Some(Family::Purchase),
            Self::Calls
            | Self::CallsAnswered
            | Self::CallsMissed
            | Self::CallsFirstTime
            | Self::TalkSeconds
            | Self::HoldAnswered
            | Self::HoldMissed
            | Self::CallSeconds => Some(Family::Call),
            _ => None,
        }
    }

    /// What the scope adds, as far as it passes the filter of the metric.
    pub(in crate::reports) fn of(self, scope: &Scope<'_, '_>, narrow: Option<&Filter>, counters: &[Counter]) -> i64 {
        let Some(family) = self.family() else {
            return if narrow.is_none_or(|filter| filter.matches(&scope.view, counters)) {
                self.of_visit(scope)
            } else {
                0
            };
        };
        let mut sum = 0;
        scope.each(family, |index| {
            let passes = |filter: &Filter| filter.matches(&scope.view.at(family, Bound::At(index)), counters);
            if narrow.is_none_or(passes) {
                sum += self.of_thing(scope, index, counters);
            }
        });
        sum
    }

    fn of_visit(self, scope: &Scope<'_, '_>) -> i64 {
        let visit = scope.view.visit;
        match self {
            Self::Unit => 1,
            Self::PageViews => visit.page_views().into(),
            Self::Bounce => visit.is_bounce().into(),
            Self::Seconds => visit.duration.into(),
            Self::NewVisit => visit.is_new.into(),
            Self::Robot => visit.is_robot.into(),
            Self::Mobile => (visit.device.category == DeviceCategory::Mobile).into(),
            Self::Cookies => visit.device.cookies.into(),
            Self::ThirdPartyCookies => visit.device.third_party_cookies.into(),
            Self::JavaScript => visit.device.javascript.into(),
            Self::AdBlocker => visit.device.ad_blocker.into(),
            Self::Gclid => visit.sources.last.gclid.is_some().into(),
            Self::Gender(None) => visit.visitor.gender.is_some().into(),
            Self::Gender(gender) => (visit.visitor.gender == gender).into(),
            Self::Age(None) => visit.visitor.age.is_some().into(),
            Self::Age(age) => (visit.visitor.age == age).into(),
            Self::DaysSinceFirst => days_since_first(&scope.view),
            _ => 0,
        }
    }

    fn of_thing(self, scope: &Scope<'_, '_>, index: usize, counters: &[Counter]) -> i64 {
        let visit = scope.view.visit;
        let call = |f: fn(&Call) -> i64| visit.calls.get(index).map_or(0, f);
        match self {
            Self::Params | Self::Purchases | Self::Calls => 1,
            Self::Reaches(goals) | Self::GoalRevenue(goals) => {
                let Some(reach) = visit.goals.get(index) else { return 0 };
                let counted = match goals {
                    Goals::Any => true,
                    Goals::One(goal) => reach.goal == goal,
                    Goals::Favorite => counters
                        .get(usize::from(scope.view.counter))
                        .is_some_and(|counter| counter.favorite_goals.contains(&reach.goal)),
                };
                match self {
                    _ if !counted => 0,
                    Self::GoalRevenue(_) => roubles(reach.price, reach.currency.unwrap_or_default()),
                    _ => 1,
                }
            }
            Self::ParamSum => {
                let value = visit.params.get(index).and_then(|path| path.last());
                value.and_then(|value| millionths(value)).unwrap_or(0)
            }
            Self::Products(deed) | Self::Quantity(deed) | Self::Price(deed) => {
                let Some(found) = product_of(visit, index).filter(|found| found.event == deed) else { return 0 };
                match self {
                    Self::Quantity(_) => found.item.quantity.into(),
                    Self::Price(_) => {
                        let product = found.item.product;
                        roubles(product.price_minor * i64::from(found.item.quantity), product.currency)
                    }
                    _ => 1,
                }
            }
            Self::Revenue => {
                let purchase = visit.purchases.get(index);
                purchase.map_or(0, |purchase| roubles(purchase.revenue_minor, purchase.currency))
            }
            Self::CallsAnswered => call(|call| (!call.missed).into()),
            Self::CallsMissed => call(|call| call.missed.into()),
            Self::CallsFirstTime => call(|call| call.first_time.into()),
            Self::TalkSeconds => call(|call| call.talk_seconds.into()),
            Self::HoldAnswered => call(|call| if call.missed { 0 } else { call.hold_seconds.into() }),
            Self::HoldMissed => call(|call| if call.missed { call.hold_seconds.into() } else { 0 }),
            Self::CallSeconds => call(|call| i64::from(call.talk_seconds) + i64::from(call.hold_seconds)),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::millionths;

    #[test]
    fn reads_numbers_exactly() {
        assert_eq!(millionths("12.5"), Some(12_500_000));
        assert_eq!(millionths("-3"), Some(-3_000_000));
        assert_eq!(millionths("0.000001"), Some(1));
        for text in ["", "-", "pro", "1e5", "1.2.3", "0.0000001", "9999999999", "+5", "5 "] {
            assert_eq!(millionths(text), None, "{text}");
        }
    }
}
