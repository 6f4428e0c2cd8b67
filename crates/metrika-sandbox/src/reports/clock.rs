//! Local time, without building calendar types for each visit.
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};

/// Seconds since 1970 on the wall clock of some place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Local(pub i64);

/// The zone in which a query reads time.
#[derive(Debug, Clone)]
pub(super) enum Clock {
    /// An offset in seconds, as `timezone=+03:00` asks for.
    Fixed(i64),
    Zone(TimeZone),
}

pub(super) const DAY: i64 = 86_400;

impl Clock {
    /// The zone of a counter: those without changes of the clock are read fastest.
    pub(super) fn of(zone: TimeZone) -> Self {
        match zone.to_fixed_offset() {
            Ok(offset) => Self::Fixed(i64::from(offset.seconds())),
            Err(_) => Self::Zone(zone),
        }
    }

    pub(super) fn local(&self, unix: i64) -> Local {
        Local(unix + self.offset(unix))
    }

    fn offset(&self, unix: i64) -> i64 {
        match self {
            Self::Fixed(seconds) => *seconds,
            Self::Zone(zone) => {
                Timestamp::from_second(unix).map_or(0, |moment| i64::from(zone.to_offset(moment).seconds()))
            }
        }
    }
}

impl Local {
    /// Midnight at the beginning of this date.
    pub(super) fn midnight(date: Date) -> Self {
        Self(days_from_civil(i64::from(date.year()), i64::from(date.month()), i64::from(date.day())) * DAY)
    }

    /// Days since 1970.
    pub(super) fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    pub(super) fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    pub(super) fn hour(self) -> i64 {
        self.second_of_day() / 3600
    }

    /// Minute of the hour.
    pub(super) fn minute(self) -> i64 {
        self.second_of_day() / 60 % 60
    }

    /// From Monday, 1, to Sunday, 7.
    pub(super) fn weekday(self) -> i64 {
        (self.day() + 3).rem_euclid(7) + 1
    }

    /// Year, month and day.
    pub(super) fn civil(self) -> (i64, i64, i64) {
        civil_from_days(self.day())
    }

    /// `YYYY-MM-DD`
    pub(super) fn date_text(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// `YYYY-MM-DD HH:MM:SS`
    pub(super) fn text(self) -> String {
        format!("{} {:02}:{:02}:{:02}", self.date_text(), self.hour(), self.minute(), self.0.rem_euclid(60))
    }

    pub(super) fn start_of_week(self) -> Self {
        Self((self.day() - (self.weekday() - 1)) * DAY)
    }

    pub(super) fn start_of_month(self) -> Self {
        let (year, month, _) = self.civil();
        Self(days_from_civil(year, month, 1) * DAY)
    }

    pub(super) fn start_of_quarter(self) -> Self {
        let (year, month, _) = self.civil();
        Self(days_from_civil(year, (month - 1) / 3 * 3 + 1, 1) * DAY)
    }

    pub(super) fn start_of_year(self) -> Self {
        Self(days_from_civil(self.civil().0, 1, 1) * DAY)
    }
}

/// Days from 1970-01-01; the usual arithmetic on years that begin in March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_jiff_over_forty_years() {
        let mut date = jiff::civil::date(1995, 1, 1);
        while date.year() < 2035 {
            let local = Local::midnight(date);
            let expected = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
            assert_eq!(local.civil(), expected);
            assert_eq!(local.date_text(), date.to_string());
            assert_eq!(local.weekday(), i64::from(date.weekday().to_monday_one_offset()));
            date = date.tomorrow().unwrap();
        }
    }
}
