//! What happens on this node, told to whoever listens to it in this process or another one: by local
//! ids alone, so that each listener asks for itself what it may see. A missed event is a delay.

/// Something that has just been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A post is to be read from now on.
    Written(i64),
    /// A post has another text.
    Changed(i64),
    /// A post is no longer to be read.
    Gone(i64),
    /// What was said to a member, among a few, is no longer to be read.
    GoneFor { person: i64, post: i64 },
    /// Somebody passes a post on, by the local id of the boost.
    PassedOn(i64),
    /// Somebody passes a post on no longer, by the local id of the boost.
    Withdrawn { person: i64, boost: i64 },
    /// A member hears of something.
    Noticed { person: i64, notice: i64 },
    /// A member hears of what they did not hear of before.
    Merged(i64),
    /// Something was said in a conversation of a member.
    Conversed(i64),
    /// The node announces something.
    Announced(i64),
    /// It announces something no longer.
    Unannounced(i64),
    /// Somebody answers to an announcement, or no longer, by the local id of the reaction.
    Reacted(i64),
    /// A member's filters are others than before.
    Filters(i64),
    /// What somebody's tokens allow may have changed.
    Rights(i64),
    /// A command or another process has changed who may do what.
    Outside,
    /// More has happened than could be told: whoever listens begins anew.
    Lost,
}

impl Event {
    /// The event as one word.
    pub fn word(self) -> String {
        match self {
            Self::Written(id) => format!("w{id}"),
            Self::Changed(id) => format!("c{id}"),
            Self::Gone(id) => format!("g{id}"),
            Self::PassedOn(id) => format!("p{id}"),
            Self::GoneFor { person, post } => format!("x{person}:{post}"),
            Self::Withdrawn { person, boost } => format!("u{person}:{boost}"),
            Self::Noticed { person, notice } => format!("n{person}:{notice}"),
            Self::Merged(id) => format!("m{id}"),
            Self::Conversed(id) => format!("d{id}"),
            Self::Announced(id) => format!("a{id}"),
            Self::Unannounced(id) => format!("b{id}"),
            Self::Reacted(id) => format!("e{id}"),
            Self::Filters(id) => format!("f{id}"),
            Self::Rights(id) => format!("r{id}"),
            Self::Outside => "o".to_owned(),
            Self::Lost => "l".to_owned(),
        }
    }

    /// The event of a word; nothing where it is one of a later version.
    pub fn of_word(word: &str) -> Option<Self> {
        let kind = word.chars().next()?;
        let rest = word.get(kind.len_utf8()..)?;
        let id = || rest.parse().ok();
        let pair = || {
            let (person, other) = rest.split_once(':')?;
            Some((person.parse().ok()?, other.parse().ok()?))
        };
        match kind {
            'w' => id().map(Self::Written),
            'c' => id().map(Self::Changed),
            'g' => id().map(Self::Gone),
            'p' => id().map(Self::PassedOn),
            'm' => id().map(Self::Merged),
            'd' => id().map(Self::Conversed),
            'a' => id().map(Self::Announced),
            'b' => id().map(Self::Unannounced),
            'e' => id().map(Self::Reacted),
            'f' => id().map(Self::Filters),
            'r' => id().map(Self::Rights),
            'o' => Some(Self::Outside),
            'l' => Some(Self::Lost),
            'n' => pair().map(|(person, notice)| Self::Noticed { person, notice }),
            'x' => pair().map(|(person, post)| Self::GoneFor { person, post }),
            'u' => pair().map(|(person, boost)| Self::Withdrawn { person, boost }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Event;

    #[test]
    fn an_event_is_the_same_in_another_process() {
        for event in [
            Event::Written(-3),
            Event::Changed(i64::MAX),
            Event::Gone(4),
            Event::PassedOn(5),
            Event::GoneFor { person: 4, post: 5 },
            Event::Withdrawn {
                person: 5,
                boost: 6,
            },
            Event::Noticed {
                person: 7,
                notice: 8,
            },
            Event::Merged(11),
            Event::Conversed(9),
            Event::Announced(12),
            Event::Unannounced(13),
            Event::Reacted(14),
            Event::Filters(10),
            Event::Rights(i64::MIN),
            Event::Outside,
            Event::Lost,
        ] {
            assert_eq!(Event::of_word(&event.word()), Some(event));
        }
        for word in ["", "w", "wx", "n4", "n4:", "u6", "x4:", "é1", "z9"] {
            assert_eq!(Event::of_word(word), None, "{word}");
        }
    }
}
