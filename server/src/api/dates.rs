//! Times as clients read them: UTC with exactly three decimals (some fail on fewer).

use palabre_core::Millis;
use time::OffsetDateTime;
use time::format_description::StaticFormatDescription;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

/// What Fedilab writes: a zone without a colon, and where it dates anew a `Date` of Java in words.
const OTHERS: [StaticFormatDescription; 2] = [
    format_description!(
        version = 2,
        "[year]-[month]-[day]T[hour]:[minute]:[second][optional [.[subsecond]]]\
         [offset_hour sign:mandatory][offset_minute]"
    ),
    format_description!(
        version = 2,
        "[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] \
         GMT[offset_hour sign:mandatory]:[offset_minute] [year]"
    ),
];

/// Milliseconds UTC of a time as clients write it: RFC 3339, where it names no zone in UTC as Mastodon
/// reads it, or one of the forms of their platforms.
pub(crate) fn read(text: &str) -> Option<Millis> {
    let usual = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let other = |form: &StaticFormatDescription| OffsetDateTime::parse(text, form).ok();
    let at = usual(text)
        .or_else(|| usual(&format!("{text}Z")))
        .or_else(|| OTHERS.iter().find_map(other))?;
    Millis::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}

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

    // scheduled.1
    #[test]
    fn a_time_is_read_as_platforms_write_it() {
        let noon = Some(1_795_262_400_000);
        for text in [
            "2026-11-21T12:00:00.000Z",
            "2026-11-21T12:00:00",
            "2026-11-21T13:00:00+01:00",
            "2026-11-21T13:00:00+0100",
            "2026-11-21T13:00:00.000+0100",
            "Sat Nov 21 13:00:00 GMT+01:00 2026",
        ] {
            assert_eq!(read(text), noon, "{text}");
        }
        for text in ["", "demain", "2026-11-21", "2026-11-21T12:00:00+0160", "12"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    // client_api.9
    #[test]
    fn a_time_has_three_decimals_whatever_it_is() {
        assert_eq!(full(1_795_262_400_000), "2026-11-21T12:00:00.000Z");
        assert_eq!(full(1_795_262_400_007), "2026-11-21T12:00:00.007Z");
        assert_eq!(day(0), "1970-01-01");
    }
}
