//! The pictures of actors. Their row is nobody's upload: it comes and goes with what its person shows.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::verbs::{Files, blank, fill, forget};
use super::{Kind, Media};
use crate::store::entity::media::{Column, Entity};
use crate::{Result, Tx};

/// Which picture of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portrait {
    /// The one beside their name.
    Avatar,
    /// The one above their page.
    Header,
}

impl Portrait {
    fn place(self) -> i64 {
        match self {
            Self::Avatar => 0,
            Self::Header => 1,
        }
    }
}

/// A picture that somebody shows from now on.
#[derive(Debug, Clone)]
pub enum Picture<'a> {
    /// Of a member: the token that its files are named after, and the files.
    Made(&'a str, Files),
    /// Of somebody elsewhere: where it is.
    At(&'a str),
}

/// Gives somebody, by local id, a picture in the place of the one before, or takes it away. Answers
/// where it is served below `/media/`: whole and small, with a space between.
pub(crate) async fn portray(
    tx: &Tx,
    person: i64,
    which: Portrait,
    picture: Option<Picture<'_>>,
) -> Result<Option<String>> {
    let mut old = of_person(tx, person).await?;
    old.retain(|row| row.position == which.place());
    if let (Some(Picture::At(url)), [row]) = (&picture, old.as_slice())
        && row.url.as_deref() == Some(*url)
    {
        return Ok(Some(served(row)));
    }
    forget(tx, old).await?;
    let Some(picture) = picture else {
        return Ok(None);
    };
    let id = tx.id(tx.now());
    let mut row = match picture {
        Picture::Made(token, files) => {
            let mut row = blank(id, tx.now(), token.to_owned());
            fill(&mut row, files);
            row
        }
        Picture::At(url) => {
            let mut chance = [0; 16];
            tx.core().env().chance.fill(&mut chance);
            let mut row = blank(id, tx.now(), hex::encode(chance));
            row.url = Some(url.to_owned());
            "remote".clone_into(&mut row.state);
            Kind::Image.as_str().clone_into(&mut row.kind);
            row
        }
    };
    row.portrait_of = Some(person);
    row.position = which.place();
    let served = served(&row);
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(Some(served))
}

/// Somebody is gone: their pictures go with them.
pub(crate) async fn forget_portraits(tx: &Tx, person: i64) -> Result<()> {
    let rows = of_person(tx, person).await?;
    forget(tx, rows).await
}

async fn of_person(tx: &Tx, person: i64) -> Result<Vec<Media>> {
    Ok(Entity::find()
        .filter(Column::PortraitOf.eq(person))
        .order_by_asc(Column::Position)
        .all(tx.conn().await?)
        .await?)
}

fn served(row: &Media) -> String {
    if row.is_remote() {
        let whole = format!("remote/{}/{}", row.id, row.token);
        return format!("{whole} {whole}/small");
    }
    let whole = row.original.as_deref().unwrap_or_default();
    format!("{whole} {}", row.small.as_deref().unwrap_or(whole))
}
