//! The largest of everything that the readers take, in one place.
//!
//! Names and excerpts beyond their maximum are cut, optional things are left out, and what a
//! document cannot do without makes it [`Malformed`](super::Malformed).

/// Bytes of an id or address.
pub const URL_BYTES: usize = 2_048;
/// Longest id, in bytes. Two of them are an entry of an index, and an entry of PostgreSQL has at most
/// 2 704.
pub const ID_BYTES: usize = 1_300;
/// Bytes of the name of a type.
pub const TYPE_BYTES: usize = 64;
/// Bytes of a language tag (BCP 47 registers none longer than 35).
pub const LANGUAGE_BYTES: usize = 35;
/// Bytes of a date.
pub const DATE_BYTES: usize = 64;
/// Bytes of a media type.
pub const MEDIA_TYPE_BYTES: usize = 127;
/// Bytes of a post's content, and of its Markdown source.
pub const CONTENT_BYTES: usize = 256 * 1_024;
/// Characters of a title or a display name; longer ones are cut.
pub const NAME_CHARS: usize = 300;
/// Characters of a post's excerpt or a reason; longer ones are cut.
pub const SUMMARY_CHARS: usize = 2_000;
/// Characters of what an actor says about itself; longer texts are cut.
pub const BIO_CHARS: usize = 20_000;
/// Characters of the description of a picture; longer ones are cut.
pub const ALT_CHARS: usize = 1_500;
/// Bytes of a blurhash: nine components each way take 166.
pub const BLURHASH_BYTES: usize = 255;
/// Pixels of a side of a picture.
pub const SIDE: i64 = 100_000;
/// Bytes of a `preferredUsername`.
pub const USERNAME_BYTES: usize = 128;
/// Bytes of a public key in PEM; a 4096-bit RSA key takes about 800.
pub const PEM_BYTES: usize = 8_192;
/// Bytes of a Multikey's multibase text.
pub const MULTIBASE_BYTES: usize = 4_096;
/// Bytes of a printed thread digest.
pub const DIGEST_BYTES: usize = 256;
/// Highest `palabre:rev`: what JSON numbers hold exactly everywhere.
pub const REV: u64 = (1 << 53) - 1;

/// Addresses kept of each of `to` and `cc`; Public is found wherever it stands.
pub const ADDRESSEES: usize = 256;
/// Addressees of one note for a few who are looked up: those of this node, and those of its author's
/// host.
pub const NAMED_HERE: usize = 64;
/// Objects named by one activity, an Announce excepted.
pub const OBJECTS: usize = 256;
/// Activities and objects carried by one Announce, batches included.
pub const BATCH: usize = 256;
/// How deep an Announce may be nested in Announces or batches.
pub const NESTING: usize = 3;
/// Mentions read of one post.
pub const MENTIONS: usize = 64;
/// Hashtags read of one post.
pub const HASHTAGS: usize = 20;
/// Characters of a hashtag; longer ones are left out.
pub const HASHTAG_CHARS: usize = 100;
/// Attachments read of one post.
pub const ATTACHMENTS: usize = 16;
/// Options of a poll, and characters of one. What has more is read without its poll: a vote names an
/// option, so that none can be left out or cut.
pub const OPTIONS: usize = 32;
/// See [`OPTIONS`].
pub const OPTION_CHARS: usize = 500;
/// Names and values (`PropertyValue`) read of one actor.
pub const FIELDS: usize = 16;
/// Characters of one value, in HTML; longer ones are cut.
pub const FIELD_CHARS: usize = 2_000;
/// Entries looked at in `tag`, `attachment`, `url` and the like, whatever their type.
pub const ENTRIES: usize = 256;
/// Languages read of a `contentMap`.
pub const TRANSLATIONS: usize = 16;
/// Forums that an activity may be for.
pub const CANDIDATES: usize = 32;
/// Keys of each kind read of one actor.
pub const KEYS: usize = 8;
/// Other names (`alsoKnownAs`) read of one actor.
pub const ALIASES: usize = 16;
/// Specifications (FEP-844e `implements`) read of one actor.
pub const IMPLEMENTS: usize = 32;
/// Items read of one collection or page.
pub const ITEMS: usize = 1_000;
