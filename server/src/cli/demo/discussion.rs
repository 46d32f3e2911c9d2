//! The discussion that the demo writes: who, where, what, in which order.

use serde::Deserialize;

/// The text of the discussion, with the rules that it keeps.
const TEXT: &str = include_str!("discussion.toml");

/// The parts of the discussion, in their order.
pub(super) const PARTS: [&str; 7] = ["a", "q1", "q2", "m1", "m2", "s1", "s2"];

/// How much of the beginning of a text tells it from every other, in characters.
const TELLING: usize = 50;

/// People, salons, and what is done in them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Discussion {
    #[serde(rename = "person")]
    pub(super) people: Vec<Person>,
    #[serde(rename = "salon")]
    pub(super) salons: Vec<Salon>,
    #[serde(rename = "step")]
    pub(super) steps: Vec<Step>,
}

/// Somebody of a chapter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) display: String,
    pub(super) node: String,
}

/// A salon with its home.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Salon {
    pub(super) node: String,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) moderator: String,
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Deed {
    Open,
    Reply,
    Edit,
    Delete,
    Like,
    Unlike,
    Remove,
    Lock,
}

/// One deed of one person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) part: String,
    #[serde(rename = "do")]
    pub(super) deed: Deed,
    pub(super) who: String,
    /// Name of what it makes, for later steps.
    #[serde(default)]
    pub(super) key: String,
    /// What a reply answers.
    #[serde(default)]
    pub(super) to: String,
    /// What every other deed is about.
    #[serde(default)]
    pub(super) on: String,
    #[serde(default)]
    pub(super) salon: String,
    #[serde(default)]
    pub(super) title: String,
    /// The text, or the reason of a moderator.
    #[serde(default)]
    pub(super) text: String,
    #[serde(default = "french")]
    pub(super) lang: String,
}

fn french() -> String {
    "fr".to_owned()
}

impl Discussion {
    /// Reads the discussion of the program.
    pub(super) fn read() -> Result<Self, String> {
        toml::from_str(TEXT).map_err(|error| error.to_string())
    }

    pub(super) fn person(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.name == name)
    }

    pub(super) fn salon(&self, slug: &str) -> Option<&Salon> {
        self.salons.iter().find(|salon| salon.slug == slug)
    }

    /// The step that made something.
    pub(super) fn maker(&self, key: &str) -> Option<&Step> {
        self.steps
            .iter()
            .find(|step| !step.key.is_empty() && step.key == key)
    }

    /// The opening of the thread that something stands in.
    pub(super) fn opening(&self, key: &str) -> Option<&Step> {
        let mut step = self.maker(key)?;
        while step.deed != Deed::Open {
            step = self.maker(&step.to)?;
        }
        Some(step)
    }

    /// The threads, by their openings.
    pub(super) fn openings(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.deed == Deed::Open)
    }

    /// How many contributions a thread has at the end, whatever became of them.
    pub(super) fn contributions(&self, opening: &str) -> usize {
        let stands = |step: &&Step| {
            self.opening(&step.key)
                .is_some_and(|one| one.key == opening)
        };
        self.steps
            .iter()
            .filter(|step| step.makes())
            .filter(stands)
            .count()
    }
}

impl Step {
    /// Whether it makes a contribution.
    pub(super) fn makes(&self) -> bool {
        matches!(self.deed, Deed::Open | Deed::Reply)
    }

    /// The beginning of its text, which stands in no other.
    pub(super) fn telling(&self) -> String {
        self.text.trim().chars().take(TELLING).collect()
    }
}
