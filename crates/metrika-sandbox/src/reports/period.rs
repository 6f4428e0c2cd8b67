//! The days that a report is about.
use super::Parameters;
use super::clock::{Clock, DAY, Local};
use super::problem::Problem;
use jiff::ToSpan;
use jiff::civil::Date;

/// From the first to the last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// Reads a period from two parameters, each with another one that stands in for it.
    pub(super) fn read(
        parameters: &dyn Parameters,
        names: (&str, &str),
        instead: (Option<&str>, Option<&str>),
        today: Date,
    ) -> Result<Self, Problem> {
        let text = |name: &str, instead: Option<&str>, default: &'static str| {
            let given = parameters.get(name).or_else(|| instead.and_then(|name| parameters.get(name)));
            given.unwrap_or(default).to_owned()
        };
        let from = date(&text(names.0, instead.0, "6daysAgo"), today, names.0)?;
        let to = date(&text(names.1, instead.1, "today"), today, names.1)?;
        if from > to {
            let message = format!("{} is {from}, which is after {}, {to}", names.0, names.1);
            return Err(Problem::invalid(names.0, message));
        }
        Ok(Self { from, to })
    }

    pub(super) fn seconds(self) -> i64 {
        self.end().0 - self.start().0
    }

    pub(super) fn start(self) -> Local {
        Local::midnight(self.from)
    }

    /// The first moment after it.
    pub(super) fn end(self) -> Local {
        Local(Local::midnight(self.to).0 + DAY)
    }

    pub(super) fn contains(self, at: Local) -> bool {
        (self.start()..self.end()).contains(&at)
    }

    /// With one day more before it, or behind it.
    pub(super) fn widened(self, before: bool, behind: bool) -> Self {
        Self {
            from: if before { self.from.yesterday().unwrap_or(self.from) } else { self.from },
            to: if behind { self.to.tomorrow().unwrap_or(self.to) } else { self.to },
        }
    }
}

/// A day: `YYYY-MM-DD`, `today`, `yesterday` or `NdaysAgo`.
fn date(text: &str, today: Date, location: &str) -> Result<Date, Problem> {
    let days_ago = |days: i64| today.checked_sub(days.days()).ok();
    let found = match text {
        "today" => Some(today),
        "yesterday" => days_ago(1),
        _ => match text.strip_suffix("daysAgo") {
            Some(days) if days.len() <= 5 && days.bytes().all(|byte| byte.is_ascii_digit()) => {
                days.parse().ok().and_then(days_ago)
            }
            Some(_) => None,
            None if text.len() == 10 => text.parse().ok(),
            None => None,
        },
    };
    found.ok_or_else(|| {
        let message = format!("{location} is no date: {text}. Dates are YYYY-MM-DD, today, yesterday or NdaysAgo");
        Problem::invalid(location, message)
    })
}

/// The clock of `timezone`: `±hh:mm` from `-23:59` to `+23:59`.
pub(super) fn time_zone(text: &str) -> Result<Clock, Problem> {
    let read = || {
        let (sign, rest) = match text.split_at_checked(1)? {
            ("+", rest) => (1, rest),
            ("-", rest) => (-1, rest),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let number = |text: &str, below: i64| {
            let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i64>().ok().filter(|&number| plain && number < below)
        };
        Some(sign * (number(hours, 24)? * 3600 + number(minutes, 60)? * 60))
    };
    read().map(Clock::Fixed).ok_or_else(|| {
        let message = format!("timezone is ±hh:mm from -23:59 to +23:59, the plus as %2B in a URL, and not {text:?}");
        Problem::invalid("timezone", message)
    })
}
