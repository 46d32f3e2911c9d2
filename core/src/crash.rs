//! Named points at which a test ends the process, as a power cut would.
//!
//! Off by default: without the `crash-points` feature a point is nothing at all. With it, a process
//! whose `FAILPOINTS` variable says `NAME=return` (or `NAME=2*off->return` for the third time) aborts
//! there, without a destructor, a flush or a goodbye.

/// Every point, in the order of posting, receiving and delivering.
pub const POINTS: [&str; 8] = [
    "tx-before-commit",
    "tx-after-commit",
    "gather-before-commit",
    "gather-after-commit",
    "open-before-commit",
    "open-after-commit",
    "deliver-before-send",
    "deliver-after-send",
];

/// Reads `FAILPOINTS`, once, when the process starts.
pub fn arm() {
    #[cfg(feature = "crash-points")]
    std::mem::forget(fail::FailScenario::setup());
}

/// Ends the process here if a test has armed the point of this name.
#[inline]
pub fn point(name: &'static str) {
    #[cfg(feature = "crash-points")]
    fail::fail_point!(name, |_| std::process::abort());
    #[cfg(not(feature = "crash-points"))]
    let _ = name;
}
