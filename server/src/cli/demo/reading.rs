//! Reading pages as a person does: titles, texts, names, and nothing of the markup.

/// A contribution as it stands on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Article {
    /// Local id, different on each node.
    pub(super) id: i64,
    pub(super) author: String,
    /// The name in "en réponse à".
    pub(super) parent: String,
    /// Why there is no text, or that it waits.
    pub(super) state: String,
    /// How many support it, in words.
    pub(super) likes: String,
    pub(super) text: String,
}

/// One page of a thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    /// How many contributions, and whether the thread is locked.
    pub(super) meta: String,
    /// The digest and what stands beside it.
    pub(super) digest: String,
    pub(super) articles: Vec<Article>,
    /// Whether there is a next page.
    pub(super) more: bool,
}

impl Article {
    /// What must be equal on every node.
    pub(super) fn said(&self) -> String {
        format!(
            "{} | {} | {} | {} | {}",
            self.author, self.parent, self.state, self.likes, self.text
        )
    }
}

/// Reads a page of a thread.
pub(super) fn thread(html: &str) -> Page {
    let main = between(html, "<main", "</main>").unwrap_or(html);
    let after_title = main.split_once("</h1>").map_or("", |(_, rest)| rest);
    Page {
        title: between(main, "<h1", "</h1>").map(inner).unwrap_or_default(),
        meta: between(after_title, "<p class=\"meta\"", "</p>")
            .map(inner)
            .unwrap_or_default(),
        digest: between(main, "<section class=\"digest\"", "</section>")
            .map(inner)
            .unwrap_or_default(),
        articles: main.split("<article ").skip(1).map(article).collect(),
        more: main.contains("rel=\"next\""),
    }
}

fn article(html: &str) -> Article {
    let html = html.split("</article>").next().unwrap_or_default();
    let id = between(html, "id=\"c", "\"").and_then(|id| id.parse().ok());
    let meta = between(html, "<p class=\"meta\"", "</p>").unwrap_or_default();
    let part = |open: &str, close: &str| between(html, open, close).map(inner).unwrap_or_default();
    Article {
        id: id.unwrap_or_default(),
        author: between(html, "<h2", "</h2>")
            .and_then(|head| between(head, "<bdi>", "</bdi>"))
            .map(plain)
            .unwrap_or_default(),
        parent: between(meta, "<bdi>", "</bdi>")
            .map(plain)
            .unwrap_or_default(),
        state: part("<p class=\"state\"", "</p>"),
        likes: between(html, "<p class=\"do\"", "</p>")
            .and_then(|gestures| between(gestures, "<span>", "</span>"))
            .map(plain)
            .unwrap_or_default(),
        text: part("<div class=\"text\"", "</div>"),
    }
}

/// The local id of a thread in a list of threads, by its title.
pub(super) fn thread_in_list(html: &str, title: &str) -> Option<i64> {
    html.split("href=\"/f/").skip(1).find_map(|rest| {
        let id = rest.split(['"', '?', '#']).next()?.parse().ok()?;
        let link = rest.split("</a>").next()?;
        (inner(link) == title).then_some(id)
    })
}

/// The value of a hidden field, `csrf` or `once`.
pub(super) fn hidden(html: &str, name: &str) -> Option<String> {
    let rest = between(html, &format!("name=\"{name}\" value=\""), "\"")?;
    Some(plain(rest))
}

/// What a page says that refuses something.
pub(super) fn refusal(html: &str) -> String {
    let errors = between(html, "<div class=\"errors\"", "</div>");
    errors
        .or_else(|| between(html, "<main", "</main>"))
        .map(inner)
        .unwrap_or_default()
}

/// What stands between two marks, the first pair of them.
fn between<'h>(html: &'h str, open: &str, close: &str) -> Option<&'h str> {
    let (_, rest) = html.split_once(open)?;
    rest.split_once(close).map(|(inside, _)| inside)
}

/// The text of an element whose opening tag was cut in the middle.
fn inner(html: &str) -> String {
    let inside = html.split_once('>').map_or(html, |(_, inside)| inside);
    plain(&moments(inside))
}

/// Times as moments: each node writes them in a zone of its own.
fn moments(html: &str) -> String {
    let mut parts = html.split("<time datetime=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (moment, rest) = part.split_once('"').unwrap_or((part, ""));
        out.push_str(moment);
        out.push_str(rest.split_once("</time>").map_or("", |(_, after)| after));
    }
    out
}

/// Text without tags, with its characters and single spaces.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' if inside => inside = false,
            _ if inside => {}
            _ => text.push(letter),
        }
    }
    let text = characters(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters that references stand for, as our pages write them.
fn characters(text: &str) -> String {
    const NAMED: [(&str, &str); 6] = [
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", "\u{a0}"),
        ("amp", "&"),
    ];
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once(';').and_then(|(name, rest)| {
            let named = NAMED
                .iter()
                .find(|(one, _)| *one == name)
                .map(|(_, is)| (*is).to_owned());
            let number = || {
                let digits = name.strip_prefix('#')?;
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => digits.parse().ok()?,
                };
                char::from_u32(code).map(String::from)
            };
            Some((named.or_else(number)?, rest))
        });
        if let Some((is, rest)) = found {
            out.push_str(&is);
            out.push_str(rest);
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    out
}
