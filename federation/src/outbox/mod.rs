//! What goes out.

pub(crate) mod joined;
