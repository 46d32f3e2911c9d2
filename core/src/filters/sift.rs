//! Which filters a post meets. All keywords of a reader are one automaton, which reads a text once,
//! whatever they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Filter;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::filter;
use crate::store::shelf::Shelf;
use crate::text::language::stands_alone;
use crate::{Core, Fault, Result};

/// Between the parts of a text, over which no phrase goes.
const PART: &str = "\n";

/// The filters of one reader, ready to be asked. Those that have expired are not among them.
#[derive(Debug, Default)]
pub struct Sift {
    filters: Vec<Filter>,
    keywords: Vec<Keyword>,
    /// What each pattern of the automaton is the keyword of, by place.
    patterns: Vec<Vec<usize>>,
    automaton: Option<AhoCorasick>,
    /// Places of the filters that name a post.
    posts: HashMap<i64, BTreeSet<usize>>,
}

#[derive(Debug)]
struct Keyword {
    /// The place of its filter.
    filter: usize,
    said: String,
    whole: bool,
}

/// A filter that a post meets.
#[derive(Debug)]
pub struct Met<'f> {
    pub filter: &'f Filter,
    /// Those of its keywords that are found, as they were written.
    pub keywords: Vec<&'f str>,
    /// Whether it names the post itself.
    pub post: bool,
}

/// A row of a filter with one of its rules.
struct Row {
    filter: Filter,
    rule: i64,
    keyword: Option<String>,
    whole: bool,
    post: Option<i64>,
}

/// Filters of members who were asked for, by local id.
pub(crate) type AtHand = Shelf<i64, Sift>;

impl Sift {
    /// The filters of some members, by local id, in one query at most. Who has none is not among them.
    pub async fn of(core: &Core, people: &[i64]) -> Result<HashMap<i64, Arc<Self>>> {
        let shelf = core.sifts_at_hand();
        let looked = shelf.look(core, people.iter().copied());
        let read = Self::read(core, &looked.missing).await?;
        let mut found = shelf.keep(looked, read);
        found.retain(|_, sift| !sift.filters.is_empty());
        Ok(found)
    }

    async fn read(core: &Core, people: &[i64]) -> Result<HashMap<i64, Self>> {
        let mut all: HashMap<i64, Self> = people
            .iter()
            .map(|person| (*person, Self::default()))
            .collect();
        if people.is_empty() {
            return Ok(all);
        }
        let mut values: Vec<Value> = evenly(people).map(Value::from).collect();
        let words = format!(
            "SELECT f.*, r.id AS x_rule, r.keyword AS x_keyword, r.whole_word AS x_whole, \
             r.post_id AS x_post FROM filter f JOIN filter_rule r ON r.filter_id = f.id \
             WHERE f.person_id IN ({}) AND (f.expires_at IS NULL OR f.expires_at > ?)",
            vec!["?"; values.len()].join(", ")
        );
        values.push(core.now().into());
        let asked = statement(core.backend(), &words, values);
        let mut of: HashMap<i64, Vec<Row>> = HashMap::new();
        for row in core.reader().query_all_raw(asked).await? {
            let filter = filter::Model::from_query_result(&row, "")?;
            of.entry(filter.person_id).or_default().push(Row {
                filter,
                rule: row.try_get("", "x_rule")?,
                keyword: row.try_get("", "x_keyword")?,
                whole: row.try_get("", "x_whole")?,
                post: row.try_get("", "x_post")?,
            });
        }
        for (person, rows) in of {
            all.insert(person, Self::made(rows)?);
        }
        Ok(all)
    }

    fn made(mut rows: Vec<Row>) -> Result<Self> {
        rows.sort_by_key(|row| (row.filter.id, row.rule));
        let mut made = Self::default();
        let mut folded: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in rows {
            if made.filters.last().map(|last| last.id) != Some(row.filter.id) {
                made.filters.push(row.filter);
            }
            let filter = made.filters.len() - 1;
            if let Some(post) = row.post {
                made.posts.entry(post).or_default().insert(filter);
            }
            if let Some(said) = row.keyword {
                let whole = row.whole;
                folded
                    .entry(fold(&said))
                    .or_default()
                    .push(made.keywords.len());
                made.keywords.push(Keyword {
                    filter,
                    said,
                    whole,
                });
            }
        }
        if !folded.is_empty() {
            let automaton = AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(folded.keys())
                .map_err(|error| Fault::Other(error.to_string()))?;
            made.automaton = Some(automaton);
        }
        made.patterns = folded.into_values().collect();
        Ok(made)
    }

    /// The filters that a post meets, the oldest first; `say` has the parts of its text, and is asked
    /// where there are keywords.
    pub fn meets(&self, post: i64, say: impl FnOnce() -> Vec<String>) -> Vec<Met<'_>> {
        let mut met: BTreeMap<usize, (Vec<&str>, bool)> = BTreeMap::new();
        for filter in self.posts.get(&post).into_iter().flatten() {
            met.entry(*filter).or_default().1 = true;
        }
        for keyword in self.found(say) {
            let (keywords, _) = met.entry(keyword.filter).or_default();
            keywords.push(&keyword.said);
        }
        let each = met.into_iter();
        each.filter_map(|(filter, (keywords, post))| {
            let filter = self.filters.get(filter)?;
            Some(Met {
                filter,
                keywords,
                post,
            })
        })
        .collect()
    }

    /// The keywords that a text has, in their order.
    fn found(&self, say: impl FnOnce() -> Vec<String>) -> impl Iterator<Item = &Keyword> {
        let mut found = vec![false; self.keywords.len()];
        let mut missing = found.len();
        if let Some(automaton) = &self.automaton {
            let parts: Vec<String> = say().iter().map(|part| fold(part)).collect();
            let text = parts.join(PART);
            for place in automaton.find_overlapping_iter(&text) {
                let of = self.patterns.get(place.pattern().as_usize());
                for number in of.into_iter().flatten() {
                    let apart = || stands_apart(&text, place.start(), place.end());
                    if !found[*number] && (!self.keywords[*number].whole || apart()) {
                        found[*number] = true;
                        missing -= 1;
                    }
                }
                if missing == 0 {
                    break;
                }
            }
        }
        let each = self.keywords.iter().zip(found);
        each.filter_map(|(keyword, found)| found.then_some(keyword))
    }
}

/// A text as it is compared: without case, however its accents are put together, every white space as
/// wide as a blank.
fn fold(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| {
            let upper = word.nfc().flat_map(char::to_uppercase);
            upper.flat_map(char::to_lowercase).collect()
        })
        .collect();
    words.join(" ")
}

/// Whether a piece of a text begins and ends where words do.
fn stands_apart(text: &str, start: usize, end: usize) -> bool {
    let apart = |at: usize| {
        let (before, after) = (text.get(..at), text.get(at..));
        let before = before.and_then(|text| text.chars().next_back());
        let after = after.and_then(|text| text.chars().next());
        match (before, after) {
            (Some(before), Some(after)) => !goes_on(before, after),
            _ => true,
        }
    };
    apart(start) && apart(end)
}

/// Whether a word goes on from one letter to the next. What is written without spaces is words of one
/// letter.
fn goes_on(before: char, after: char) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_' || is_combining_mark(c);
    let alone = stands_alone(before) || stands_alone(after);
    is_combining_mark(after) || letter(before) && letter(after) && !alone
}
