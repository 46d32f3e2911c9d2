//! Whom a member endorses: people and salons that they show beside themselves.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::page::{Line, Page};
use crate::people::Person;
use crate::store::entity::endorsement;
use crate::store::lines::lines;
use crate::{Core, Refusal, Result, Tx, forums};

/// How many one member endorses at most.
const ENDORSED: usize = 100;

/// Endorses somebody, or no longer. Doing it twice is doing it once; who is followed no longer is not
/// endorsed any more.
///
/// # Errors
/// Somebody whom the member does not follow; a hundred already.
pub async fn endorse(tx: &Tx, reader: &Person, target: &Person, yes: bool) -> Result<()> {
    let own = endorsement::Column::PersonId.eq(reader.id);
    if !yes {
        endorsement::Entity::delete_many()
            .filter(own)
            .filter(endorsement::Column::TargetId.eq(target.id))
            .exec(tx.conn().await?)
            .await?;
        return Ok(());
    }
    if !forums::follows(tx, &reader.uri, &target.uri).await? {
        return Err(Refusal::NoSuchPerson(target.uri.clone()).into());
    }
    let row = endorsement::ActiveModel {
        person_id: Set(reader.id),
        target_id: Set(target.id),
        ..Default::default()
    };
    endorsement::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    let all = endorsement::Entity::find().filter(own);
    let limit = ENDORSED;
    if all.count(tx.conn().await?).await? > limit as u64 {
        return Err(Refusal::TooManyListed { limit }.into());
    }
    Ok(())
}

/// Whom somebody endorses, by local id, the latest first.
pub async fn endorsed(core: &Core, person: i64, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT id AS place, target_id AS shown FROM endorsement WHERE person_id = ?";
    lines(core, words, "id", vec![person.into()], page).await
}
