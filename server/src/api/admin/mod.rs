//! What administrators do from their clients, and moderators with reports: the token must allow it, and the
//! member must be one now.

pub(super) mod accounts;
pub(super) mod domains;
pub(super) mod reports;
