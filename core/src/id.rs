//! Local ids: 43 bits of milliseconds, 20 bits of chance (ledger §8). Typed by use, time-ordered,
//! local only: never in a digest, never on the wire for another's object.

use crate::Millis;
use crate::clock::Chance;

const CHANCE_BITS: u32 = 20;
const YEAR_2000: Millis = 946_684_800_000;

/// Makes an id for something that came to be at `at`.
pub fn fresh(at: Millis, now: Millis, chance: &dyn Chance) -> i64 {
    let clamped = at.clamp(YEAR_2000, now.max(YEAR_2000));
    let low = i64::from_le_bytes(chance.bits().to_le_bytes()) & ((1 << CHANCE_BITS) - 1);
    (clamped << CHANCE_BITS) | low
}

/// The moment that an id was made for.
pub fn moment(id: i64) -> Millis {
    id >> CHANCE_BITS
}

/// The first id that may have been made for a moment.
pub(crate) fn beginning(at: Millis) -> i64 {
    at << CHANCE_BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemChance;

    // ledger.48
    #[test]
    fn ids_are_ordered_by_their_moment_and_fit_63_bits() {
        let now = 1_795_000_000_000;
        let old = fresh(now - 1, now, &SystemChance);
        let new = fresh(now, now, &SystemChance);
        assert!(old < new && old > 0);
        assert_eq!(moment(new), now);
    }

    // ledger.48
    #[test]
    fn a_moment_outside_the_years_is_clamped() {
        let now = 1_795_000_000_000;
        assert_eq!(moment(fresh(-5, now, &SystemChance)), YEAR_2000);
        assert_eq!(moment(fresh(now + 10, now, &SystemChance)), now);
    }
}
