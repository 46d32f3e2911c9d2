//! What a member does with notifications of people whom they may not know: hear of them, set them aside
//! until they look, or hear nothing. As the notification policy of Mastodon 4.3.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::Kind;
use crate::people::Person;
use crate::store::entity::notice_policy::{ActiveModel, Column, Entity, Model};
use crate::{Core, Result, Tx};

/// What becomes of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The member hears of it.
    Accept,
    /// It waits with what else its actor has done, until the member looks.
    Filter,
    /// Nobody hears of it.
    Drop,
}

impl Answer {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Filter => "filter",
            Self::Drop => "drop",
        }
    }

    /// The answer of a name.
    pub fn named(text: &str) -> Option<Self> {
        let all = [Self::Accept, Self::Filter, Self::Drop];
        all.into_iter().find(|one| one.as_str() == text)
    }
}

/// What a member answers to each sort of people. Who is of several sorts gets the harshest answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Whom the member does not follow.
    pub strangers: Answer,
    /// Who does not follow the member, or for less than three days.
    pub not_followers: Answer,
    /// Accounts that this node has known for less than thirty days.
    pub newcomers: Answer,
    /// Whom the member does not follow, and has not written to in private, and who name them in private.
    pub private: Answer,
    /// Limited people, and people of limited hosts, whom the member does not follow.
    pub limited: Answer,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            strangers: Answer::Accept,
            not_followers: Answer::Accept,
            newcomers: Answer::Accept,
            private: Answer::Filter,
            limited: Answer::Filter,
        }
    }
}

impl From<Model> for Policy {
    fn from(row: Model) -> Self {
        let answer = |text: &str| Answer::named(text).unwrap_or(Answer::Accept);
        Self {
            strangers: answer(&row.strangers),
            not_followers: answer(&row.not_followers),
            newcomers: answer(&row.newcomers),
            private: answer(&row.private),
            limited: answer(&row.limited),
        }
    }
}

impl Kind {
    /// Whether the policy asks of it. What nobody does to the member, and what they have asked to hear
    /// of, is always heard of.
    pub(super) fn is_screened(self) -> bool {
        match self {
            Self::Mention
            | Self::Favourite
            | Self::Reblog
            | Self::Follow
            | Self::FollowRequest
            | Self::Quote => true,
            Self::Status
            | Self::Poll
            | Self::SignUp
            | Self::Report
            | Self::Update
            | Self::QuotedUpdate => false,
        }
    }
}

/// What a member has chosen.
pub async fn policy(core: &Core, reader: &Person) -> Result<Policy> {
    let row = Entity::find_by_id(reader.id).one(core.reader()).await?;
    Ok(row.map(Policy::from).unwrap_or_default())
}

/// Chooses anew. What came before stays where it is.
pub async fn set_policy(tx: &Tx, reader: &Person, policy: &Policy) -> Result<()> {
    let word = |answer: Answer| Set(answer.as_str().to_owned());
    let row = ActiveModel {
        person_id: Set(reader.id),
        strangers: word(policy.strangers),
        not_followers: word(policy.not_followers),
        newcomers: word(policy.newcomers),
        private: word(policy.private),
        limited: word(policy.limited),
    };
    let others = [
        Column::Strangers,
        Column::NotFollowers,
        Column::Newcomers,
        Column::Private,
        Column::Limited,
    ];
    let anew = OnConflict::column(Column::PersonId)
        .update_columns(others)
        .to_owned();
    Entity::insert(row)
        .on_conflict(anew)
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}
