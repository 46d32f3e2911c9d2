//! What administrators decide about people: about members, whose log-ins they close and whom they send
//! away, and about people of any node, as far as this node goes. Nothing of it is a record, and no other
//! node is told of it before an account is deleted.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{By, reports};
use crate::access;
use crate::people::{self, Person};
use crate::store::entity::person;
use crate::{Refusal, Result, Tx, threads};

/// What can be decided about somebody, until it is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sanction {
    /// Their media count as sensitive.
    Sensitive,
    /// A member signs in no longer.
    Disable,
    /// What they contribute to salons waits for a moderator, and nobody meets it who does not know them.
    Limit,
    /// Nothing of theirs is read or taken here; a member signs in no longer.
    Suspend,
}

/// Decides something about somebody, and closes the reports about them. `why` is said to a member who
/// would sign in.
///
/// # Errors
/// Only administrators decide, and not about themselves; a node keeps one who can sign in. People of
/// other nodes have no log-in here. A reason that is too long.
pub async fn sanction(
    tx: &mut Tx,
    by: By<'_>,
    target: &Person,
    what: Sanction,
    why: &str,
) -> Result<()> {
    let ends = matches!(what, Sanction::Disable | Sanction::Suspend);
    let target = judged(tx, by, target.id, ends).await?;
    let why = super::within(why)?;
    match what {
        Sanction::Sensitive => mark(tx, &target, person::Column::SensitizedAt, true).await?,
        Sanction::Limit => mark(tx, &target, person::Column::LimitedAt, true).await?,
        Sanction::Disable => {
            must_sign_in_here(&target)?;
            access::disable(tx, &target, &why).await?;
        }
        Sanction::Suspend => {
            mark(tx, &target, person::Column::SuspendedAt, true).await?;
            tx.memo().change_trust();
            if target.local {
                access::end_all(tx, target.id).await?;
                access::say_why(tx, &target, &why).await?;
            }
        }
    }
    reports::close_about(tx, by, &target.uri).await
}

/// Takes back what was decided about somebody. What waits for a moderator since stays to be judged, and
/// what was refused at the door does not come.
pub async fn lift(tx: &mut Tx, by: By<'_>, target: &Person, what: Sanction) -> Result<()> {
    let target = judged(tx, by, target.id, false).await?;
    match what {
        Sanction::Sensitive => mark(tx, &target, person::Column::SensitizedAt, false).await,
        Sanction::Limit => mark(tx, &target, person::Column::LimitedAt, false).await,
        Sanction::Disable => {
            must_sign_in_here(&target)?;
            access::enable(tx, &target).await
        }
        Sanction::Suspend => {
            mark(tx, &target, person::Column::SuspendedAt, false).await?;
            tx.memo().change_trust();
            Ok(())
        }
    }
}

/// Lets somebody in who waits for approval.
pub async fn let_in(tx: &mut Tx, by: By<'_>, target: &Person) -> Result<()> {
    let target = judged(tx, by, target.id, false).await?;
    if target.state != "held" {
        return Err(Refusal::NotWaiting.into());
    }
    access::approve(tx, &target.name).await
}

/// Turns somebody away who waits for approval: the account goes with all that was written meanwhile.
pub async fn turn_away(tx: &mut Tx, by: By<'_>, target: &Person) -> Result<()> {
    let target = judged(tx, by, target.id, true).await?;
    if target.state != "held" {
        return Err(Refusal::NotWaiting.into());
    }
    end(tx, &target).await
}

/// Deletes a suspended account of this node with all that was written, here and elsewhere.
pub async fn erase(tx: &mut Tx, by: By<'_>, target: &Person) -> Result<()> {
    let target = judged(tx, by, target.id, true).await?;
    if !target.local || target.suspended_at.is_none() {
        return Err(Refusal::NotSuspended.into());
    }
    end(tx, &target).await
}

async fn end(tx: &mut Tx, target: &Person) -> Result<()> {
    access::close(tx, target).await?;
    Box::pin(threads::delete_account(tx, target)).await
}

/// Who is judged, as they stand now; `ends` says that it would end a log-in.
async fn judged(tx: &Tx, by: By<'_>, target: i64, ends: bool) -> Result<Person> {
    by.must_decide(tx).await?;
    if ends {
        access::must_leave_an_admin(tx, target).await?;
    }
    if matches!(by, By::Person { person, .. } if person.id == target) {
        return Err(Refusal::NotOneself.into());
    }
    tx.memo().forget_people();
    let found = people::get_by_id(tx, target).await?;
    let is_somebody =
        |one: &Person| one.state != "gone" && !matches!(one.kind.as_str(), "Group" | "Application");
    let found = found.filter(is_somebody);
    found.ok_or_else(|| Refusal::NoSuchPerson(target.to_string()).into())
}

fn must_sign_in_here(target: &Person) -> Result<()> {
    if target.local {
        Ok(())
    } else {
        Err(Refusal::NoLogin.into())
    }
}

/// What was decided before keeps its date.
async fn mark(tx: &Tx, target: &Person, column: person::Column, yes: bool) -> Result<()> {
    let mut change = person::Entity::update_many()
        .col_expr(column, Expr::value(yes.then(|| tx.now())))
        .filter(person::Column::Id.eq(target.id));
    if yes {
        change = change.filter(column.is_null());
    }
    change.exec(tx.conn().await?).await?;
    tx.memo().forget_people();
    Ok(())
}
