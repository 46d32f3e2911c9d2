//! Named points at which a test ends the process, as a power cut would.
//!
//! Off by default: without the `crash-points` feature a point is nothing at all.

/// Ends the process here if a test has armed the point of this name.
#[inline]
pub fn point(name: &'static str) {
    #[cfg(feature = "crash-points")]
    fail::fail_point!(name);
    #[cfg(not(feature = "crash-points"))]
    let _ = name;
}
