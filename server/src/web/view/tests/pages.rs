//! One filled page of every other kind.

use askama::Template;

use super::super::account::{ExcerptRow, RequestsPage};
use super::super::consent::{CodePage, ConsentPage};
use super::super::*;
use super::prose::{Draw, paragraphs};
use super::sample::*;
use crate::i18n::Lang;

fn thread_rows(n: usize) -> Vec<ThreadRow> {
    let mut draw = Draw::new(7);
    (0..n)
        .map(|place| ThreadRow {
            id: 7_359_482_910_473_829_104 + i64::try_from(draw.below(1 << 30)).expect("small"),
            title: match place {
                3 => Title::default(),
                _ => Title::Words(paragraphs(&mut draw, 6).concat()),
            },
            lang: Some("fr".to_owned()),
            author: person(draw.below(9)),
            forum: (place % 2 == 0).then(forum),
            contributions: u32::try_from(1 + draw.below(80)).expect("small"),
            last: NOW - 7_000_000 * i64::try_from(place).expect("small"),
            locked: place == 1,
            pinned: place == 0,
            pending: place == 2,
        })
        .collect()
}

fn forum_rows(n: usize) -> Vec<ForumRow> {
    let mut draw = Draw::new(11);
    let names = [
        "acces",
        "langues@senegal.test",
        "jeunesse",
        "gouvernance@madagascar.test",
    ];
    (0..n)
        .map(|place| ForumRow {
            forum: ForumRef {
                title: [
                    "Accès et connectivité",
                    "Langues et cultures",
                    "Jeunesse",
                    "Gouvernance",
                ][place % 4]
                    .to_owned(),
                salon: names[place % 4].to_owned(),
            },
            description: paragraphs(&mut draw, 14).concat(),
            lang: Some("fr".to_owned()),
            threads: u32::try_from(draw.below(300)).expect("small"),
            last: (place != 2).then_some(NOW),
        })
        .collect()
}

fn excerpts(n: usize) -> Vec<ExcerptRow> {
    let mut draw = Draw::new(13);
    (0..n)
        .map(|place| ExcerptRow {
            id: 7_359_482_910_473_829_104 + i64::try_from(draw.below(1 << 30)).expect("small"),
            thread: if place == 1 {
                String::new()
            } else {
                paragraphs(&mut draw, 6).concat()
            },
            excerpt: paragraphs(&mut draw, 30).concat(),
            warning: (place == 2).then(String::new),
            lang: Some("fr".to_owned()),
            published: NOW - 9_000_000 * i64::try_from(place).expect("small"),
            pending: place == 0,
        })
        .collect()
}

fn peers() -> Vec<PeerRow> {
    vec![
        PeerRow {
            host: "senegal.test".to_owned(),
            level: PeerLevel::Twinned,
            software: Some("palabre 0.1.0".to_owned()),
            last_in: Some(NOW),
            last_out: Some(NOW - 9_000),
            ..PeerRow::default()
        },
        PeerRow {
            host: "madagascar.test:8083".to_owned(),
            level: PeerLevel::Limit,
            reason: Some("nœud tout neuf, à relire".to_owned()),
            last_in: Some(NOW - 86_400_000),
            queue: 1_234,
            words: Some("connection refused (os error 111)".to_owned()),
            clock: Some(-7_300),
            ..PeerRow::default()
        },
        PeerRow {
            host: "spam.test".to_owned(),
            level: PeerLevel::Block,
            reason: Some("publicité".to_owned()),
            ..PeerRow::default()
        },
    ]
}

pub(super) fn contribution(lang: Lang) -> ContributionPage {
    let mut contribution = contributions(2, 60).remove(1);
    contribution.edited = Some(NOW);
    contribution.may = May::SUPPORT
        .and(May::REPLY)
        .and(May::REPORT)
        .and(May::MODERATE);
    let versions = vec![
        Version {
            at: NOW,
            html: contribution.html.clone(),
        },
        Version {
            at: NOW - 600_000,
            html: html(&mut Draw::new(5), 40),
        },
    ];
    ContributionPage {
        shell: shell(lang),
        forum: Some(forum()),
        thread: Some(7_359_482_910_473_829_104),
        thread_title: "Un point d’échange à Ziguinchor ?".to_owned(),
        contribution,
        versions,
        origin: Origin {
            object: Some("https://senegal.test/ap/p/7359482910473829104".to_owned()),
            host: "senegal.test".to_owned(),
            rid: "3cf9012121d4bf94aeafeefa922c9459b816c8b3371022c70dc9d46982292b84".to_owned(),
            proof: true,
            received: Some(NOW),
        },
    }
}

fn moderation(lang: Lang) -> ModerationPage {
    let held = (0..3)
        .map(|n| HeldRow {
            id: 900 + i64::try_from(n).expect("small"),
            author: person(n),
            thread: "Un point d’échange à Ziguinchor ?".to_owned(),
            html: html(&mut Draw::new(n as u64), 60),
            lang: Some("fr".to_owned()),
            published: NOW,
            why: "Première contribution depuis senegal.test.".to_owned(),
        })
        .collect();
    let removed = vec![RemovedRow {
        id: 903,
        author: person(4),
        excerpt: "Achetez mes antennes".to_owned(),
        reason: Some("publicité".to_owned()),
        at: NOW,
    }];
    let threads = vec![
        ThreadLock {
            id: 1,
            title: Title::Key("thread-opening-deleted"),
            locked: true,
            pinned: false,
        },
        ThreadLock {
            id: 2,
            title: Title::Words("Tarifs".to_owned()),
            locked: false,
            pinned: true,
        },
    ];
    ModerationPage {
        shell: shell(lang),
        forum: forum(),
        held,
        reports: vec![ReportRow {
            report: 9,
            about: vec![Reported {
                id: 950,
                author: person(4),
                excerpt: "Des mots que quelqu’un a trouvés déplacés.".to_owned(),
            }],
            people: vec![person(2)],
            elsewhere: vec!["https://lemmy.test/post/12".to_owned()],
            closed: None,
            reason: "Hors sujet, à mon avis.".to_owned(),
            by: "@awa@senegal.test".to_owned(),
            at: NOW,
        }],
        removed,
        threads,
    }
}

fn reports(lang: Lang) -> ReportsPage {
    let reports = moderation(lang).reports;
    let closed = reports.iter().cloned().map(|row| ReportRow {
        closed: Some((NOW, Some(person(0)))),
        ..row
    });
    ReportsPage {
        shell: shell(lang),
        closed: closed.collect(),
        reports,
    }
}

fn wrong(field: &'static str, name: &str, lang: Lang) -> Vec<FieldError> {
    let text = refusal::sentence(lang, name, &[]).expect("a refusal with words");
    vec![FieldError { field, text }]
}

fn forms(lang: Lang) -> Vec<(&'static str, FormPage)> {
    let draft = Draft {
        title: String::new(),
        text: paragraphs(&mut Draw::new(3), 90).join("\n\n"),
        lang: "wo".to_owned(),
    };
    let typed = SignUp {
        name: "ana".to_owned(),
        display: "Ana <script>".to_owned(),
        email: "ana@quebec".to_owned(),
        back: String::new(),
        reason: "Je représente une coopérative.".to_owned(),
    };
    let one = || contributions(2, 120).remove(1);
    let on_form = || guest(lang);
    vec![
        (
            "sign-in",
            FormPage::sign_in(
                on_form(),
                "ana",
                "/f/1",
                wrong("password", "wrong-password", lang),
            ),
        ),
        (
            "sign-up",
            FormPage::sign_up(
                on_form(),
                &typed,
                true,
                wrong("email", "email-invalid", lang),
            ),
        ),
        (
            "new-thread",
            FormPage::new_thread(
                shell(lang),
                &forum(),
                &draft,
                wrong("title", "title-empty", lang),
            ),
        ),
        (
            "reply",
            FormPage::reply(shell(lang), one(), &draft, Vec::new()),
        ),
        (
            "edit",
            FormPage::edit(shell(lang), 900, true, &draft, Vec::new()),
        ),
        ("delete", FormPage::delete(shell(lang), one())),
        (
            "report",
            FormPage::report(
                shell(lang),
                one(),
                "",
                wrong("reason", "reason-missing", lang),
            ),
        ),
        (
            "follow",
            FormPage::follow(
                shell(lang),
                "acces",
                wrong("address", "address-invalid", lang),
            ),
        ),
        ("profile", profile(lang)),
    ]
}

fn profile(lang: Lang) -> FormPage {
    let typed = Profile {
        display: "Ana Líma".to_owned(),
        note: "Du *réseau*".to_owned(),
        fields: vec![("Ville".to_owned(), "Québec".to_owned())],
        flags: vec!["locked", "indexable"],
        audience: "followers".to_owned(),
        sensitive: true,
        lang: "gcr".to_owned(),
        pictures: (true, false),
    };
    FormPage::profile(shell(lang), &typed, wrong("name1", "field-unnamed", lang))
}

fn lists(lang: Lang) -> Vec<(&'static str, askama::Result<String>)> {
    let front = FrontPage {
        shell: Shell {
            title: String::new(),
            ..guest(lang)
        },
        description: "Le forum du chapitre québécois.".to_owned(),
        announcements: Vec::new(),
        forums: forum_rows(4),
        threads: thread_rows(8),
        peers: vec!["senegal.test".to_owned(), "madagascar.test".to_owned()],
    };
    let salons = ForumsPage {
        shell: shell(lang),
        here: forum_rows(6),
        elsewhere: forum_rows(2),
    };
    let salon = ForumPage {
        shell: shell(lang),
        forum: forum(),
        description: "Relier, à quel prix, pour qui.".to_owned(),
        lang: Some("fr".to_owned()),
        address: "@acces@quebec.test".to_owned(),
        changed: true,
        moderators: vec![person(0), person(4)],
        threads: thread_rows(25),
        paging: Paging::numbered("/salons/acces", 1, 4),
        followed: Some(false),
        may: May::REPLY.and(May::MODERATE),
        held: 3,
    };
    let word = HashtagPage {
        shell: shell(lang),
        word: "ixp".to_owned(),
        threads: thread_rows(25),
        paging: Paging::default(),
    };
    vec![
        ("front", front.render()),
        ("salons", salons.render()),
        ("salon", salon.render()),
        ("hashtag", word.render()),
    ]
}

fn people(lang: Lang) -> Vec<(&'static str, askama::Result<String>)> {
    let person = PersonPage {
        shell: shell(lang),
        name: "Awa Ndiaye".to_owned(),
        address: "@awa@senegal.test".to_owned(),
        bio: SafeHtml::from_cleaned("<p>Ingénieure réseau à Dakar.</p>".to_owned()),
        banner: None,
        face: None,
        fields: vec![(
            "Ville".to_owned(),
            SafeHtml::from_cleaned("Dakar".to_owned()),
        )],
        bot: true,
        locked: true,
        hidden: true,
        host: Some("senegal.test".to_owned()),
        home: Some("https://senegal.test/@awa".to_owned()),
        tags: vec!["ixp".to_owned(), "éducation".to_owned()],
        since: NOW,
        changed: true,
        blocked: true,
        contributions: excerpts(20),
        paging: Paging::numbered("/@awa@senegal.test", 2, 2),
    };
    let me = MePage {
        shell: shell(lang),
        address: "@ana@quebec.test".to_owned(),
        requests: 2,
        waiting: true,
        follows: vec![(forum(), false)],
        contributions: excerpts(5),
        paging: Paging::default(),
    };
    let requests = RequestsPage {
        shell: shell(lang),
        rows: vec![(7, "awa@senegal.test".to_owned(), "Awa Ndiaye".to_owned())],
    };
    vec![
        ("person", person.render()),
        ("me", me.render()),
        ("requests", requests.render()),
    ]
}

/// Every page but the thread, as (name, HTML).
/// What a member sees while a client is let in.
fn consents(lang: Lang) -> [(&'static str, askama::Result<String>); 2] {
    let scopes = ["read", "write:statuses", "follow", "push"];
    let consent = ConsentPage {
        shell: shell(lang),
        app: "Un client <b>".to_owned(),
        website: Some("https://client.test/".to_owned()),
        name: "Ana".to_owned(),
        address: "@ana@quebec.test".to_owned(),
        scopes: ConsentPage::words(lang, scopes.into_iter()),
        fields: vec![("state", "\"><script>".to_owned())],
        target: "https://client.test".to_owned(),
    };
    let code = CodePage {
        shell: shell(lang),
        app: "toot".to_owned(),
        code: "5d".repeat(32),
    };
    [
        ("consent", consent.titled().render()),
        ("code", code.titled().render()),
    ]
}

pub(super) fn all(lang: Lang) -> Vec<(&'static str, String)> {
    let mut refused = RefusedPage::new(guest(lang), 403, "thread-locked", &[]);
    refused.text = Some("Ma réponse, </textarea><script>".to_owned());
    refused.reference = Some("7f3a".to_owned());
    let network = NetworkPage {
        shell: shell(lang),
        policy: Policy::Open,
        peers: peers(),
    };
    let followed = FollowedPage {
        shell: shell(lang),
        forum: forum(),
        address: "@acces@quebec.test".to_owned(),
        accepted: false,
    };
    let mut pages = lists(lang);
    pages.extend(people(lang));
    pages.extend(
        forms(lang)
            .into_iter()
            .map(|(name, page)| (name, page.render())),
    );
    pages.extend(consents(lang));
    pages.extend([
        ("contribution", contribution(lang).render()),
        ("moderation", moderation(lang).render()),
        ("reports", reports(lang).render()),
        ("network", network.render()),
        ("refused", refused.render()),
        (
            "waiting",
            WaitingPage {
                shell: shell(lang),
                held: 2,
            }
            .render(),
        ),
        ("followed", followed.render()),
        ("states", states(lang).render()),
    ]);
    pages
        .into_iter()
        .map(|(name, html)| (name, html.expect("a page renders")))
        .collect()
}
