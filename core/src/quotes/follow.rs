//! From what the words of a post say that it quotes to its row; and asking those who have to agree.

use super::{ACCEPTED, Asked, FRESH, Letter, PENDING, Quote, REVOKED, request_of, rows};
use crate::address::{host_of_uri, same_origin};
use crate::people::{self, Person};
use crate::scribe;
use crate::threads::Post;
use crate::{Deed, Job, Millis, Result, Tx, forums, ledger, notifications};

/// Brings the quote of a post in line with what its words say: what was answered stays while it quotes
/// the same. `old` is what the post was. Of a deleted one nothing stays.
pub(crate) async fn follow_post(
    tx: &mut Tx,
    post: &Post,
    old: Option<&Post>,
    said: Option<&scribe::Quote>,
) -> Result<()> {
    let known = rows::find(tx, &post.uri).await?;
    // Whose consent was taken back quotes nothing any more, whatever their post says later.
    let is_revoked = known.as_ref().is_some_and(|row| row.state == REVOKED);
    if is_revoked && post.state != "deleted" {
        return Ok(());
    }
    let Some(said) = said.filter(|_| post.state != "deleted") else {
        // What is withheld says nothing, and may be told again.
        if let Some(known) = known.filter(|_| post.state != "withheld") {
            rows::forget(tx, &known).await?;
        }
        return Ok(());
    };
    let Some(author) = people::get_by_id(tx, post.author_id).await? else {
        return Ok(());
    };
    let quoted = ledger::post(tx, &said.uri).await?;
    let before = known.as_ref().map(|row| (row.state.clone(), row.post_id));
    let mut row = match &known {
        Some(row) if row.is(&author.uri, said) => row.clone(),
        _ => fresh(tx, post, &author, quoted.as_ref(), said),
    };
    row.post_id = Some(post.id);
    // Edits that quote anew, and again anew, are no way to make this node ask and ask.
    let quotes_anew = old.is_some()
        && known
            .as_ref()
            .is_none_or(|known| known.quoted != row.quoted);
    if quotes_anew && !author.local {
        row.asked_at = Some(tx.now());
    }
    let news = said.approval.is_some() && row.approval != said.approval;
    if row.state == PENDING && news {
        row.approval.clone_from(&said.approval);
        row.asked_at = row.asked_at.filter(|_| !may_ask(&row, tx.now()));
    }
    let unasked = row.state == PENDING && row.asked_at.is_none();
    let (is_live, waits) = (post.state == "live", post.state == "pending");
    if unasked && author.local && is_live {
        // What waits to be let in may never be: nobody is asked about it.
        ask(tx, post, &author, quoted.as_ref()).await?;
        row.asked_at = Some(tx.now());
    } else if unasked && !author.local && (is_live || waits) && !tx.is_quiet() && may_be_found(&row)
    {
        check(tx, &row);
        row.asked_at = Some(tx.now());
    }
    match known {
        None => rows::add(tx, row.clone()).await?,
        Some(known) if known == row => {}
        Some(_) => rows::save(tx, &row).await?,
    }
    let shown = old.is_some_and(|old| old.state == "live");
    let told = shown && before.is_some_and(|before| before == (ACCEPTED.to_owned(), row.post_id));
    if row.state == ACCEPTED && post.state == "live" && !told {
        notifications::of_quote(tx, post, &row.quoted).await?;
    }
    Ok(())
}

fn fresh(
    tx: &Tx,
    post: &Post,
    author: &Person,
    quoted: Option<&Post>,
    said: &scribe::Quote,
) -> Quote {
    let own = quoted.is_some_and(|quoted| quoted.author_id == author.id);
    // What a member's post says was so before it was signed.
    let agreed = author.local && said.approval.is_some();
    let state = if own || agreed { ACCEPTED } else { PENDING };
    Quote {
        uri: post.uri.clone(),
        post_id: Some(post.id),
        actor: author.uri.clone(),
        quoted: said.uri.clone(),
        state: state.to_owned(),
        approval: said.approval.clone(),
        asked_at: None,
        made_at: tx.now(),
    }
}

/// Whether it may be asked again: once in a while. Until then a member who is shown it waits.
pub(super) fn may_ask(row: &Quote, now: Millis) -> bool {
    row.asked_at.is_none_or(|asked| asked + FRESH <= now)
}

/// Whether there is something to ask for: what is said to be the consent, or a post of the same host,
/// whose author may be the same.
fn may_be_found(row: &Quote) -> bool {
    row.approval.is_some() || same_origin(&row.quoted, &row.actor)
}

/// Leaves it to be found out whether a quote from elsewhere is agreed to.
pub(super) fn check(tx: &Tx, row: &Quote) {
    if let Some(post) = row.post_id {
        let asked = row.approval.as_deref().unwrap_or(&row.uri);
        tx.enqueue(Job::FetchQuote {
            host: host_of_uri(asked),
            post,
        });
    }
}

/// Asks whoever wrote what a post of ours quotes, who lives elsewhere.
async fn ask(tx: &mut Tx, post: &Post, author: &Person, quoted: Option<&Post>) -> Result<()> {
    let Some(quoted) = quoted else { return Ok(()) };
    let Some(by) = people::get_by_id(tx, quoted.author_id).await? else {
        return Ok(());
    };
    let Some(inbox) = by.delivery_inbox().filter(|_| !by.local) else {
        return Ok(());
    };
    let asked = Asked {
        id: request_of(&post.uri),
        actor: author.uri.clone(),
        quoted: quoted.uri.clone(),
        quoting: post.uri.clone(),
    };
    let deed = Deed::Quote {
        id: asked.id.clone(),
        letter: Box::new(Letter::Ask {
            asked,
            author: by.uri.clone(),
            said: words_of(tx, post).await?,
        }),
        at: tx.now(),
    };
    let number = tx.id(tx.now());
    let dispatch = forums::dispatch(tx, number, &author.uri, &deed).await?;
    forums::letter_to(tx, inbox, &author.uri, dispatch, &post.uri);
    Ok(())
}

/// The activity with the words of a post for everybody, as it was signed. Who has to agree may not have
/// been told of it yet.
async fn words_of(tx: &Tx, post: &Post) -> Result<Option<(i64, Vec<u8>)>> {
    let rid = post.winner.as_deref().and_then(|rid| rid.try_into().ok());
    let Some(rid) = rid else { return Ok(None) };
    let record = ledger::whole(tx, &rid).await?;
    let raw = record.and_then(|record| record.raw);
    Ok(raw.map(|raw| (post.id, raw)))
}
