//! Dates on the wire (RFC 3339) and in the house (milliseconds since 1970, UTC).

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::limits;

/// 1 January 2100: no date at or beyond it is read or written.
pub const END_MS: i64 = 4_102_444_800_000;

/// Milliseconds of an RFC 3339 date from 1970 to before 2100, `None` for anything else.
///
/// A date without an offset, as some servers write, counts as UTC.
pub fn read(text: &str) -> Option<i64> {
    if text.len() > limits::DATE_BYTES {
        return None;
    }
    let moment = OffsetDateTime::parse(text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339))
        .ok()?;
    let ms = i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?;
    (0..END_MS).contains(&ms).then_some(ms)
}

/// The RFC 3339 text of milliseconds since 1970, in UTC; milliseconds are written only where there
/// are some. A moment outside 1970 to 2100 is brought to the nearest end.
pub fn write(ms: i64) -> String {
    let since = Duration::from_millis(ms.clamp(0, END_MS - 1).unsigned_abs());
    let moment = OffsetDateTime::UNIX_EPOCH + since;
    let (date, time) = (moment.date(), moment.time());
    let mut text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
    );
    if time.millisecond() != 0 {
        let thousandths = format!(".{:03}", time.millisecond());
        text.push_str(&thousandths);
    }
    text.push('Z');
    text
}
