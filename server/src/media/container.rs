//! Whether a sound or a film is what its first bytes say. It is kept and served as it came, so a page or
//! a program behind a few bytes that name a container is not taken for one: the parts of the container
//! have to follow each other and to fit in the file.

use std::io::{self, Read, Seek, SeekFrom};

/// Parts of a container that are looked at, at most; a file of more is none that people make.
const PARTS: usize = 1 << 20;
/// Frames of MPEG audio that have to follow each other, where the file has so many.
const FRAMES: usize = 16;
/// Bytes that an EBML header may have.
const EBML: u64 = 1_024;
/// What may stand first in an Ogg stream: sounds, films, and what tells of both.
const OGG: [&[u8]; 7] = [
    b"\x01vorbis",
    b"OpusHead",
    b"\x7fFLAC",
    b"Speex   ",
    b"\x80theora",
    b"fishead\0",
    b"BBCD\0",
];

/// A file as it is looked through: everything it may answer is bounded by its size.
struct File<R> {
    bytes: R,
    size: u64,
}

/// Whether a file of so many bytes is whole as a container of this media type.
///
/// # Errors
/// It cannot be read.
pub(super) fn is_whole(mime: &str, bytes: impl Read + Seek, size: u64) -> io::Result<bool> {
    let mut file = File { bytes, size };
    let whole = match mime {
        "video/mp4" | "audio/mp4" | "video/quicktime" => boxes(&mut file),
        "video/webm" => webm(&mut file),
        "video/ogg" | "audio/ogg" => ogg(&mut file),
        "audio/flac" => flac(&mut file),
        "audio/wav" => wav(&mut file),
        "audio/mpeg" => mpeg(&mut file),
        _ => Ok(None),
    };
    Ok(whole?.is_some())
}

/// Nothing where the container breaks off or lies.
type Look<T = ()> = io::Result<Option<T>>;

/// Goes on with what was found, or says that the container is none.
macro_rules! some {
    ($found:expr) => {
        match $found {
            Some(found) => found,
            None => return Ok(None),
        }
    };
}

impl<R: Read + Seek> File<R> {
    /// The bytes at a place; nothing where the file ends before.
    fn at<const N: usize>(&mut self, place: u64) -> Look<[u8; N]> {
        let mut found = [0; N];
        let fits = place
            .checked_add(N as u64)
            .is_some_and(|end| end <= self.size);
        if !fits {
            return Ok(None);
        }
        self.bytes.seek(SeekFrom::Start(place))?;
        self.bytes.read_exact(&mut found)?;
        Ok(Some(found))
    }

    /// As many bytes as asked for, a few thousand at most.
    fn some(&mut self, place: u64, length: u64) -> Look<Vec<u8>> {
        let fits = place
            .checked_add(length)
            .is_some_and(|end| end <= self.size);
        if !fits {
            return Ok(None);
        }
        let mut found = Vec::new();
        self.bytes.seek(SeekFrom::Start(place))?;
        self.bytes.by_ref().take(length).read_to_end(&mut found)?;
        Ok(Some(found))
    }
}

/// MP4 and `QuickTime`: boxes to the end, the kind first, and among them one that says what is in it, which
/// begins with its own head.
fn boxes<R: Read + Seek>(file: &mut File<R>) -> Look {
    let (mut place, mut tells) = (0, false);
    for _ in 0..PARTS {
        if place == file.size {
            return Ok(tells.then_some(()));
        }
        let (kind, from, end) = some!(a_box(file, place)?);
        if (place == 0) != (&kind == b"ftyp") {
            return Ok(None);
        }
        if &kind == b"moov" {
            let (first, ..) = some!(a_box(file, from)?);
            tells |= &first == b"mvhd" || &first == b"cmov";
        }
        place = end;
    }
    Ok(None)
}

/// The kind of the box at a place, where its content begins, and where it ends.
fn a_box<R: Read + Seek>(file: &mut File<R>, place: u64) -> Look<([u8; 4], u64, u64)> {
    let [a, b, c, d, kind @ ..]: [u8; 8] = some!(file.at(place)?);
    let (head, length) = match u32::from_be_bytes([a, b, c, d]) {
        0 => (8, file.size - place),
        1 => (16, u64::from_be_bytes(some!(file.at(place + 8)?))),
        length => (8, length.into()),
    };
    let end = place.checked_add(length).filter(|end| *end <= file.size);
    // Letters, digits, a space, and the © of old films.
    let named = kind
        .iter()
        .all(|c| c.is_ascii_alphanumeric() || b" -_\xa9".contains(c));
    Ok(end
        .filter(|_| named && length >= head)
        .map(|end| (kind, place + head, end)))
}

/// `WebM`: a header that says so, and a segment to the end with tracks and what is in them.
fn webm<R: Read + Seek>(file: &mut File<R>) -> Look {
    let (id, from, end) = some!(element(file, 0)?);
    let end = some!(end.filter(|end| id == 0x1a45_dfa3 && end - from <= EBML));
    let (mut place, mut named) = (from, false);
    while place < end {
        let (id, from, after) = some!(element(file, place)?);
        place = some!(after.filter(|after| *after <= end));
        named |= id == 0x4282 && some!(file.some(from, place - from)?).starts_with(b"webm");
    }
    let (id, from, after) = some!(element(file, end)?);
    // One that was written as it was spoken does not say where it ends.
    let ends = after.is_none_or(|after| after == file.size);
    if !named || id != 0x1853_8067 || !ends {
        return Ok(None);
    }
    let (mut place, mut tracks) = (from, false);
    for _ in 0..PARTS {
        let (id, _, after) = some!(element(file, place)?);
        match id {
            0x1f43_b675 => return Ok(tracks.then_some(())),
            0x1654_ae6b => tracks = true,
            // Where things are, what it is called, parts, covers, tags, sums and filling.
            0x114d_9b74 | 0x1549_a966 | 0x1c53_bb6b | 0x1043_a770 | 0x1941_a469 | 0x1254_c367
            | 0xbf | 0xec => {}
            _ => return Ok(None),
        }
        place = some!(after);
    }
    Ok(None)
}

/// The id of the EBML element at a place, where its content begins, and where it ends, if it says so.
fn element<R: Read + Seek>(file: &mut File<R>, place: u64) -> Look<(u64, u64, Option<u64>)> {
    let (id, after) = some!(number(file, place, false)?);
    let (length, from) = some!(number(file, after, true)?);
    let bits = 7 * (from - after);
    if length == (1 << bits) - 1 {
        return Ok(Some((id, from, None)));
    }
    let end = from.checked_add(length).filter(|end| *end <= file.size);
    Ok(end.map(|end| (id, from, Some(end))))
}

/// A number of EBML of so many bytes as its first bits say, without them where it is `bare`.
fn number<R: Read + Seek>(file: &mut File<R>, place: u64, bare: bool) -> Look<(u64, u64)> {
    let [first] = some!(file.at(place)?);
    let more = first.leading_zeros();
    if more > 7 {
        return Ok(None);
    }
    let begin = if bare { first & (0x7f >> more) } else { first };
    let rest = some!(file.some(place + 1, more.into())?);
    let value = rest.iter().fold(u64::from(begin), |value, byte| {
        value << 8 | u64::from(*byte)
    });
    Ok(Some((value, place + 1 + u64::from(more))))
}

/// Ogg: pages to the end, each with the sum that it says; the first begins a stream that is known.
fn ogg<R: Read + Seek>(file: &mut File<R>) -> Look {
    let mut place = 0;
    for _ in 0..PARTS {
        if place == file.size {
            return Ok(Some(()));
        }
        let head: [u8; 27] = some!(file.at(place)?);
        let lengths = some!(file.some(place + 27, head[26].into())?);
        let length: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        let inside = 27 + lengths.len() as u64;
        let page = some!(file.some(place, inside + length)?);
        let known = |one: &&[u8]| page[27 + lengths.len()..].starts_with(one);
        let begins = place > 0 || head[5] & 2 == 2 && OGG.iter().any(known);
        let told = u32::from_le_bytes([head[22], head[23], head[24], head[25]]);
        if !head.starts_with(b"OggS\0") || !begins || ogg_sum(&page) != told {
            return Ok(None);
        }
        place += inside + length;
    }
    Ok(None)
}

/// The sum of a page of Ogg (RFC 3533 §6), in which its own place counts as zeros.
pub(super) fn ogg_sum(page: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut n: u32 = 0;
        while n < 256 {
            let mut sum = n << 24;
            let mut bit = 0;
            while bit < 8 {
                sum = (sum << 1) ^ (if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 });
                bit += 1;
            }
            table[n as usize] = sum;
            n += 1;
        }
        table
    };
    page.iter().enumerate().fold(0, |sum: u32, (at, byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { *byte };
        let [first, ..] = sum.to_be_bytes();
        sum << 8 ^ TABLE[usize::from(first ^ byte)]
    })
}

/// FLAC: its first block of 34 bytes, more blocks to the last one, and a frame.
fn flac<R: Read + Seek>(file: &mut File<R>) -> Look {
    let mut place = 4;
    for n in 0..PARTS {
        let [kind, a, b, c] = some!(file.at(place)?);
        let length = u32::from_be_bytes([0, a, b, c]);
        let name = kind & 0x7f;
        let is_first = (name == 0) == (n == 0) && (n > 0 || length == 34);
        if !is_first || name == 0x7f {
            return Ok(None);
        }
        place += 4 + u64::from(length);
        if kind & 0x80 == 0x80 {
            let [first, second]: [u8; 2] = some!(file.at(place)?);
            return Ok((first == 0xff && second & 0xfe == 0xf8).then_some(()));
        }
    }
    Ok(None)
}

/// WAV: as long as it says, with chunks to its end: how it sounds, and then its sound.
fn wav<R: Read + Seek>(file: &mut File<R>) -> Look {
    let riff = u64::from(u32::from_le_bytes(some!(file.at(4)?)));
    // One of an odd length may end with a zero more.
    if file.size != riff + 8 && file.size != riff + 8 + (riff & 1) {
        return Ok(None);
    }
    let (mut place, mut form, mut sound) = (12, false, false);
    for _ in 0..PARTS {
        if place >= file.size {
            return Ok((form && sound).then_some(()));
        }
        let [name @ .., a, b, c, d]: [u8; 8] = some!(file.at(place)?);
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        let end = place + 8 + length;
        if end > file.size {
            return Ok(None);
        }
        form |= &name == b"fmt " && length >= 16;
        sound |= &name == b"data" && form;
        place = end + (length & 1);
    }
    Ok(None)
}

/// MPEG audio: what is said of it before, and then frames that follow each other.
fn mpeg<R: Read + Seek>(file: &mut File<R>) -> Look {
    let mut place = 0;
    while let Some([b'I', b'D', b'3', .., flags, a, b, c, d]) = file.at::<10>(place)? {
        let length = [a, b, c, d]
            .iter()
            .fold(0, |length, byte| length << 7 | u64::from(byte & 0x7f));
        let foot = if flags & 0x10 == 0x10 { 10 } else { 0 };
        place += 10 + length + foot;
    }
    // Some fill the room behind it with zeros.
    let filled = some!(file.some(place, (file.size.saturating_sub(place)).min(4_096))?);
    place += filled.iter().take_while(|byte| **byte == 0).count() as u64;
    for n in 0..FRAMES {
        if n > 1 && place == file.size {
            return Ok(Some(()));
        }
        let head: [u8; 3] = some!(file.at(place)?);
        // A short one may end with what is said of it behind.
        if n > 1 && &head == b"TAG" {
            return Ok(Some(()));
        }
        place += some!(super::sniff::mpeg_frame(&head)) as u64;
    }
    Ok((place <= file.size).then_some(()))
}
