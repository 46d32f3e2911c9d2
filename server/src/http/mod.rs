//! HTTP as people's browsers speak it: who visits, what they may do how often, how a refusal is
//! put into words, what every answer carries.

pub mod answer;
pub(crate) mod client;
pub(crate) mod csrf;
pub(crate) mod door;
pub(crate) mod headers;
pub(crate) mod negotiate;
pub(crate) mod parts;
pub(crate) mod sent;
pub mod throttle;
pub mod visitor;
