//! The policy of each member in the words of the statement that tells them all.

use sea_orm::Value;

use super::HOUR;
use super::policy::{Answer, Policy};
use crate::Millis;

const DAY: Millis = 24 * HOUR;
/// Who follows since less is no follower yet.
const FOLLOWER: Millis = 3 * DAY;
/// An account is new for so long.
const NEW: Millis = 30 * DAY;

/// Whether somebody `a` is let through by a member `p` whatever they have said of others: somebody who
/// runs the node, or whose deeds they have looked at.
const LEAVE: &str = "EXISTS (SELECT 1 FROM notice_leave u WHERE u.person_id = p.id AND u.actor_id = a.id) \
    OR EXISTS (SELECT 1 FROM account u WHERE u.person_id = a.id AND u.role = 'admin')";

/// Whether `p` does not follow `a`.
const STRANGER: &str = "NOT EXISTS (SELECT 1 FROM follow u WHERE u.follower = p.uri \
    AND u.followed = a.uri AND u.state = 'accepted')";

/// What is asked of those who are told, for [`verdict`]: columns of a list of members `p` and of the one
/// `a` who has done something. Values: [`values`].
pub(super) fn columns() -> String {
    let usual = Policy::default();
    let answers = [
        ("strangers", usual.strangers),
        ("not_followers", usual.not_followers),
        ("newcomers", usual.newcomers),
        ("private", usual.private),
        ("limited", usual.limited),
    ];
    let answers = answers.map(|(name, answer)| {
        let answer = answer.as_str();
        format!("COALESCE(w.{name}, '{answer}') AS {name}")
    });
    format!(
        "{}, ({LEAVE}) AS leave, ({STRANGER}) AS stranger, \
         NOT EXISTS (SELECT 1 FROM follow u WHERE u.follower = a.uri AND u.followed = p.uri \
         AND u.state = 'accepted' AND u.created_at <= ?) AS no_follower, \
         (a.created_at > ?) AS newcomer, \
         (CAST(? AS BIGINT) <> 0 AND NOT EXISTS (SELECT 1 FROM mention m JOIN post u \
         ON u.id = m.post_id WHERE m.uri = a.uri AND u.author_id = p.id \
         AND u.visibility = 'direct')) AS speaks_first, \
         (a.limited_at IS NOT NULL OR EXISTS (SELECT 1 FROM peer u WHERE u.host = a.host \
         AND u.level = 'limit')) AS of_limited",
        answers.join(", ")
    )
}

/// The values of [`columns`]: `private` where the deed names people in private.
pub(super) fn values(now: Millis, private: bool) -> [Value; 3] {
    [
        (now - FOLLOWER).into(),
        (now - NEW).into(),
        i64::from(private).into(),
    ]
}

/// Whether one of the sorts of people that somebody is of is answered so, by what [`columns`] are called
/// in `q`.
pub(super) fn verdict(answer: Answer) -> String {
    let answer = answer.as_str();
    format!(
        "(NOT q.leave AND (q.strangers = '{answer}' AND q.stranger \
         OR q.not_followers = '{answer}' AND q.no_follower \
         OR q.newcomers = '{answer}' AND q.newcomer \
         OR q.private = '{answer}' AND q.stranger AND q.speaks_first \
         OR q.limited = '{answer}' AND q.stranger AND q.of_limited))"
    )
}
