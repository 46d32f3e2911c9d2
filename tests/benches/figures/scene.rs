//! Who is there: people of this node, its forum, and the people and followers of other hosts.

use anyhow::{Context as _, Result};
use palabre_core::access::{self, NewAccount};
use palabre_core::forums::{self, NewForum};
use palabre_core::peering::{self, Scheme};
use palabre_core::people::{self, Key, Person, RemoteActor};
use palabre_core::{Core, Tx};
use palabre_federation::make_keys;
use palabre_federation::proof::keys::{Ed25519Secret, RsaSecret};

/// The one who writes on this node.
const AUTHOR: &str = "ana";
/// The forum of this node.
pub(crate) const FORUM: &str = "acces";

/// Somebody of another host, with the keys that sign for them.
pub(crate) struct Stranger {
    pub(crate) uri: String,
    pub(crate) host: String,
    pub(crate) rsa: RsaSecret,
    pub(crate) ed25519: Ed25519Secret,
}

impl Stranger {
    pub(crate) fn rsa_key(&self) -> String {
        people::keys::rsa_key_uri(&self.uri)
    }

    pub(crate) fn ed25519_key(&self) -> String {
        people::keys::ed25519_key_uri(&self.uri)
    }
}

/// The people and the forum that every store begins with.
pub(crate) async fn people(core: &Core) -> Result<()> {
    let (keys, forum_keys) = (make_keys().await, make_keys().await);
    let mut tx = core.begin().await?;
    let account = NewAccount {
        name: AUTHOR.to_owned(),
        display: "Ana".to_owned(),
        email: "ana@exemple.org".to_owned(),
        password: "-".to_owned(),
        lang: "fr".to_owned(),
        admin: true,
        confirmed: true,
        approved: true,
    };
    access::create(&mut tx, &account, &keys).await?;
    let forum = NewForum {
        slug: FORUM.to_owned(),
        title: "Accès".to_owned(),
        description: "Raccorder les lieux qui ne le sont pas.".to_owned(),
        lang: "fr".to_owned(),
        moderated_before: false,
    };
    forums::create(&mut tx, &forum, &forum_keys).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn author(core: &Core) -> Result<Person> {
    let found = people::by_name(core, AUTHOR, None).await?;
    found.context("the author of this store")
}

/// So many people of a host, known to this node with their keys.
pub(crate) async fn strangers(core: &Core, host: &str, count: usize) -> Result<Vec<Stranger>> {
    let mut made = Vec::with_capacity(count);
    for number in 0..count {
        let keys = make_keys().await;
        let stranger = Stranger {
            uri: format!("http://{host}/users/p{number}"),
            host: host.to_owned(),
            rsa: RsaSecret::from_bytes(&keys.rsa_private)?,
            ed25519: Ed25519Secret::from_bytes(&keys.ed25519_private)?,
        };
        let tx = core.begin().await?;
        people::keep_remote(&tx, &document(&stranger, number)).await?;
        tx.commit().await?;
        made.push(stranger);
    }
    Ok(made)
}

fn document(stranger: &Stranger, number: usize) -> RemoteActor {
    let key = |uri: String, kind: &str, public: Vec<u8>| Key {
        uri,
        owner: stranger.uri.clone(),
        kind: kind.to_owned(),
        public,
        ended_at: None,
    };
    RemoteActor {
        uri: stranger.uri.clone(),
        host: stranger.host.clone(),
        name: format!("p{number}"),
        display: format!("Personne {number}"),
        summary: String::new(),
        url: Some(stranger.uri.clone()),
        inbox: Some(format!("{}/inbox", stranger.uri)),
        shared_inbox: Some(format!("http://{}/inbox", stranger.host)),
        followers: Some(format!("{}/followers", stranger.uri)),
        kind: "Person".to_owned(),
        fields: Vec::new(),
        locked: false,
        discoverable: None,
        indexable: None,
        keys: vec![
            key(
                stranger.rsa_key(),
                "rsa",
                stranger.rsa.public().to_stored_bytes(),
            ),
            key(
                stranger.ed25519_key(),
                "ed25519",
                stranger.ed25519.public().to_stored_bytes(),
            ),
        ],
    }
}

/// Somebody of this node follows them, and they have accepted.
pub(crate) async fn followed(core: &Core, strangers: &[Stranger]) -> Result<()> {
    let author = author(core).await?;
    let mut tx = core.begin().await?;
    for stranger in strangers {
        let inbox = format!("http://{}/inbox", stranger.host);
        forums::follow(&mut tx, &author, &stranger.uri, &inbox).await?;
    }
    tx.commit().await?;
    let follows = forums::following(core, &author.uri).await?;
    let mut tx = core.begin().await?;
    for follow in follows {
        let (id, whom) = (&follow.activity_id, &follow.followed);
        forums::answer_to_follow(&mut tx, id, whom, true).await?;
    }
    Ok(tx.commit().await?)
}

/// Somebody of a host follows the forum, at the inbox of the host. Needs no keys: what is sent to
/// a follower is not signed by it.
pub(crate) async fn follows_the_forum(core: &Core, host: &str) -> Result<()> {
    let forum = forums::by_slug(core, FORUM, None).await?.context("forum")?;
    let mut tx = core.begin().await?;
    let group = people::get(&tx, &forum.uri).await?.context("group")?;
    let follower = follower(&tx, host).await?;
    let id = format!("{}#follow", follower.uri);
    forums::receive_follow(&mut tx, &follower, &group, &id).await?;
    Ok(tx.commit().await?)
}

/// A host says that it takes signatures of a scheme.
pub(crate) async fn takes(core: &Core, host: &str, scheme: Scheme) -> Result<()> {
    Ok(peering::says_it_takes(core, host, scheme).await?)
}

async fn follower(tx: &Tx, host: &str) -> Result<Person> {
    let uri = format!("http://{host}/users/lectrice");
    let actor = RemoteActor {
        host: host.to_owned(),
        name: "lectrice".to_owned(),
        display: "Lectrice".to_owned(),
        summary: String::new(),
        url: None,
        inbox: Some(format!("{uri}/inbox")),
        shared_inbox: Some(format!("http://{host}/inbox")),
        followers: None,
        kind: "Person".to_owned(),
        fields: Vec::new(),
        locked: false,
        discoverable: None,
        indexable: None,
        keys: Vec::new(),
        uri,
    };
    Ok(people::keep_remote(tx, &actor).await?)
}
