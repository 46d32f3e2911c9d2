//! What those hear of who look after the node: administrators of who asks for an account, they and the
//! moderators of a salon of what is reported.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

use super::Kind;
use super::write::told;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::notification;
use crate::{Result, Tx};

/// Administrators `p` who can sign in, by their log-in.
const ADMINS: &str = "p.suspended_at IS NULL AND EXISTS (SELECT 1 FROM account c \
    WHERE c.person_id = p.id AND c.role = 'admin' AND c.disabled_at IS NULL)";

/// Somebody asks for an account.
pub(crate) async fn of_sign_up(tx: &Tx, person: &Person) -> Result<()> {
    tell(tx, Kind::SignUp, person, None, ADMINS, Vec::new()).await
}

/// Something is reported that stands in some salons of this node, by local id.
pub(crate) async fn of_report(
    tx: &Tx,
    reporter: &Person,
    report: i64,
    salons: &BTreeSet<i64>,
) -> Result<()> {
    let marks = vec!["?"; salons.len()].join(", ");
    let mut who = ADMINS.to_owned();
    if !salons.is_empty() {
        who = format!(
            "({ADMINS} OR p.suspended_at IS NULL \
             AND p.uri IN (SELECT m.actor FROM moderator m WHERE m.forum_id IN ({marks})))"
        );
    }
    let values = salons.iter().map(|salon| Value::from(*salon)).collect();
    tell(tx, Kind::Report, reporter, Some(report), &who, values).await
}

async fn tell(
    tx: &Tx,
    kind: Kind,
    actor: &Person,
    report: Option<i64>,
    who: &str,
    whom: Vec<Value>,
) -> Result<()> {
    let words = format!(
        "INSERT INTO notification (person_id, kind, actor_id, report_id, group_key, made_at) \
         SELECT p.id, CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), \
         CAST(? AS BIGINT) FROM person p WHERE p.id IN (SELECT c.person_id FROM account c) \
         AND p.id <> ? AND {who} ON CONFLICT DO NOTHING RETURNING id, person_id, aside"
    );
    let mut values: Vec<Value> = vec![
        kind.as_str().into(),
        actor.id.into(),
        report.into(),
        kind.together(None, tx.now()).into(),
        tx.now().into(),
        actor.id.into(),
    ];
    values.extend(whom);
    told(tx, statement(tx.core().backend(), &words, values)).await
}

/// Somebody looks after the node no longer: they hear nothing of what they had heard of.
pub(crate) async fn forget_office(tx: &Tx, person: i64) -> Result<()> {
    let office = [Kind::SignUp.as_str(), Kind::Report.as_str()];
    notification::Entity::delete_many()
        .filter(notification::Column::PersonId.eq(person))
        .filter(notification::Column::Kind.is_in(office))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}
