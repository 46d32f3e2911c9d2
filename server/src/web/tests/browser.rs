//! A node and the browsers that visit it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use palabre_core::access::{self, NewAccount};
use palabre_core::clock::{StillClock, SystemChance};
use palabre_core::forums::{self, Forum, NewForum, RemoteForum};
use palabre_core::people::{LocalKeys, Person};
use palabre_core::probe;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::Given;
use crate::app::App;
use crate::config::{Config, Flags};
use crate::media::Workshop;
use crate::push::Vapid;

pub(crate) const NOW: i64 = 1_795_269_909_000;
pub(crate) const PASSWORD: &str = "un mot de passe";
const HOST: &str = "quebec.test";

/// What another node says of a salon of its own.
pub(crate) fn salon_of(host: &str, uri: &str, slug: &str, title: &str) -> RemoteForum {
    RemoteForum {
        uri: uri.to_owned(),
        host: host.to_owned(),
        slug: slug.to_owned(),
        title: title.to_owned(),
        summary: String::new(),
        lang: "fr".to_owned(),
        inbox: format!("{uri}/inbox"),
        shared_inbox: None,
        followers: None,
        outbox: None,
        url: None,
        moderators: Vec::new(),
    }
}

/// Keys take long to make; tests have no need of different ones.
static KEYS: OnceCell<LocalKeys> = OnceCell::const_new();

pub(crate) async fn keys() -> LocalKeys {
    KEYS.get_or_init(palabre_federation::make_keys)
        .await
        .clone()
}

/// A node without workers.
pub(crate) struct Node {
    pub(crate) app: App,
    router: Router,
    pub(crate) clock: Arc<StillClock>,
    reads: Arc<AtomicUsize>,
    _data: TempDir,
}

impl Node {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A node on `PostgreSQL`, where `PALABRE_TEST_POSTGRES` names a server.
    pub(crate) async fn on_postgres() -> Option<Self> {
        let server = std::env::var("PALABRE_TEST_POSTGRES").ok()?;
        let url = probe::fresh_database(&server).await;
        Some(Self::made(Some(url), |_| {}).await)
    }

    /// A node whose configuration was changed; browsers at 127.0.0.1 are exempt from limits.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::made(None, change).await
    }

    async fn made(database: Option<String>, change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let flags = Flags {
            data: Some(data.path().to_owned()),
            host: Some(HOST.to_owned()),
            database_url: database,
            ..Flags::default()
        };
        let mut config = Config::load(&flags, []).expect("a configuration");
        config.limits.exempt = vec!["127.0.0.0/8".parse().expect("a network")];
        change(&mut config);
        let clock = Arc::new(StillClock::at(NOW));
        let given = Given {
            clock: clock.clone(),
            chance: Arc::new(SystemChance),
            ..Given::real()
        };
        let mut core = crate::open(&config, &given).await.expect("a store");
        let reads = probe::count_reads(&mut core);
        let federation = crate::federation(&core, &config, &given)
            .await
            .expect("a federation");
        let workshop = Workshop::open(core.clone(), &config).expect("a workshop");
        let vapid = Vapid::of(&core).await.expect("a key");
        let app = App::new(core, federation, workshop, vapid, Arc::new(config));
        Self {
            router: crate::router::router(app.clone()),
            app,
            clock,
            reads,
            _data: data,
        }
    }

    /// How often the database was asked until now, writes apart.
    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// Every address that the router knows, in its own words; those with a slash at the end are twins.
    pub(crate) fn routes(&self) -> BTreeSet<String> {
        let told = format!("{:?}", self.router);
        let known = told.split("RouteId(").skip(1);
        let paths = known.filter_map(|rest| {
            let (_, rest) = rest.split_once("): \"")?;
            let (path, _) = rest.split_once('"')?;
            Some(path.to_owned())
        });
        let twin = |path: &str| path.len() > 1 && path.ends_with('/');
        paths
            .filter(|path| path.starts_with('/') && !path.contains("__private") && !twin(path))
            .collect()
    }

    /// What was written until now is found by its words.
    pub(crate) async fn index(&self) {
        crate::indexing::all(&self.app.core).await.expect("indexed");
    }

    /// An account made by command: approved.
    pub(crate) async fn account(&self, name: &str) -> Person {
        self.account_with(name, |_| {}).await
    }

    pub(crate) async fn account_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut NewAccount),
    ) -> Person {
        let mut new = NewAccount {
            name: name.to_owned(),
            display: format!("{} Exemple", name.to_uppercase()),
            email: format!("{name}@exemple.test"),
            password: self.app.gate.hash(PASSWORD, [9; 16]).await.expect("a hash"),
            lang: "fr".to_owned(),
            admin: false,
            confirmed: true,
            approved: true,
        };
        change(&mut new);
        let keys = keys().await;
        let mut tx = self.app.core.begin().await.expect("a write");
        let person = access::create(&mut tx, &new, &keys)
            .await
            .expect("an account");
        tx.commit().await.expect("a commit");
        person
    }

    /// A salon of this node, moderated by `moderator`.
    pub(crate) async fn salon(&self, slug: &str, moderator: Option<&Person>) -> Forum {
        self.salon_with(slug, moderator, false).await
    }

    pub(crate) async fn salon_with(
        &self,
        slug: &str,
        moderator: Option<&Person>,
        moderated_before: bool,
    ) -> Forum {
        let new = NewForum {
            slug: slug.to_owned(),
            title: format!("Salon {slug}"),
            description: "De quoi l’on parle".to_owned(),
            lang: "fr".to_owned(),
            moderated_before,
        };
        let keys = keys().await;
        let mut tx = self.app.core.begin().await.expect("a write");
        let forum = forums::create(&mut tx, &new, &keys).await.expect("a forum");
        if let Some(person) = moderator {
            forums::add_moderator(&tx, forum.id, &person.uri)
                .await
                .expect("a moderator");
        }
        tx.commit().await.expect("a commit");
        forum
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser {
            node: self,
            cookies: BTreeMap::new(),
            address: "127.0.0.1".parse().expect("an address"),
            headers: vec![("accept", "text/html".to_owned())],
        }
    }

    /// A browser in which `name` has signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let page = browser
            .submit(
                "/connexion",
                "/connexion",
                &[("name", name), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        browser
    }

    /// A thread opened by `browser`, as the path of its page.
    pub(crate) async fn thread(&self, browser: &mut Browser<'_>, salon: &str) -> String {
        let path = format!("/salons/{salon}/nouveau");
        let fields = [
            ("title", "Un IXP à Ziguinchor ?"),
            ("text", "Quel *modèle* ?"),
            ("lang", "fr"),
        ];
        let page = browser.submit(&path, &path, &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        page.location()
    }
}

/// A browser: it keeps cookies and fills in forms.
pub(crate) struct Browser<'n> {
    node: &'n Node,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) address: IpAddr,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Browser<'_> {
    pub(crate) fn asking(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn at(mut self, address: &str) -> Self {
        self.address = address.parse().expect("an address");
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, Body::empty()).await
    }

    /// Sends fields as they are.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send("POST", path, Body::from(body)).await
    }

    /// Opens the page at `form`, and sends its tokens with `fields` to `action`.
    pub(crate) async fn submit(
        &mut self,
        form: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let page = self.get(form).await;
        assert_eq!(page.status, StatusCode::OK, "{form}: {}", page.text);
        let (csrf, once) = (page.field("csrf"), page.field("once"));
        let mut all = vec![("csrf", csrf.as_str()), ("once", once.as_str())];
        all.extend_from_slice(fields);
        self.post(action, &all).await
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, body: Body) -> Page {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST);
        let typed = self.headers.iter().any(|(name, _)| *name == "content-type");
        if method == "POST" && !typed {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        let peer = ConnectInfo(SocketAddr::new(self.address, 40_000));
        let request = request.extension(peer).body(body).expect("a request");
        let response = self
            .node
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body");
        self.keep(&parts.headers);
        let page = Page {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        };
        let client = ("accept", "application/json".to_owned());
        if self.headers.contains(&client) {
            crate::api::tests::hold(method, path, &page);
        }
        page
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for line in headers.get_all("set-cookie") {
            let line = line.to_str().expect("a cookie");
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("name and value");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Page {
    /// The value of the first hidden field of a name.
    pub(crate) fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.text.split_once(&start).map(|(_, rest)| rest);
        let value = rest.and_then(|rest| rest.split('"').next());
        value
            .unwrap_or_else(|| panic!("no field {name} in {}", self.text))
            .to_owned()
    }

    pub(crate) fn location(&self) -> String {
        self.header("location")
    }

    pub(crate) fn header(&self, name: &str) -> String {
        let lines: Vec<_> = self.headers.get_all(name).iter().collect();
        let words: Vec<_> = lines
            .iter()
            .map(|line| line.to_str().expect("text"))
            .collect();
        words.join(", ")
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// How often some words stand on the page.
    pub(crate) fn count(&self, words: &str) -> usize {
        self.text.matches(words).count()
    }
}

/// The id in a path such as `/f/123?page=fin#c456`: the last number.
pub(crate) fn id_of(path: &str) -> String {
    path.rsplit(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() > 5)
        .expect("an id")
        .to_owned()
}
