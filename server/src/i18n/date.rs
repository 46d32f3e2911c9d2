//! Dates as people of the node read them: "21 nov. 2026, 14 h 05 UTC".

use time::{OffsetDateTime, UtcOffset};
use time_tz::{Offset, OffsetDateTimeExt, TimeZone, Tz, timezones};

use super::{Lang, t};

/// The time zone in which a node shows its times, found by its IANA name.
#[derive(Clone, Copy)]
pub struct Zone(&'static Tz);

impl Zone {
    /// Coordinated universal time, the zone of a node that has named no other.
    pub fn utc() -> Self {
        Self(timezones::db::UTC)
    }

    /// The zone of an IANA name such as `America/Montreal`; `None` when there is none.
    pub fn named(name: &str) -> Option<Self> {
        timezones::get_by_name(name).map(Self)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Zone").field(&self.0.name()).finish()
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

impl Zone {
    /// Day, hour and zone of `ms` (milliseconds UTC), as in "21 nov. 2026, 14 h 05 UTC". The
    /// pattern is the message `date-time`, so that each language orders it in its way.
    pub fn date_time(self, lang: Lang, ms: i64) -> String {
        self.write(lang, t(lang, "date-time"), ms)
    }

    /// The day alone, as in "21 nov. 2026".
    pub fn date(self, lang: Lang, ms: i64) -> String {
        self.write(lang, t(lang, "date-day"), ms)
    }

    fn write(self, lang: Lang, pattern: &str, ms: i64) -> String {
        let utc = instant(ms);
        let here = utc.to_timezone(self.0);
        let mut text = String::with_capacity(40);
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                text.push(letter);
                continue;
            }
            match letters.next() {
                Some('d') if here.day() == 1 => text.push_str(t(lang, "date-first")),
                Some('d') => text.push_str(&here.day().to_string()),
                Some('b') => {
                    let month = usize::from(u8::from(here.month())) - 1;
                    text.push_str(t(lang, MONTHS[month]));
                }
                Some('Y') => text.push_str(&here.year().to_string()),
                Some('k') => text.push_str(&here.hour().to_string()),
                Some('H') => two_digits(&mut text, here.hour()),
                Some('M') => two_digits(&mut text, here.minute()),
                Some('Z') => text.push_str(&self.abbreviation(&utc)),
                Some(other) => text.push(other),
                None => {}
            }
        }
        text
    }

    /// "EST" where the zone has letters for itself, "UTC−3" where it has only a number.
    fn abbreviation(self, utc: &OffsetDateTime) -> String {
        let offset = self.0.get_offset_utc(utc);
        let name = offset.name();
        if name.chars().all(|c| c.is_ascii_uppercase()) {
            return name.to_owned();
        }
        let (hours, minutes, _) = offset.to_utc().as_hms();
        let sign = if hours < 0 || minutes < 0 {
            '\u{2212}'
        } else {
            '+'
        };
        match minutes.unsigned_abs() {
            0 => format!("UTC{sign}{}", hours.unsigned_abs()),
            minutes => format!("UTC{sign}{}:{minutes:02}", hours.unsigned_abs()),
        }
    }
}

/// `ms` (milliseconds UTC) for the `datetime` attribute, to the second: `2026-11-21T14:05:09Z`.
pub fn iso(ms: i64) -> String {
    let at = instant(ms).to_offset(UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

fn two_digits(text: &mut String, n: u8) {
    text.push(char::from(b'0' + n / 10 % 10));
    text.push(char::from(b'0' + n % 10));
}

/// Times outside the calendar, which no valid letter carries, are shown as the epoch.
fn instant(ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
