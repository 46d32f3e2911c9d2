//! Two ways to fail: a [`Refusal`] is "no, because" (typed, translatable, never retried), a
//! [`Fault`] is "it broke" (logged, answered 500, retried).

mod profile;

pub use profile::UnfitProfile;

/// What every verb answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    /// The same for another one who waits for the answer.
    #[must_use]
    pub fn told(&self) -> Self {
        match self {
            Self::Refused(refusal) => refusal.clone().into(),
            Self::Fault(fault) => Fault::Store(fault.to_string()).into(),
        }
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        crate::store::store_fault(&error)
    }
}

/// Something broke that no user can mend by asking differently.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the store failed: {0}")]
    Store(String),
    #[error("an activity could not be composed: {0}")]
    Scribe(String),
    #[error("{0}")]
    Other(String),
}

/// The six kinds that an adapter maps to answers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Absent,
    Forbidden,
    Invalid,
    Conflict,
    TooMany,
    Unready,
}

/// No, because. The text is a message key derived from the variant, with its data.
#[derive(
    Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "refusal-", serialize_all = "kebab-case")]
pub enum Refusal {
    #[error("there is no such post")]
    NoSuchPost,
    #[error("there is no such thread")]
    NoSuchThread,
    #[error("there is no forum named {0}")]
    NoSuchForum(String),
    #[error("there is no person named {0}")]
    NoSuchPerson(String),
    #[error("there is no account named {0}")]
    NoSuchAccount(String),
    #[error("there is nothing at {0}")]
    NothingThere(String),
    #[error("the post was deleted")]
    Gone,
    #[error("the thread is locked")]
    ThreadLocked,
    #[error("only the author may do this")]
    NotYours,
    #[error("only a moderator may do this")]
    NotAModerator,
    #[error("the account waits for approval")]
    NotApproved,
    #[error("sign in first")]
    SignInFirst,
    #[error("name or password do not match")]
    WrongPassword,
    #[error("too many attempts, wait {seconds} seconds")]
    TooManyAttempts { seconds: i64 },
    #[error("registration is closed")]
    RegistrationClosed,
    #[error("the name {0} is taken")]
    NameTaken(String),
    #[error("the name {0} is not allowed")]
    NameInvalid(String),
    #[error("this e-mail address is not valid")]
    EmailInvalid,
    #[error("this e-mail address already has an account")]
    EmailTaken,
    #[error("the password must have 10 to 256 characters")]
    PasswordLength,
    #[error("the text is empty")]
    TextEmpty,
    #[error("the text has {words} words, the limit is {limit}")]
    TextTooLong { words: usize, limit: usize },
    #[error("the title is empty")]
    TitleEmpty,
    #[error("the title of the salon is empty")]
    ForumTitleEmpty,
    #[error("the title has {chars} characters, the limit is {limit}")]
    TitleTooLong { chars: usize, limit: usize },
    #[error("the warning has {chars} characters, the limit is {limit}")]
    WarningTooLong { chars: usize, limit: usize },
    #[error("at most {limit} people can be mentioned")]
    TooManyMentions { limit: usize },
    #[error("there is no such media")]
    NoSuchMedia,
    #[error("the media hangs on a post already")]
    MediaAttached,
    #[error("the media is not ready")]
    MediaUnready,
    #[error("at most {limit} media can be attached")]
    TooManyMedia { limit: usize },
    #[error("the description has {chars} characters, the limit is {limit}")]
    DescriptionTooLong { chars: usize, limit: usize },
    #[error("at most {limit} hashtags can be used")]
    TooManyHashtags { limit: usize },
    #[error("this language is not known: {0}")]
    LanguageUnknown(String),
    #[error("the reason is missing")]
    ReasonMissing,
    #[error("at most {limit} can be scheduled")]
    TooManyScheduled { limit: usize },
    #[error("the time is less than five minutes or more than five years ahead")]
    ScheduleTime,
    #[error("the reason has {chars} characters, the limit is {limit}")]
    ReasonTooLong { chars: usize, limit: usize },
    #[error("the post was removed already")]
    AlreadyRemoved,
    #[error("the post is not removed")]
    NotRemoved,
    #[error("the thread is locked already")]
    AlreadyLocked,
    #[error("the thread is not locked")]
    NotLocked,
    #[error("the report was closed already")]
    AlreadyClosed,
    #[error("the host {0} is blocked")]
    HostBlocked(String),
    #[error("whoever follows {0} does not block them")]
    YouBlock(String),
    #[error("the host {0} is not valid")]
    HostInvalid(String),
    #[error("the address {0} is not valid")]
    AddressInvalid(String),
    #[error("the activity contradicts one that is already known")]
    SecondBody,
    #[error("the activity is not allowed here: {0}")]
    ActivityRefused(&'static str),
    #[error("the date lies more than ten minutes ahead")]
    TooEarly,
    #[error("too many letters are waiting")]
    Full,
    #[error("the disk is full")]
    DiskFull,
    #[error("what goes to a few cannot stand on a page")]
    NotForAPage,
    #[error("at most {limit} posts can be pinned")]
    TooManyPins { limit: usize },
    #[error("there is no such list")]
    NoSuchList,
    #[error("nobody waits there for an answer")]
    NoSuchRequest,
    #[error("there is no such announcement")]
    NoSuchAnnouncement,
    #[error("it ends before it begins, or has ended")]
    EndsTooEarly,
    #[error("at most {limit} announcements can stand")]
    TooManyAnnouncements { limit: usize },
    #[error("at most {limit} different reactions")]
    TooManyReactions { limit: usize },
    #[error("that is no emoji")]
    NoEmoji,
    #[error("a shortcode has 2 to 50 letters, digits and underscores")]
    NoShortcode,
    #[error("there is no such emoji")]
    NoSuchEmoji,
    #[error("at most {limit} emoji")]
    TooManyEmoji { limit: usize },
    #[error("there is no such rule")]
    NoSuchRule,
    #[error("the rule has {chars} characters, at most {limit} are allowed")]
    RuleTooLong { chars: usize, limit: usize },
    #[error("at most {limit} rules")]
    TooManyRules { limit: usize },
    #[error("the title of the list is empty")]
    ListTitleEmpty,
    #[error("at most {limit} lists can be kept")]
    TooManyLists { limit: usize },
    #[error("at most {limit} can be on a list")]
    TooManyListed { limit: usize },
    #[error(transparent)]
    #[strum(to_string = "no-such-filter")]
    Filter(#[from] BadFilter),
    #[error("at most {limit} hashtags can be kept")]
    TooManyTags { limit: usize },
    #[error("the note has {chars} characters, the limit is {limit}")]
    NoteTooLong { chars: usize, limit: usize },
    #[error(transparent)]
    #[strum(to_string = "display-too-long")]
    UnfitProfile(#[from] UnfitProfile),
    #[error("nobody does this to themselves")]
    NotOneself,
    #[error("only an administrator may do this")]
    NotAnAdmin,
    #[error("they are the last administrator")]
    LastAdmin,
    #[error("the account is closed to sign-ins: {0}")]
    AccountBarred(String),
    #[error("people of other nodes sign in there")]
    NoLogin,
    #[error("the account does not wait for approval")]
    NotWaiting,
    #[error("one's own contribution has not appeared yet")]
    StillHeld,
    #[error("a moderator has taken one's own contribution away: {0}")]
    TakenAway(String),
    #[error("only a suspended account of this node can be deleted")]
    NotSuspended,
    #[error("what is said in a salon is for everybody")]
    SalonIsForAll,
    #[error("what is for a few cannot be passed on")]
    NotToPassOn,
    #[error("a poll has {least} to {most} options")]
    PollOptions { least: usize, most: usize },
    #[error("an option has {chars} characters, the limit is {limit}")]
    OptionTooLong { chars: usize, limit: usize },
    #[error("two options are the same")]
    OptionTwice,
    #[error("a poll is open for five minutes to a month")]
    PollTime,
    #[error("media and a poll do not go together")]
    PollWithMedia,
    #[error("there is no such option")]
    NoSuchOption,
    #[error("one option alone may be chosen")]
    OneOption,
    #[error("the poll is over")]
    PollOver,
    #[error("they have voted already")]
    VotedAlready,
    #[error("nobody votes in a poll of their own")]
    OwnPoll,
    #[error("its author does not agree that it is quoted")]
    NotQuotable,
    #[error("what is for a few cannot be quoted here")]
    QuoteOfAFew,
}

impl Refusal {
    /// What kind of answer it calls for.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NoSuchPost
            | Self::NoSuchThread
            | Self::NoSuchForum(_)
            | Self::NoSuchPerson(_)
            | Self::NoSuchAccount(_)
            | Self::NothingThere(_)
            | Self::NoSuchMedia
            | Self::NoSuchList
            | Self::NoSuchRequest
            | Self::NoSuchAnnouncement
            | Self::NoSuchEmoji
            | Self::NoSuchRule
            | Self::Gone => Kind::Absent,
            Self::ThreadLocked
            | Self::NotYours
            | Self::NotAModerator
            | Self::NotAnAdmin
            | Self::AccountBarred(_)
            | Self::NotWaiting
            | Self::NotSuspended
            | Self::NotApproved
            | Self::SignInFirst
            | Self::WrongPassword
            | Self::RegistrationClosed
            | Self::HostBlocked(_)
            | Self::YouBlock(_)
            | Self::ActivityRefused(_) => Kind::Forbidden,
            Self::NameTaken(_)
            | Self::EmailTaken
            | Self::SecondBody
            | Self::AlreadyRemoved
            | Self::NotRemoved
            | Self::AlreadyLocked
            | Self::NotLocked
            | Self::MediaAttached
            | Self::MediaUnready
            | Self::AlreadyClosed
            | Self::LastAdmin
            | Self::PollOver
            | Self::VotedAlready
            | Self::OwnPoll
            | Self::StillHeld
            | Self::TakenAway(_) => Kind::Conflict,
            Self::Filter(wrong) => wrong.kind(),
            Self::TooManyAttempts { .. } => Kind::TooMany,
            Self::TooEarly | Self::Full | Self::DiskFull => Kind::Unready,
            // Something is wrong with what is said.
            _ => Kind::Invalid,
        }
    }

    /// The message key, for instance `refusal-thread-locked`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Filter(wrong) => wrong.into(),
            Self::UnfitProfile(why) => why.into(),
            _ => self.into(),
        }
    }

    /// The variant's data as message arguments.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoSuchForum(name)
            | Self::NoSuchPerson(name)
            | Self::NoSuchAccount(name)
            | Self::NothingThere(name)
            | Self::NameTaken(name)
            | Self::NameInvalid(name)
            | Self::LanguageUnknown(name)
            | Self::HostBlocked(name)
            | Self::YouBlock(name)
            | Self::HostInvalid(name)
            | Self::AddressInvalid(name) => vec![("name", name.clone())],
            Self::TooManyAttempts { seconds } => vec![("seconds", seconds.to_string())],
            Self::TextTooLong { words, limit } => {
                vec![("words", words.to_string()), ("limit", limit.to_string())]
            }
            Self::TitleTooLong { chars, limit }
            | Self::WarningTooLong { chars, limit }
            | Self::DescriptionTooLong { chars, limit }
            | Self::OptionTooLong { chars, limit }
            | Self::NoteTooLong { chars, limit }
            | Self::RuleTooLong { chars, limit }
            | Self::ReasonTooLong { chars, limit } => {
                vec![("chars", chars.to_string()), ("limit", limit.to_string())]
            }
            Self::TooManyMentions { limit }
            | Self::TooManyHashtags { limit }
            | Self::TooManyMedia { limit }
            | Self::TooManyPins { limit }
            | Self::TooManyLists { limit }
            | Self::TooManyListed { limit }
            | Self::TooManyScheduled { limit }
            | Self::TooManyTags { limit }
            | Self::TooManyAnnouncements { limit }
            | Self::TooManyReactions { limit }
            | Self::TooManyEmoji { limit }
            | Self::TooManyRules { limit } => vec![("limit", limit.to_string())],
            Self::PollOptions { least, most } => {
                vec![("least", least.to_string()), ("most", most.to_string())]
            }
            Self::UnfitProfile(why) => why.args(),
            Self::AccountBarred(why) | Self::TakenAway(why) => vec![("why", why.clone())],
            Self::ActivityRefused(why) => vec![("why", (*why).to_owned())],
            Self::Filter(wrong) => wrong.args(),
            _ => Vec::new(),
        }
    }
}

/// What is wrong with a filter.
#[derive(
    Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "refusal-", serialize_all = "kebab-case")]
pub enum BadFilter {
    #[error("there is no such filter")]
    NoSuchFilter,
    #[error("the title of the filter is empty")]
    FilterTitleEmpty,
    #[error("a filter holds in some of its contexts, and in no others")]
    FilterContext,
    #[error("at most {limit} filters can be kept")]
    TooManyFilters { limit: usize },
    #[error("the keyword is empty")]
    KeywordEmpty,
    #[error("the keyword has {chars} characters, the limit is {limit}")]
    KeywordTooLong { chars: usize, limit: usize },
    #[error("at most {limit} keywords can be kept")]
    TooManyKeywords { limit: usize },
    #[error("at most {limit} posts can be filtered")]
    TooManyFiltered { limit: usize },
    #[error("the filter has other keywords too")]
    FilterShared,
}

impl BadFilter {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchFilter => Kind::Absent,
            _ => Kind::Invalid,
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManyFilters { limit }
            | Self::TooManyKeywords { limit }
            | Self::TooManyFiltered { limit } => vec![("limit", limit.to_string())],
            Self::KeywordTooLong { chars, limit } => {
                vec![("chars", chars.to_string()), ("limit", limit.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

impl From<BadFilter> for Error {
    fn from(wrong: BadFilter) -> Self {
        Refusal::from(wrong).into()
    }
}
