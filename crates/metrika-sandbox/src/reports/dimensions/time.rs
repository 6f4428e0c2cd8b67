//! Dimensions of time.
use super::value::{Label, Value};
use crate::reports::clock::Local;
use crate::reports::names::Group;

/// Which moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum Moment {
    /// The beginning of the visit, or the hit in page views; in the zone of the query.
    Start,
    Hit,
    /// The first visit of the visitor.
    First,
    /// The beginning or the hit, on the visitor's own clock.
    BrowserStart,
    BrowserHit,
}

/// What of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::reports) enum TimePart {
    Date,
    /// The beginning of the interval; `<group>` is put in when the name is resolved.
    Period(Group),
    DateTime,
    Year,
    Month,
    DayOfMonth,
    DayOfWeek,
    Hour,
    HourMinute,
    /// The ten minutes of the day: `13:20`.
    Dekaminute,
    /// The minute of the hour.
    Minute,
    StartOfYear,
    StartOfQuarter,
    StartOfMonth,
    StartOfWeek,
    StartOfHour,
    StartOfDekaminute,
    StartOfMinute,
}

/// The endings of names: `ym:s:firstVisit` + `StartOfWeek`.
pub(super) const PARTS: [(&str, TimePart); 18] = [
    ("Date", TimePart::Date),
    ("DatePeriod<group>", TimePart::Period(Group::Week)),
    ("DateTime", TimePart::DateTime),
    ("Year", TimePart::Year),
    ("Month", TimePart::Month),
    ("DayOfMonth", TimePart::DayOfMonth),
    ("DayOfWeek", TimePart::DayOfWeek),
    ("Hour", TimePart::Hour),
    ("HourMinute", TimePart::HourMinute),
    ("Dekaminute", TimePart::Dekaminute),
    ("Minute", TimePart::Minute),
    ("StartOfYear", TimePart::StartOfYear),
    ("StartOfQuarter", TimePart::StartOfQuarter),
    ("StartOfMonth", TimePart::StartOfMonth),
    ("StartOfWeek", TimePart::StartOfWeek),
    ("StartOfHour", TimePart::StartOfHour),
    ("StartOfDekaminute", TimePart::StartOfDekaminute),
    ("StartOfMinute", TimePart::StartOfMinute),
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The beginning of the interval of this group that holds the moment. `all`, `auto` and the groups of several have none
/// by themselves.
pub(in crate::reports) fn start_of(group: Group, at: Local) -> Local {
    let floor = |seconds: i64| Local(at.0.div_euclid(seconds) * seconds);
    match group {
        Group::Minute | Group::Minutes => floor(60),
        Group::Dekaminute => floor(600),
        Group::Hour | Group::Hours => floor(3600),
        Group::Day | Group::All | Group::Auto => floor(86_400),
        Group::Week => at.start_of_week(),
        Group::Month => at.start_of_month(),
        Group::Quarter => at.start_of_quarter(),
        Group::Year => at.start_of_year(),
    }
}

impl TimePart {
    /// A number by which moments are told apart and put in order.
    pub(super) fn of(self, at: Local) -> Value {
        Value::Int(match self {
            Self::Date => start_of(Group::Day, at).0,
            Self::Period(group) => start_of(group, at).0,
            Self::DateTime => at.0,
            Self::Year => at.civil().0,
            Self::Month => at.civil().1,
            Self::DayOfMonth => at.civil().2,
            Self::DayOfWeek => at.weekday(),
            Self::Hour => at.hour(),
            Self::HourMinute => at.second_of_day() / 60,
            Self::Dekaminute => at.second_of_day() / 600 * 10,
            Self::Minute => at.minute(),
            Self::StartOfYear => at.start_of_year().0,
            Self::StartOfQuarter => at.start_of_quarter().0,
            Self::StartOfMonth => at.start_of_month().0,
            Self::StartOfWeek => at.start_of_week().0,
            Self::StartOfHour => start_of(Group::Hour, at).0,
            Self::StartOfDekaminute => start_of(Group::Dekaminute, at).0,
            Self::StartOfMinute => start_of(Group::Minute, at).0,
        })
    }

    /// The looks of that number.
    pub(super) fn label(self, number: i64) -> Label {
        let local = Local(number);
        match self {
            Self::Date | Self::StartOfYear | Self::StartOfQuarter | Self::StartOfMonth | Self::StartOfWeek => {
                Label::name(local.date_text())
            }
            Self::Period(Group::Minute | Group::Dekaminute | Group::Hour)
            | Self::DateTime
            | Self::StartOfHour
            | Self::StartOfDekaminute
            | Self::StartOfMinute => Label::name(local.text()),
            Self::Period(_) => Label::name(local.date_text()),
            Self::Year | Self::Month | Self::DayOfMonth | Self::Hour | Self::Minute => Label::name(number.to_string()),
            Self::DayOfWeek => {
                let name = usize::try_from(number - 1).ok().and_then(|index| WEEKDAYS.get(index)).copied();
                Label::with_id(number.to_string(), name.unwrap_or_default())
            }
            Self::HourMinute | Self::Dekaminute => Label::name(format!("{:02}:{:02}", number / 60, number % 60)),
        }
    }
}
