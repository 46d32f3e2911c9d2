//! A list asks the database as often for a few entries as for many: every list of the tables is read on a
//! node where there is little of everything, and again where there is more of it.

use palabre_core::bulletin::{self, NewAnnouncement};
use palabre_core::{access, peering, site};

use super::media::picture;
use super::*;
use crate::api::openapi::{Answer, Operation, tables};

/// Lists that have no entries here, and why.
const EMPTY: [(&str, &str); 0] = [];

/// What a list is not, though its answer is no single thing.
const OBJECTS: [&str; 2] = ["/api/v1/statuses/{id}/context", "/api/v2/search"];

/// How many there are of each thing at first, and then.
const FEW: usize = 2;
const MANY: usize = 9;

fn lists() -> Vec<Operation> {
    let areas = tables::all().into_iter();
    let all = areas.flat_map(|area| area.operations);
    all.filter(|one| one.method == "get" && is_list(one))
        .collect()
}

fn is_list(one: &Operation) -> bool {
    let Answer::Json(shape) = one.answer else {
        return false;
    };
    let shape = shape(&mut schemars::SchemaGenerator::default());
    let array = shape.get("type").is_some_and(|kind| kind == "array");
    array || one.paged || OBJECTS.contains(&one.path)
}

/// Everything that is on this node, and who looks at it.
struct Village<'n> {
    node: &'n Node,
    ana: Member<'n>,
    /// The ids of what is asked for.
    root: String,
    /// What is quoted: an answer, which no list has on its page in one case and not in the other.
    quoted: String,
    author: String,
    first: String,
    list: String,
    filter: String,
    /// Of everything of a kind, by its address.
    accounts: Vec<String>,
    others: Vec<String>,
    statuses: Vec<String>,
}

async fn member<'n>(node: &'n Node, name: &str) -> (Member<'n>, String) {
    let person = node
        .account_with(name, |new| new.admin = name == "ana")
        .await;
    let scopes = access::scopes::all().join(" ");
    let scopes = access::scopes::Scopes::parse(&scopes).expect("scopes");
    let tx = node.app.core.begin().await.expect("a write");
    let token = access::create_token(&tx, name, &scopes).await;
    tx.commit().await.expect("a commit");
    let browser = bearer(node, &token.expect("a token"));
    let mut member = Member { browser };
    let form = [("discoverable", "true")];
    changes(&mut member, &form).await;
    (member, person.id.to_string())
}

async fn changes(member: &mut Member<'_>, fields: &[(&str, &str)]) {
    sends(
        member,
        "PATCH",
        "/api/v1/accounts/update_credentials",
        fields,
    )
    .await;
}

async fn sends(member: &mut Member<'_>, method: &str, path: &str, fields: &[(&str, &str)]) {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(fields).finish();
    let path = format!("{path}?{query}");
    let nothing = axum::body::Body::empty();
    let page = member.browser.send(method, &path, nothing).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
}

impl<'n> Village<'n> {
    async fn new(node: &'n Node) -> Self {
        let (mut ana, author) = member(node, "ana").await;
        node.salon("acces", None).await;
        changes(&mut ana, &[("locked", "true")]).await;
        let root = ana.says("@acces Un fil\n\nTexte").await;
        let quoted = id_of(&ana.answers(&root, "Une réponse").await);
        let root = id_of(&root);
        let list = id_of(&ana.posts("/api/v1/lists", &[("title", "Tous")]).await);
        let fields = [("title", "Tous"), ("context[]", "home")];
        let filter = id_of(&ana.posts("/api/v2/filters", &fields).await);
        Self {
            node,
            ana,
            root,
            quoted,
            author,
            first: String::new(),
            list,
            filter,
            accounts: Vec::new(),
            others: Vec::new(),
            statuses: Vec::new(),
        }
    }

    async fn grows(&mut self, from: usize, to: usize) {
        for number in from..to {
            self.somebody(number).await;
            self.answers(number).await;
            self.keeps(number).await;
            self.office(number).await;
        }
    }

    /// Somebody who writes, answers, supports and passes on what ana says.
    async fn somebody(&mut self, number: usize) {
        let (mut friend, id) = member(self.node, &format!("m{number}")).await;
        let (mut asks, stranger) = member(self.node, &format!("r{number}")).await;
        let (_, other) = member(self.node, &format!("u{number}")).await;
        for who in [&mut friend, &mut asks] {
            let follow = format!("/api/v1/accounts/{}/follow", self.author);
            who.posts(&follow, &[]).await;
            who.says(&format!("Un mot #commun #mot{number}")).await;
        }
        let answer = format!("/api/v1/follow_requests/{id}/authorize");
        self.ana.posts(&answer, &[]).await;
        self.ana
            .posts(&format!("/api/v1/accounts/{id}/follow"), &[])
            .await;
        friend
            .posts(&format!("/api/v1/accounts/{stranger}/follow"), &[])
            .await;
        if self.first.is_empty() {
            self.first.clone_from(&id);
        }
        let fields = [
            ("status", "Lequel ? #commun"),
            ("poll[options][]", "oui"),
            ("poll[options][]", "non"),
            ("poll[expires_in]", "600"),
        ];
        let poll = friend.posts("/api/v1/statuses", &fields).await;
        let root = self.root.clone();
        let fields = [
            ("status", "Voyez @ana #commun"),
            ("quoted_status_id", self.quoted.as_str()),
        ];
        friend.posts("/api/v1/statuses", &fields).await;
        let file = picture(self.node, &access_token(&friend)).await;
        let fields = [
            ("status", "@acces Une image\n\n#commun"),
            ("media_ids[]", file.as_str()),
        ];
        friend.posts("/api/v1/statuses", &fields).await;
        let fields = [("status", "Une réponse"), ("in_reply_to_id", root.as_str())];
        friend.posts("/api/v1/statuses", &fields).await;
        for deed in ["favourite", "reblog"] {
            friend
                .posts(&format!("/api/v1/statuses/{root}/{deed}"), &[])
                .await;
        }
        for who in [&mut friend, &mut asks] {
            let fields = [("status", "@ana entre nous"), ("visibility", "direct")];
            who.posts("/api/v1/statuses", &fields).await;
        }
        let report = format!("/api/v1/reports?account_id={stranger}");
        friend.posts(&report, &[]).await;
        self.statuses.push(id_of(&poll));
        self.accounts.push(id);
        self.others.push(other);
    }

    /// What ana does to those who have come, and to what they have said.
    async fn answers(&mut self, number: usize) {
        let poll = self.statuses.last().expect("a status");
        for deed in ["favourite", "bookmark", "reblog"] {
            let path = format!("/api/v1/statuses/{poll}/{deed}");
            self.ana.posts(&path, &[]).await;
        }
        let (_, blocked) = member(self.node, &format!("b{number}")).await;
        let known = self.accounts.last().expect("somebody");
        let muted = self.others.last().expect("somebody");
        for (who, deed) in [(known, "endorse"), (muted, "mute"), (&blocked, "block")] {
            let path = format!("/api/v1/accounts/{who}/{deed}");
            self.ana.posts(&path, &[]).await;
        }
    }

    /// What ana keeps for herself.
    async fn keeps(&mut self, number: usize) {
        let ana = &mut self.ana;
        let text = format!("@acces Un fil\n\nTexte {number}");
        let path = format!("/api/v1/statuses/{}", self.root);
        sends(ana, "PUT", &path, &[("status", &text)]).await;
        let title = format!("Liste {number}");
        let own = id_of(
            &ana.posts("/api/v1/lists", &[("title", title.as_str())])
                .await,
        );
        let last = self.accounts.last().expect("somebody");
        for (list, who) in [(&own, &self.first), (&self.list, last)] {
            let path = format!("/api/v1/lists/{list}/accounts");
            ana.posts(&path, &[("account_ids[]", who.as_str())]).await;
        }
        ana.posts(&format!("/api/v1/tags/mot{number}/follow"), &[])
            .await;
        ana.posts(
            "/api/v1/featured_tags",
            &[("name", &format!("mot{number}"))],
        )
        .await;
        ana.says(&format!("Un mot #usage{number} #commun")).await;
        let at = format!("2026-12-{:02}T00:00:00Z", number + 10);
        let fields = [("status", "Plus tard"), ("scheduled_at", at.as_str())];
        ana.posts("/api/v1/statuses", &fields).await;
        let word = format!("introuvable{number}");
        let title = format!("Filtre {number}");
        let fields = [
            ("title", title.as_str()),
            ("context[]", "home"),
            ("keywords_attributes[][keyword]", word.as_str()),
        ];
        ana.posts("/api/v2/filters", &fields).await;
        let filter = format!("/api/v2/filters/{}", self.filter);
        ana.posts(&format!("{filter}/keywords"), &[("keyword", word.as_str())])
            .await;
        let status = self.statuses.last().expect("a status");
        ana.posts(
            &format!("{filter}/statuses"),
            &[("status_id", status.as_str())],
        )
        .await;
        let host = format!("h{number}.test");
        ana.posts("/api/v1/domain_blocks", &[("domain", host.as_str())])
            .await;
    }

    /// What the node says, and how it stands to others.
    async fn office(&mut self, number: usize) {
        let host = format!("b{number}.test");
        let fields = [
            ("domain", host.as_str()),
            ("severity", "suspend"),
            ("public_comment", "Pourriel"),
        ];
        self.ana.posts("/api/v1/admin/domain_blocks", &fields).await;
        let host = format!("a{number}.test");
        self.ana
            .posts("/api/v1/admin/domain_allows", &[("domain", &host)])
            .await;
        let tx = self.node.app.core.begin().await.expect("a write");
        let met = peering::note_clock_offset(&tx, &host, 1).await;
        met.expect("met");
        let said = NewAnnouncement {
            html: format!("<p>Annonce {number}</p>"),
            starts_at: None,
            ends_at: None,
            all_day: false,
        };
        bulletin::announce(&tx, said).await.expect("announced");
        bulletin::add_rule(&tx, &format!("Règle {number}"), "")
            .await
            .expect("a rule");
        let files = ("00.png", "00.png");
        bulletin::add_emoji(&tx, &format!("emoji{number}"), None, files)
            .await
            .expect("an emoji");
        tx.commit().await.expect("a commit");
    }

    /// Where a list is read, with everything that it needs.
    async fn address(&mut self, one: &Operation) -> String {
        let all = |ids: &[String]| {
            let all = ids.iter().map(|id| format!("id[]={id}"));
            all.collect::<Vec<_>>().join("&")
        };
        let mut path = one.path.to_owned();
        let of = match path.trim_end_matches(|end| end != '}') {
            "/api/v1/accounts/{id}" if path.ends_with("/lists") => self.first.clone(),
            "/api/v1/accounts/{id}" => self.author.clone(),
            "/api/v1/statuses/{id}" if path.ends_with("/quotes") => self.quoted.clone(),
            "/api/v1/statuses/{id}" => self.root.clone(),
            "/api/v1/lists/{id}" | "/api/v1/timelines/list/{id}" => self.list.clone(),
            "/api/v2/filters/{id}" => self.filter.clone(),
            "/api/v1/timelines/tag/{hashtag}" => "commun".to_owned(),
            "/api/v2/notifications/{group_key}" => self.group().await,
            "" => String::new(),
            other => panic!("nobody says what is open in {other}"),
        };
        if let Some((before, rest)) = path.clone().split_once('{') {
            let (_, after) = rest.split_once('}').expect("its end");
            path = format!("{before}{of}{after}");
        }
        let query = match one.path {
            "/api/v1/statuses" => all(&self.statuses),
            "/api/v1/accounts"
            | "/api/v1/accounts/relationships"
            | "/api/v1/accounts/familiar_followers" => all(&self.accounts),
            "/api/v1/accounts/search" => "q=m".to_owned(),
            "/api/v2/search" => "q=mot".to_owned(),
            _ => String::new(),
        };
        format!("{path}?limit=40&{query}")
    }

    /// The group of those who support what ana has opened.
    async fn group(&mut self) -> String {
        let told = self.ana.reads("/api/v2/notifications").await;
        let groups = told["notification_groups"]
            .as_array()
            .expect("groups")
            .iter();
        let mut groups = groups.filter(|group| group["type"] == "favourite");
        let group = groups.next().expect("a group");
        group["group_key"].as_str().expect("a key").to_owned()
    }

    /// How many entries a list has, and how often the database is asked for it.
    async fn costs(&mut self, one: &Operation) -> (usize, usize) {
        let path = self.address(one).await;
        // Nothing that was read before is at hand.
        let tx = self.node.app.core.begin().await.expect("a write");
        site::put(&tx, "cost", one.path).await.expect("kept");
        tx.commit().await.expect("a commit");
        let before = self.node.reads();
        let answer = self.ana.reads(&path).await;
        (entries(&answer), self.node.reads() - before)
    }
}

/// What stands in a list, or in the lists of an answer.
fn entries(answer: &Value) -> usize {
    match answer {
        Value::Array(list) => list.len(),
        Value::Object(map) => map.values().filter_map(Value::as_array).map(Vec::len).sum(),
        _ => 0,
    }
}

fn access_token(member: &Member<'_>) -> String {
    let mut headers = member.browser.headers.iter();
    let (_, said) = headers
        .find(|(name, _)| *name == "authorization")
        .expect("a token");
    said.trim_start_matches("Bearer ").to_owned()
}

async fn every_list_costs_the_same(node: &Node) {
    let mut village = Village::new(node).await;
    let lists = lists();
    assert!(lists.len() > 40, "{lists:?}");
    let mut costs = Vec::new();
    for (from, to) in [(0, FEW), (FEW, MANY)] {
        village.grows(from, to).await;
        node.index().await;
        node.clock.advance(3_600_000);
        let mut all = Vec::new();
        for one in &lists {
            all.push(village.costs(one).await);
        }
        costs.push(all);
    }
    let (mut same, mut dear) = (Vec::new(), Vec::new());
    for (one, (few, many)) in lists.iter().zip(costs[0].iter().zip(&costs[1])) {
        if few.0 == 0 || many.0 <= few.0 {
            same.push(one.path);
        }
        if few.1 != many.1 {
            dear.push((one.path, few, many));
        }
    }
    assert!(
        dear.is_empty() && same == EMPTY.map(|(path, _)| path),
        "entries and queries, of few and of many: {dear:#?}; without more entries: {same:#?}"
    );
}

// client_api.22
#[tokio::test]
async fn every_list_asks_the_database_as_often_for_few_as_for_many() {
    every_list_costs_the_same(&Node::new().await).await;
}

// client_api.22
#[tokio::test]
async fn every_list_on_postgresql_asks_the_database_as_often_for_few_as_for_many() {
    if let Some(node) = Node::on_postgres().await {
        every_list_costs_the_same(&node).await;
    }
}
