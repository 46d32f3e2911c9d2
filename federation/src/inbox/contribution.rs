//! What becomes of a deed in a forum: at the forum's home the rules decide, once; elsewhere the
//! home's announcement decides (ledger §2).

use palabre_core::forums::{self, Forum};
use palabre_core::ledger::{self, Applied, Kind, Record, Standing, Vouch};
use palabre_core::peering::Level;
use palabre_core::people::{self, Person};
use palabre_core::text::excerpt;
use palabre_core::threads::rules::{self, Contributor};
use palabre_core::threads::{self, Post, Thread};
use palabre_core::{Content, Error, Job, Refusal, Result, Tx, notes, queue};

use super::Proved;
use super::doubt::{self, Doubt};
use super::outside;
use super::polls;
use super::private;
use super::quotes;
use super::record::Made;
use crate::pinned;

/// Takes a deed that came from its author.
pub(super) async fn direct(tx: &mut Tx, made: Made, level: Level, proved: Proved) -> Result<()> {
    let mut made = made;
    if made.carries(proved) {
        made.record.vouch = Vouch::Proof;
    }
    if let Some(content) = &made.content {
        ledger::know_content(tx, &made.record.rid, content);
    }
    if made.record.kind == Kind::DeleteActor {
        return farewell(tx, made.record).await;
    }
    let post = threads::get_by_uri(tx, &made.record.object).await?;
    let beside = polls::counted(tx, &made, post.as_ref()).await?
        || Box::pin(quotes::told(tx, &made, post.as_ref())).await?;
    if beside {
        return Ok(());
    }
    if let Some(note) = post.as_ref().filter(|post| notes::is_private(post)) {
        return private::about(tx, &made, note).await;
    }
    if made.record.kind == Kind::Create && !made.public {
        return private::come(tx, &made).await.map(|_| ());
    }
    let Some(forum) = forum_of(tx, &made, post.as_ref()).await? else {
        return outside::take(tx, made, post.as_ref()).await;
    };
    made.record.forum = Some(forum.uri.clone());
    // A like waits for another home's word, whoever it is of.
    let author = if forum.local || !made.record.kind.is_reaction() {
        people::get(tx, &made.record.actor).await?
    } else {
        None
    };
    let level = match doubt::of(author.as_ref(), &made.record, post.as_ref(), forum.local) {
        Doubt::None => level,
        Doubt::Hold => Level::Limit,
        other => return in_doubt(tx, made.record, other, Some((&forum, author.as_ref()))).await,
    };
    if !forum.local {
        made.record.standing = Standing::Pending;
        if by_group(made.record.kind) {
            if made.record.actor != forum.uri {
                return Err(Refusal::NotAModerator.into());
            }
            made.record.standing = Standing::Accepted;
        }
        return apply(tx, &forum, made.record, made.summary.as_deref()).await;
    }
    let (activity, actor) = (made.record.activity_id.clone(), made.record.actor.clone());
    match at_home(tx, made, &forum, post, level).await {
        Err(Error::Refused(refusal)) if worth_an_answer(&refusal) => {
            tracing::info!(%refusal, activity, actor, "a contribution is refused");
            match author {
                Some(author) => {
                    let reason = refusal.to_string();
                    forums::answer_no(tx, &forum, &author, &activity, &reason).await
                }
                None => Ok(()),
            }
        }
        other => other,
    }
}

/// A deed of somebody whose keys have changed: it waits without effect, or is refused, and the home
/// of its forum tells its actor why.
pub(super) async fn in_doubt(
    tx: &mut Tx,
    mut record: Record,
    doubt: Doubt,
    place: Option<(&Forum, Option<&Person>)>,
) -> Result<()> {
    if doubt == Doubt::Wait {
        record.standing = Standing::Unproved;
        return ledger::apply(tx, record).await.map(|_| ());
    }
    let (activity, actor) = (&record.activity_id, &record.actor);
    tracing::info!(activity, actor, "not done: {}", pinned::WORDS);
    match place {
        Some((forum, Some(author))) if forum.local => {
            forums::answer_no(tx, forum, author, &record.activity_id, pinned::WORDS).await
        }
        _ => Ok(()),
    }
}

/// Takes a deed that the forum's home has announced. Our own rules are not applied.
pub(super) async fn announced(
    tx: &mut Tx,
    forum: &Forum,
    made: Made,
    proved: Proved,
    context: Option<String>,
) -> Result<()> {
    let carries = made.carries(proved);
    let mut record = made.record;
    if let Some(content) = &made.content {
        ledger::know_content(tx, &record.rid, content);
    }
    if proved == Proved::False {
        return Err(
            Refusal::ActivityRefused("the proof of the announced activity is wrong").into(),
        );
    }
    if !made.public && record.kind != Kind::Delete && record.kind != Kind::DeleteActor {
        return Err(Refusal::ActivityRefused("the announced activity is not public").into());
    }
    let post = threads::get_by_uri(tx, &record.object).await?;
    if !belongs(tx, forum, &record, post.as_ref(), &made.groups).await? {
        return Err(Refusal::ActivityRefused("the announced activity is of another forum").into());
    }
    if by_group(record.kind) && record.actor != forum.uri {
        return Err(Refusal::NotAModerator.into());
    }
    record.forum = Some(forum.uri.clone());
    record.context = context;
    record.standing = Standing::Accepted;
    let own_host = palabre_core::address::same_origin(&record.actor, &forum.uri);
    record.vouch = match proved {
        Proved::Yes if carries => Vouch::Proof,
        // The author has proved the Update that a Delete stands in for.
        proved if proved == Proved::Yes || own_host => Vouch::Signature,
        _ => Vouch::Forum,
    };
    if record.vouch == Vouch::Forum && !known(tx, &record).await? {
        if tx.core().base().is_ours(&record.actor) {
            return Err(Refusal::ActivityRefused("our own people speak for themselves").into());
        }
        record.standing = Standing::Unproved;
        let host = palabre_core::address::host_of_uri(&record.actor);
        tx.enqueue(Job::Confirm {
            host,
            rid: hex::encode(record.rid),
            live: true,
        });
    }
    apply(tx, forum, record, made.summary.as_deref()).await
}

/// Applies what concerns a forum of another home. What its moderators show again and this node has
/// no text of, since the home kept it back when the thread was fetched, is asked for again.
async fn apply(tx: &mut Tx, forum: &Forum, record: Record, reason: Option<&str>) -> Result<()> {
    let restored = (record.kind == Kind::UndoRemove).then(|| record.object.clone());
    ledger::apply_with_reason(tx, record, reason).await?;
    let Some(object) = restored else {
        return Ok(());
    };
    let post = threads::get_by_uri(tx, &object).await?;
    if post.as_ref().is_some_and(|post| post.state != "withheld") {
        return Ok(());
    }
    let thread = threads::get_thread(tx, post.and_then(|post| post.thread_id)).await?;
    let job = Job::FetchThread {
        host: forum.host.clone(),
        uri: thread.map_or(object, |thread| thread.context),
        forum: Some(forum.uri.clone()),
    };
    queue::enqueue_once(tx, job).await
}

/// The forum's home has refused one of our contributions; its author reads why.
pub(super) async fn refused_by_home(
    tx: &mut Tx,
    group: &str,
    activity_id: &str,
    reason: Option<&str>,
) -> Result<bool> {
    let Some(entry) = ledger::by_activity(tx.core(), activity_id).await? else {
        return Ok(false);
    };
    if entry.forum.as_deref() != Some(group) || entry.standing != Standing::Pending {
        return Ok(false);
    }
    let Ok(rid) = <[u8; 32]>::try_from(entry.rid) else {
        return Ok(false);
    };
    ledger::set_standing(tx, &rid, Standing::Refused, reason).await?;
    Ok(true)
}

async fn at_home(
    tx: &mut Tx,
    made: Made,
    forum: &Forum,
    post: Option<Post>,
    level: Level,
) -> Result<()> {
    let (mut record, content) = (made.record, made.content);
    let is_create = record.kind == Kind::Create;
    if is_create && ledger::is_taken_back(tx, &record.object, &record.actor).await? {
        return Ok(());
    }
    let parent = match record.in_reply_to.as_deref() {
        Some(uri) => threads::get_by_uri(tx, uri).await?,
        None => None,
    };
    let place = post
        .as_ref()
        .or(parent.as_ref())
        .and_then(|post| post.thread_id);
    let thread = threads::get_thread(tx, place).await?;
    if record.kind.is_reaction() && (!made.public || level == Level::Limit) {
        if post.is_none() {
            return Ok(());
        }
        let active = record.kind == Kind::Like;
        let (object, actor) = (record.object.clone(), record.actor.clone());
        return ledger::private_like(tx, &object, &actor, &record.activity_id, active).await;
    }
    let unfit = unfit(tx, content.as_ref());
    record.standing = judge(
        tx,
        &record,
        forum,
        post.as_ref(),
        thread.as_ref(),
        level,
        unfit,
    )
    .await?;
    record.context = match &thread {
        Some(thread) => Some(thread.context.clone()),
        // A root from elsewhere gets its thread's name here: the home names threads.
        None if record.kind == Kind::Create && record.in_reply_to.is_none() => {
            let id = ledger::id_to_come(tx, &record.object, record.published);
            Some(tx.core().base().thread(id))
        }
        None => None,
    };
    let applied = ledger::apply_with_reason(tx, record.clone(), made.summary.as_deref()).await?;
    // What is dated ahead is told when its time comes.
    if applied == Applied::Known || record.is_early(tx.now()) {
        return Ok(());
    }
    let others = participants(tx, parent.as_ref(), thread.as_ref()).await?;
    threads::publish(tx, None, forum, &record, &others).await
}

/// The rules of the forum's home; `unfit` says why the text breaks those of this node.
async fn judge(
    tx: &Tx,
    record: &Record,
    forum: &Forum,
    post: Option<&Post>,
    thread: Option<&Thread>,
    level: Level,
    unfit: Option<Refusal>,
) -> Result<Standing> {
    let moderator = forums::is_moderator_in(tx, forum.id, &record.actor).await?;
    let held = post.is_some_and(|post| post.state == "held");
    match record.kind {
        Kind::Create | Kind::Update => {
            if record.kind == Kind::Update
                && author_of(tx, post)
                    .await?
                    .is_some_and(|author| author != record.actor)
            {
                return Err(Refusal::NotYours.into());
            }
            if let Some(refusal) = unfit {
                return Err(refusal.into());
            }
            let who = Contributor {
                waiting: false,
                moderator,
                level,
            };
            let locked = thread.is_some_and(|thread| thread.locked);
            let standing = rules::may_contribute(forum, who, locked)?;
            Ok(if held { Standing::Held } else { standing })
        }
        Kind::Delete => {
            let author = author_of(tx, post).await?;
            let own = match author.as_deref() {
                Some(author) => author == record.actor,
                // Of what is not here yet only its own host may say that it is gone.
                None => palabre_core::address::same_origin(&record.object, &record.actor),
            };
            match (own, moderator, held) {
                (true, _, true) => Ok(Standing::Held),
                (true, _, false) | (false, true, _) => Ok(Standing::Accepted),
                (false, false, _) => Err(Refusal::NotYours.into()),
            }
        }
        Kind::Like | Kind::UndoLike => Ok(Standing::Accepted),
        _ if moderator => Ok(Standing::Accepted),
        _ => Err(Refusal::NotAModerator.into()),
    }
}

/// Why this node does not take a text, if it does not.
fn unfit(tx: &Tx, content: Option<&Content>) -> Option<Refusal> {
    let Some(content) = content else {
        return Some(Refusal::TextEmpty);
    };
    let limit = tx.core().limits().words;
    if excerpt::has_at_most(&content.html, limit) {
        return None;
    }
    let words = excerpt::words(&content.html);
    Some(Refusal::TextTooLong { words, limit })
}

/// An actor deletes itself: everything of its goes, and every forum of ours says so.
async fn farewell(tx: &mut Tx, mut record: Record) -> Result<()> {
    record.standing = Standing::Accepted;
    let Some(person) = people::get(tx, &record.actor).await? else {
        return Ok(());
    };
    match doubt::of(Some(&person), &record, None, false) {
        Doubt::None => {}
        doubt => return in_doubt(tx, record, doubt, None).await,
    }
    // Another forum may have announced it first: ours tell their followers all the same.
    ledger::apply(tx, record.clone()).await?;
    for forum in threads::read::forums_of(tx, person.id).await? {
        if forum.local {
            threads::publish(tx, None, &forum, &record, &[]).await?;
        }
    }
    Ok(())
}

async fn forum_of(tx: &Tx, made: &Made, post: Option<&Post>) -> Result<Option<Forum>> {
    if let Some(id) = post.and_then(|post| post.forum_id) {
        return forums::get_by_id(tx, id).await;
    }
    if let Some(parent) = made.record.in_reply_to.as_deref()
        && let Some(parent) = threads::get_by_uri(tx, parent).await?
        && let Some(id) = parent.forum_id
    {
        return forums::get_by_id(tx, id).await;
    }
    for group in &made.groups {
        if let Some(forum) = forums::get(tx, group).await? {
            return Ok(Some(forum));
        }
    }
    if by_group(made.record.kind) {
        return forums::get(tx, &made.record.actor).await;
    }
    Ok(None)
}

/// Whether what a Group announces is of its own forum.
pub(crate) async fn belongs(
    tx: &Tx,
    forum: &Forum,
    record: &Record,
    post: Option<&Post>,
    groups: &[String],
) -> Result<bool> {
    if let Some(post) = post {
        // Only what hides or locks needs the forum to be certain: a thing outside forums is nobody's.
        let hides = by_group(record.kind)
            || (record.kind == Kind::Delete
                && author_of(tx, Some(post)).await?.as_deref() != Some(record.actor.as_str()));
        return Ok(match post.forum_id {
            Some(id) => id == forum.id,
            None => !hides,
        });
    }
    if record.kind == Kind::DeleteActor || record.actor == forum.uri {
        return Ok(true);
    }
    if groups.contains(&forum.uri) {
        return Ok(true);
    }
    let Some(parent) = record.in_reply_to.as_deref() else {
        return Ok(record.kind != Kind::Create);
    };
    Ok(match threads::get_by_uri(tx, parent).await? {
        Some(parent) => parent.forum_id == Some(forum.id),
        None => true,
    })
}

async fn known(tx: &Tx, record: &Record) -> Result<bool> {
    let entry = ledger::known_in(tx, &record.object, &record.activity_id).await?;
    Ok(entry.is_some_and(|entry| {
        entry.rid == record.rid && matches!(entry.standing, Standing::Pending | Standing::Accepted)
    }))
}

pub(super) async fn author_of(tx: &Tx, post: Option<&Post>) -> Result<Option<String>> {
    let Some(post) = post else { return Ok(None) };
    Ok(people::get_by_id(tx, post.author_id)
        .await?
        .map(|person| person.uri))
}

async fn participants(
    tx: &Tx,
    parent: Option<&Post>,
    thread: Option<&Thread>,
) -> Result<Vec<Person>> {
    let ids: Vec<i64> = parent
        .map(|post| post.author_id)
        .into_iter()
        .chain(thread.and_then(|thread| thread.author_id))
        .collect();
    if ids.is_empty() {
        Ok(Vec::new())
    } else {
        people::get_by_ids(tx, &ids).await
    }
}

fn worth_an_answer(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::ThreadLocked
            | Refusal::TextTooLong { .. }
            | Refusal::NotYours
            | Refusal::NotAModerator
            | Refusal::HostBlocked(_)
    )
}

pub(crate) fn by_group(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Remove | Kind::UndoRemove | Kind::Lock | Kind::UndoLock | Kind::Pin | Kind::Unpin
    )
}
