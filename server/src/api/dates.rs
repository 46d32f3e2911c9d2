//! Times as clients read them: UTC with exactly three decimals (some fail on fewer).

use palabre_core::Millis;
use time::OffsetDateTime;

/// `2026-11-22T12:00:00.000Z`, from milliseconds UTC.
pub(crate) fn full(at: Millis) -> String {
    let (hour, minute, second, milli) = instant(at).time().as_hms_milli();
    format!("{}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z", day(at))
}

/// `2026-11-22`, from milliseconds UTC.
pub(crate) fn day(at: Millis) -> String {
    let (year, month, day) = instant(at).date().to_calendar_date();
    format!("{year:04}-{:02}-{day:02}", u8::from(month))
}

fn instant(at: Millis) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    // client_api.9
    #[test]
    fn a_time_has_three_decimals_whatever_it_is() {
        assert_eq!(full(1_795_262_400_000), "2026-11-21T12:00:00.000Z");
        assert_eq!(full(1_795_262_400_007), "2026-11-21T12:00:00.007Z");
        assert_eq!(day(0), "1970-01-01");
    }
}
