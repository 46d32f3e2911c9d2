//! Filled pages for tests: a thread that several chapters write in, and one page of each kind.

use super::super::*;
use super::prose::{Draw, paragraphs};
use crate::i18n::{Lang, Zone};

/// 21 November 2026, 14:05:09 UTC.
pub(super) const NOW: i64 = 1_795_269_909_000;

const PEOPLE: [(&str, &str); 9] = [
    ("Ana Tremblay", "ana"),
    ("Awa Ndiaye", "awa@senegal.test"),
    ("Hanta Rakoto", "hanta@madagascar.test"),
    ("Moussa Sarr", "moussa@senegal.test"),
    ("Léa Bouchard-Gagnon", "lea"),
    ("Jean-Baptiste Ouédraogo", "jb@burkina.test"),
    ("نادية بن علي", "nadia@tunisie.test"),
    ("Rivo", "rivo@madagascar.test"),
    ("Fatou Diop", "fatou@senegal.test"),
];

pub(super) fn person(n: usize) -> PersonRef {
    let (name, handle) = PEOPLE[n % PEOPLE.len()];
    PersonRef {
        name: name.to_owned(),
        handle: handle.to_owned(),
    }
}

pub(super) fn shell(lang: Lang) -> Shell {
    Shell {
        lang,
        zone: Zone::utc(),
        node: "Palabre Québec".to_owned(),
        host: "quebec.test".to_owned(),
        title: "Un point d’échange à Ziguinchor ?".to_owned(),
        path: "/f/7359482910473829104?page=2".to_owned(),
        canonical: Some("https://quebec.test/f/7359482910473829104".to_owned()),
        visitor: Some(Visitor {
            name: "Ana Tremblay".to_owned(),
            handle: "ana".to_owned(),
        }),
        csrf: "Qm9uam91ciBsZSBtb25kZSBkZSBwYWxhYnJl".to_owned(),
        once: "c8f1e7a2b90d4c3e8f6a5b7d".to_owned(),
        notices: Vec::new(),
        footer: vec![FooterLink {
            href: "/charte".to_owned(),
            text: "Charte".to_owned(),
        }],
        source: "https://quebec.test/source".to_owned(),
        registration: true,
    }
}

pub(super) fn guest(lang: Lang) -> Shell {
    Shell {
        visitor: None,
        ..shell(lang)
    }
}

pub(super) fn forum() -> ForumRef {
    ForumRef {
        title: "Accès et connectivité".to_owned(),
        salon: "acces".to_owned(),
    }
}

fn id(draw: &mut Draw) -> i64 {
    let low = i64::try_from(draw.below(1 << 20)).expect("twenty bits");
    let late = i64::try_from(draw.below(600_000_000)).expect("a week of milliseconds");
    ((NOW - late) << 20) | low
}

pub(super) fn html(draw: &mut Draw, words: usize) -> SafeHtml {
    let text = format!("<p>{}</p>", paragraphs(draw, words).join("</p><p>"));
    SafeHtml::from_cleaned(text)
}

/// `n` contributions of `words` words, as a member of the node sees them.
pub(super) fn contributions(n: usize, words: usize) -> Vec<Contribution> {
    let mut draw = Draw::new(2026);
    let mut list: Vec<Contribution> = Vec::new();
    for place in 0..n {
        let parent = (place > 0).then(|| {
            let answered = &list[draw.below(place)];
            let name = answered.author.clone().expect("everyone is known").name;
            Parent {
                id: Some(answered.id),
                name,
                here: true,
                ..Parent::default()
            }
        });
        let minutes = i64::try_from((n - place) * 137 + draw.below(60)).expect("a few days");
        list.push(Contribution {
            id: id(&mut draw),
            author: Some(person(draw.below(PEOPLE.len()))),
            published: NOW - minutes * 60_000 - 1_000 * i64::try_from(draw.below(60)).expect("s"),
            edited: (draw.below(9) == 0).then_some(NOW - 60_000),
            lang: Some("fr".to_owned()),
            warning: None,
            html: html(&mut draw, words),
            media: Vec::new(),
            poll: None,
            cited: None,
            parent,
            state: State::Live,
            supports: u32::try_from(draw.below(12)).expect("a dozen"),
            supported: draw.below(5) == 0,
            may: May::SUPPORT.and(May::REPLY),
        });
    }
    list
}

pub(super) fn digest() -> Digest {
    Digest {
        text: "core:3cf9012121d4bf94aeafeefa922c9459b816c8b3371022c70dc9d46982292b84:25 \
               react:26c53607fdfc59dff9b5865b4acab11dfabe2084434e96c32f29b3224f40b383:61"
            .to_owned(),
        ..Digest::default()
    }
}

/// A full thread page, the one the budget speaks of.
pub(super) fn thread(lang: Lang) -> ThreadPage {
    ThreadPage {
        shell: shell(lang),
        forum: Some(forum()),
        id: 7_359_482_910_473_829_104,
        title: Title::Words("Un point d’échange à Ziguinchor ?".to_owned()),
        lang: Some("fr".to_owned()),
        contributions: contributions(25, 180),
        total: 61,
        paging: Paging::numbered("/f/7359482910473829104", 2, 3),
        digest: Some(digest()),
        may: May::REPLY,
        ..ThreadPage::default()
    }
}

fn says(n: usize, lang: &str, html: &str, state: State) -> Contribution {
    Contribution {
        id: 900 + i64::try_from(n).expect("few"),
        author: Some(person(n)),
        published: NOW - 3_600_000,
        lang: Some(lang.to_owned()),
        html: SafeHtml::from_cleaned(html.to_owned()),
        state,
        supports: 1,
        may: May::SUPPORT.and(May::REPLY),
        ..Contribution::default()
    }
}

/// A text behind what its author warns of.
fn warned(n: i64, words: &str) -> Contribution {
    Contribution {
        id: 900 + n,
        warning: Some(words.to_owned()),
        ..says(3, "fr", "<p>Tout a brûlé.</p>", State::Live)
    }
}

fn one_of_each() -> Vec<Contribution> {
    let reason = Some("propos blessants <b>".to_owned());
    vec![
        says(
            0,
            "fr",
            "<p>Quel modèle retenir pour le point d’échange ?</p>",
            State::Live,
        ),
        says(1, "fr", "", State::Deleted),
        says(
            2,
            "fr",
            "",
            State::Removed {
                reason,
                at: Some(NOW),
            },
        ),
        says(3, "fr", "<p>Deux routeurs suffisent.</p>", State::Held),
        says(
            4,
            "fr",
            "<p>Je peux prêter un commutateur.</p>",
            State::Unconfirmed {
                host: "senegal.test".to_owned(),
            },
        ),
        says(5, "fr", "", State::Missing),
        says(7, "fr", "", State::Withheld),
        says(9, "fr", "", State::Blocked),
        says(
            6,
            "ar",
            "<p>سؤال إلى <a href=\"https://senegal.test/@awa\">@awa@senegal.test</a> حول \
             ICANN: انظر https://isoc.tn/ixp</p>",
            State::Live,
        ),
        says(
            8,
            "fr",
            "<p>Voici ma configuration :</p><pre><code>neighbor 196.60.0.1 remote-as 37100 \
             description route-server-un-nom-vraiment-tres-long</code></pre><blockquote><p>Deux \
             routeurs suffisent.</p></blockquote><ul><li>un</li><li>deux</li></ul>",
            State::Live,
        ),
    ]
}

/// A thread page on which every state of a contribution is shown once, seen by a moderator.
pub(super) fn states(lang: Lang) -> ThreadPage {
    let mut list = one_of_each();
    list.extend([warned(20, "Récit d’une panne <i>"), warned(21, "")]);
    list[0].may = May::SUPPORT
        .and(May::REPLY)
        .and(May::EDIT)
        .and(May::DELETE)
        .and(May::MODERATE);
    list[3].may = May::MODERATE;
    list[5].author = None;
    list[5].published = 0;
    list[4].supported = true;
    list[7].parent = Some(Parent {
        id: Some(900),
        name: person(0).name,
        here: true,
        ..Parent::default()
    });
    list[8].parent = Some(Parent {
        id: None,
        name: String::new(),
        here: false,
        ..Parent::default()
    });
    ThreadPage {
        contributions: list,
        total: 9,
        paging: Paging::default(),
        locked: true,
        pinned: true,
        digest: Some(Digest {
            missing: 2,
            pending: 1,
            withheld: 1,
            ..digest()
        }),
        may: May::MODERATE,
        ..thread(lang)
    }
}
