//! For whom a post is.

/// For whom a post is, from the widest to the narrowest. What nobody has said is for the fewest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everybody, and public lists.
    Public,
    /// Everybody who comes by it; no public list shows it.
    Unlisted,
    /// Who follows its author, and who is named in it.
    Followers,
    /// Who is named in it.
    #[default]
    Direct,
}

impl Audience {
    const NAMES: [(Self, &'static str); 4] = [
        (Self::Public, "public"),
        (Self::Unlisted, "unlisted"),
        (Self::Followers, "followers"),
        (Self::Direct, "direct"),
    ];

    /// The name that the column `post.visibility` holds.
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(one, _)| *one == self)
            .map_or("direct", |(_, name)| name)
    }

    /// The audience of a name; of an unknown one the narrowest.
    pub fn from_column(text: &str) -> Self {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map_or(Self::Direct, |(one, _)| *one)
    }

    /// Whether anybody may read it.
    pub fn is_open(self) -> bool {
        self <= Self::Unlisted
    }
}

#[cfg(test)]
mod tests {
    use super::Audience::{self, Direct, Followers, Public, Unlisted};

    #[test]
    fn the_names_are_those_of_the_column_and_the_unknown_is_narrowest() {
        for one in [Public, Unlisted, Followers, Direct] {
            assert_eq!(Audience::from_column(one.as_str()), one);
            assert_eq!(one.is_open(), matches!(one, Public | Unlisted));
        }
        assert_eq!(Audience::from_column("friends"), Direct);
        assert_eq!(Audience::default(), Direct);
        assert_eq!(Public.max(Followers).max(Unlisted), Followers);
    }
}
