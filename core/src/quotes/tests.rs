//! What is quoted, and whether whoever wrote it agrees.

mod elsewhere;

use super::rules::{Who, consent};
use super::*;
use crate::notifications::{self, Kind, Wanted};
use crate::page::Page;
use crate::people::Person;
use crate::store::testing::{done, each_store, forum, member, must, reader};
use crate::threads::read::{self, Quoted, Viewer};
use crate::threads::{self, Draft, Post};
use crate::{Audience, Core, Refusal, Result, forums, ledger};

async fn draft(core: &Core, text: &str, quoted: Option<&Post>) -> Draft {
    let draft = threads::draft(core, text, Some("Titre"), "fr").await;
    Draft {
        quote: quoted.map(|post| post.id),
        ..draft.expect("a draft")
    }
}

async fn says(core: &Core, author: &Person, draft: &Draft, audience: Audience) -> Result<Post> {
    done(core, async |tx| {
        Box::pin(threads::note(tx, author, None, draft, audience)).await
    })
    .await
}

async fn quotes(core: &Core, author: &Person, quoted: &Post, audience: Audience) -> Result<Post> {
    let draft = draft(core, "Voyez", Some(quoted)).await;
    says(core, author, &draft, audience).await
}

async fn plain(core: &Core, author: &Person, audience: Audience) -> Post {
    let draft = draft(core, "Un mot", None).await;
    says(core, author, &draft, audience).await.expect("a note")
}

async fn with_policy(core: &Core, author: &Person, policy: Policy) -> Post {
    let draft = Draft {
        quotable: Some(policy),
        ..draft(core, "Un mot", None).await
    };
    says(core, author, &draft, Audience::Public)
        .await
        .expect("a note")
}

/// What somebody sees that a post quotes.
async fn sees(core: &Core, viewer: &Viewer, post: &Post) -> Option<Quoted> {
    let batch = read::told(core, viewer, &[post.id], &[]).await;
    let batch = batch.expect("read");
    batch.posts.get(&post.id).expect("the post").quote
}

async fn state_of(core: &Core, post: &Post) -> Option<String> {
    let row = of_post(core, post.id).await.expect("read");
    row.map(|row| row.state)
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    match answer {
        Err(crate::Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn heard(core: &Core, who: &Person) -> Vec<(Kind, Option<i64>)> {
    let all = Page::first(40);
    let found = notifications::page(core, who, &Wanted::default(), &all).await;
    let found = found.expect("a page");
    found.iter().map(|one| (one.kind, one.post)).collect()
}

// quotes.2, quotes.3
#[test]
fn who_may_quote_what() {
    use Audience::{Direct, Followers, Public};
    use Consent::{Automatic, Denied, Manual, Unknown};
    let (nobody, author) = (
        Who::default(),
        Who {
            author: true,
            ..Who::default()
        },
    );
    let follows = Who {
        follows: true,
        ..nobody
    };
    let followed = Who {
        followed: Some(true),
        ..nobody
    };
    let not = Who {
        followed: Some(false),
        ..nobody
    };
    let of = |automatic, manual| Some(Quotable { automatic, manual });
    let only = |crowd| of(crowd, Crowd::NOBODY);
    for (said, audience, who, expected) in [
        (only(Crowd::EVERYBODY), Public, nobody, Automatic),
        (only(Crowd::EVERYBODY), Followers, follows, Denied),
        (only(Crowd::FOLLOWERS), Public, nobody, Denied),
        (only(Crowd::FOLLOWERS), Public, follows, Automatic),
        (only(Crowd::FOLLOWED), Public, nobody, Unknown),
        (only(Crowd::FOLLOWED), Public, followed, Automatic),
        (only(Crowd::FOLLOWED), Public, not, Denied),
        (only(Crowd::OTHERS), Public, not, Unknown),
        (of(Crowd::NOBODY, Crowd::EVERYBODY), Public, nobody, Manual),
        (
            of(Crowd::FOLLOWERS, Crowd::EVERYBODY),
            Public,
            follows,
            Automatic,
        ),
        (only(Crowd::NOBODY), Public, follows, Denied),
        (only(Crowd::NOBODY), Public, author, Automatic),
        (None, Public, nobody, Denied),
        (None, Followers, author, Automatic),
        (None, Direct, author, Denied),
    ] {
        let answer = consent(said, audience, who);
        assert_eq!(answer, expected, "{said:?} {audience:?} {who:?}");
    }
    for policy in [Policy::Everybody, Policy::Followers, Policy::Nobody] {
        let whom = Quotable::from(policy);
        assert_eq!(Quotable::from_column(whom.column()), whom);
        assert_eq!(Policy::named(policy.as_str()), Some(policy));
    }
}

// quotes.1, quotes.2, quotes.3, quotes.4
#[tokio::test]
async fn a_member_quotes_whoever_agrees() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let open = plain(&core, &ana, Audience::Public).await;
        let made = quotes(&core, &bob, &open, Audience::Public)
            .await
            .expect("quoted");
        let row = of_post(&core, made.id).await.expect("read").expect("a row");
        assert_eq!(
            (row.state.as_str(), row.quoted.as_str()),
            (ACCEPTED, open.uri.as_str())
        );
        let address = row.approval.expect("an address");
        let said = approval(&core, &address)
            .await
            .expect("read")
            .expect("a consent");
        assert_eq!(
            (said.author, said.quoting, said.quoted),
            (ana.uri.clone(), made.uri.clone(), open.uri.clone())
        );
        let seen = sees(&core, &Viewer::guest(), &made).await.expect("a quote");
        assert_eq!((seen.state, seen.post), ("accepted", Some(open.id)));
        assert_eq!(heard(&core, &ana).await, [(Kind::Quote, Some(made.id))]);

        let closed = with_policy(&core, &ana, Policy::Nobody).await;
        let answer = quotes(&core, &bob, &closed, Audience::Public).await;
        assert_eq!(refused(answer), Refusal::NotQuotable);
        quotes(&core, &ana, &closed, Audience::Public)
            .await
            .expect("her own");
        let followers = with_policy(&core, &ana, Policy::Followers).await;
        let answer = quotes(&core, &bob, &followers, Audience::Public).await;
        assert_eq!(refused(answer), Refusal::NotQuotable);
        must(&core, async |tx| {
            forums::follow(tx, &bob, &ana.uri, "").await
        })
        .await;
        quotes(&core, &bob, &followers, Audience::Public)
            .await
            .expect("a follower");
        must(&core, async |tx| {
            crate::circle::block(tx, &ana, &bob, true).await
        })
        .await;
        let answer = quotes(&core, &bob, &open, Audience::Public).await;
        assert_eq!(refused(answer), Refusal::NoSuchPost);
        assert_eq!(
            sees(&core, &reader(&bob), &made)
                .await
                .expect("a quote")
                .state,
            "unauthorized"
        );
    });
    Box::pin(test).await;
}

// quotes.3, quotes.4
#[tokio::test]
async fn what_is_for_a_few_is_quoted_by_its_author_for_no_more() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        must(&core, async |tx| {
            forums::follow(tx, &bob, &ana.uri, "").await
        })
        .await;
        let few = plain(&core, &ana, Audience::Followers).await;
        let answer = quotes(&core, &bob, &few, Audience::Followers).await;
        assert_eq!(refused(answer), Refusal::QuoteOfAFew);
        let own = quotes(&core, &ana, &few, Audience::Public)
            .await
            .expect("her own");
        assert_eq!(
            own.visibility, "followers",
            "for no more than what it quotes"
        );
        let direct = plain(&core, &ana, Audience::Direct).await;
        let answer = quotes(&core, &ana, &direct, Audience::Direct).await;
        assert_eq!(refused(answer), Refusal::QuoteOfAFew);
        let answer = quotes(&core, &bob, &direct, Audience::Direct).await;
        assert_eq!(refused(answer), Refusal::NoSuchPost);
        let salon = forum(&core, "acces", false).await;
        let opening = draft(&core, "Voyez", Some(&few)).await;
        let answer = done(&core, async |tx| {
            Box::pin(threads::open(tx, &ana, &salon, &opening)).await
        })
        .await;
        assert_eq!(refused(answer), Refusal::QuoteOfAFew);
    });
    Box::pin(test).await;
}

// quotes.5, quotes.6, quotes.7, quotes.8
#[tokio::test]
async fn what_is_quoted_is_shown_to_whoever_may_read_it() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let cleo = member(&core, "cleo", true).await;
        let first = plain(&core, &ana, Audience::Public).await;
        let second = quotes(&core, &bob, &first, Audience::Public)
            .await
            .expect("quoted");
        let third = quotes(&core, &cleo, &second, Audience::Public)
            .await
            .expect("quoted");
        let batch = read::told(&core, &Viewer::guest(), &[third.id], &[])
            .await
            .expect("read");
        assert_eq!(batch.posts.len(), 3, "what it quotes, and what that quotes");
        assert_eq!(batch.posts[&first.id].quotes, 1);
        let quoting = page(&core, &Viewer::guest(), &first.uri, &Page::first(20)).await;
        assert_eq!(quoting.expect("a page"), [(second.id, second.id)]);

        must(&core, async |tx| {
            crate::circle::mute(tx, &cleo, &ana, Some((true, None))).await
        })
        .await;
        let seen = sees(&core, &reader(&cleo), &second).await.expect("a quote");
        assert_eq!((seen.state, seen.post), ("muted_account", Some(first.id)));

        must(&core, async |tx| {
            revoke(tx, &ana, first.id, second.id).await
        })
        .await;
        let seen = sees(&core, &reader(&bob), &second).await.expect("a quote");
        assert_eq!((seen.state, seen.post), ("revoked", None));
        let answer = done(&core, async |tx| {
            revoke(tx, &ana, second.id, third.id).await
        })
        .await;
        assert_eq!(refused(answer), Refusal::NotYours);
        let row = of_post(&core, second.id)
            .await
            .expect("read")
            .expect("a row");
        let address = row.approval.expect("an address");
        assert_eq!(approval(&core, &address).await.expect("read"), None);
        let edited = draft(&core, "Autrement dit", None).await;
        must(&core, async |tx| {
            Box::pin(threads::edit(tx, &bob, second.id, &edited)).await
        })
        .await;
        assert_eq!(
            state_of(&core, &second).await.as_deref(),
            Some(REVOKED),
            "as before"
        );

        must(&core, async |tx| threads::delete(tx, &bob, second.id).await).await;
        assert_eq!(state_of(&core, &second).await, None);
        let seen = sees(&core, &reader(&cleo), &third).await.expect("a quote");
        assert_eq!((seen.state, seen.post), ("deleted", None));
    });
    Box::pin(test).await;
}

// quotes.9, quotes.10
#[tokio::test]
async fn who_may_quote_is_chosen_anew() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let post = plain(&core, &ana, Audience::Public).await;
        let choose_as = async |who: &Person, policy| {
            done(&core, async |tx| choose(tx, who, post.id, policy).await).await
        };
        assert_eq!(
            refused(choose_as(&bob, Policy::Nobody).await),
            Refusal::NotYours
        );
        choose_as(&ana, Policy::Nobody).await.expect("chosen");
        let answer = quotes(&core, &bob, &post, Audience::Public).await;
        assert_eq!(refused(answer), Refusal::NotQuotable);
        let asks = |batch: &read::Batch| batch.posts[&post.id].consent;
        let batch = read::told(&core, &reader(&bob), &[post.id], &[])
            .await
            .expect("read");
        assert_eq!(asks(&batch), Consent::Denied);
        let silent = draft(&core, "Autrement dit", None).await;
        must(&core, async |tx| {
            Box::pin(threads::edit(tx, &ana, post.id, &silent)).await
        })
        .await;
        let answer = quotes(&core, &bob, &post, Audience::Public).await;
        assert_eq!(
            refused(answer),
            Refusal::NotQuotable,
            "an edit that says nothing of it"
        );
        let open = Draft {
            quotable: Some(Policy::Everybody),
            ..silent
        };
        must(&core, async |tx| {
            Box::pin(threads::edit(tx, &ana, post.id, &open)).await
        })
        .await;
        quotes(&core, &bob, &post, Audience::Public)
            .await
            .expect("again");
        let few = plain(&core, &ana, Audience::Followers).await;
        let answer = done(&core, async |tx| {
            choose(tx, &ana, few.id, Policy::Everybody).await
        })
        .await;
        assert_eq!(refused(answer), Refusal::QuoteOfAFew);
        ledger::refold_everything(&core).await.expect("folded");
        assert_eq!(of_post(&core, post.id).await.expect("read"), None);
        let batch = read::told(&core, &reader(&bob), &[post.id], &[])
            .await
            .expect("read");
        assert_eq!(
            (asks(&batch), batch.posts[&post.id].quotes),
            (Consent::Automatic, 1)
        );
    });
    Box::pin(test).await;
}

// quotes.19
#[tokio::test]
async fn members_hear_that_what_they_passed_on_or_quote_was_edited() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let cleo = member(&core, "cleo", true).await;
        let post = plain(&core, &ana, Audience::Public).await;
        let quoting = quotes(&core, &bob, &post, Audience::Public)
            .await
            .expect("quoted");
        must(&core, async |tx| {
            threads::boost(tx, &cleo, post.id, Audience::Public).await
        })
        .await;
        let edited = draft(&core, "Autrement dit", None).await;
        must(&core, async |tx| {
            Box::pin(threads::edit(tx, &ana, post.id, &edited)).await
        })
        .await;
        assert_eq!(
            heard(&core, &bob).await,
            [(Kind::QuotedUpdate, Some(quoting.id))]
        );
        assert_eq!(heard(&core, &cleo).await, [(Kind::Update, Some(post.id))]);
        let last = async |who: &Person| {
            let found = notifications::page(&core, who, &Wanted::default(), &Page::first(1)).await;
            found.expect("a page").pop().expect("a notification")
        };
        let before = (last(&bob).await, last(&cleo).await);
        let edited = draft(&core, "Encore autrement", None).await;
        must(&core, async |tx| {
            Box::pin(threads::edit(tx, &ana, post.id, &edited)).await
        })
        .await;
        let after = (last(&bob).await, last(&cleo).await);
        assert!(before.0.id < after.0.id && before.1.id < after.1.id, "anew");
        assert_eq!(
            heard(&core, &bob).await,
            [(Kind::QuotedUpdate, Some(quoting.id))],
            "of the last one alone"
        );
        assert_eq!(heard(&core, &cleo).await, [(Kind::Update, Some(post.id))]);
        must(&core, async |tx| threads::delete(tx, &ana, post.id).await).await;
        assert_eq!(heard(&core, &cleo).await, []);
    });
    Box::pin(test).await;
}
