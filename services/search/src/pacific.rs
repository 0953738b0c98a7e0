//! The day as Google counts it: quotas of the YouTube Data API come back at midnight Pacific time.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Where it is midnight when quotas come back.
const ZONE: &str = "America/Los_Angeles";

/// One day of quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// As `2026-11-21`.
    pub(crate) name: String,
    /// How long it lasts yet; never nothing.
    pub(crate) left: Duration,
}

/// The day at `now`, Unix milliseconds. It lasts 23, 24 or 25 hours.
pub(crate) fn day(now: f64) -> Day {
    let now = if now.is_finite() { now } else { 0.0 };
    // The zone is compiled in, and the clock is past 1970; without either the day is UTC's.
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(now as i64).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone);
    let left = at.start_of_day().and_then(|start| start.checked_add(1.day())).map_or(24.0 * 3600.0, |end| {
        let end = end.start_of_day().unwrap_or(end);
        end.timestamp().as_millisecond() as f64 / 1e3 - now / 1e3
    });
    Day { name: at.date().to_string(), left: Duration::from_secs_f64(left.clamp(1e-3, 26.0 * 3600.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Day {
        day(text.parse::<Timestamp>().unwrap().as_millisecond() as f64)
    }

    #[test]
    fn the_day_ends_at_midnight_pacific() {
        for (now, name, left) in [
            ("2026-11-21T07:59:59Z", "2026-11-20", 1),
            ("2026-11-21T08:00:00Z", "2026-11-21", 24 * 3600),
            ("2026-07-01T06:59:30Z", "2026-06-30", 30),
            ("2026-07-01T07:00:00Z", "2026-07-01", 24 * 3600),
            // Clocks go forward on the 8th of March and back on the 1st of November.
            ("2026-03-08T08:00:00Z", "2026-03-08", 23 * 3600),
            ("2026-11-01T07:00:00Z", "2026-11-01", 25 * 3600),
        ] {
            assert_eq!(at(now), Day { name: name.to_owned(), left: Duration::from_secs(left) }, "{now}");
        }
    }

    #[test]
    fn nonsense_is_still_a_day() {
        for now in [f64::NAN, -1.0, f64::INFINITY, 1e300] {
            let day = day(now);
            assert!(day.left > Duration::ZERO && day.left <= Duration::from_secs(26 * 3600), "{now}: {day:?}");
        }
    }
}
