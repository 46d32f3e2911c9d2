//! What a file is, by its first bytes. Its name and what was said of it do not count.

use super::unfit::Unfit;

/// First bytes that are looked at.
pub(crate) const HEAD: usize = 4_096;

/// The media types that are taken. A picture is one of the first four.
pub(crate) const TAKEN: [&str; 13] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "video/ogg",
    "audio/mp4",
    "audio/ogg",
    "audio/mpeg",
    "audio/flac",
    "audio/wav",
];

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A picture: decoded and made anew.
    Picture(Picture),
    /// A sound or a film, with its media type: kept as it is.
    Clip(&'static str),
}

/// Kinds of pictures that are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    Jpeg,
    Png,
    Gif,
    Webp,
}

/// What a file is whose first bytes are `head`.
///
/// # Errors
/// Nothing that is taken.
pub(crate) fn sniff(head: &[u8]) -> Result<Sniffed, Unfit> {
    let at =
        |from: usize, bytes: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(bytes));
    if at(0, b"\xff\xd8\xff") {
        return Ok(Sniffed::Picture(Picture::Jpeg));
    }
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Ok(Sniffed::Picture(Picture::Png));
    }
    if at(0, b"GIF87a") || at(0, b"GIF89a") {
        return Ok(Sniffed::Picture(Picture::Gif));
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Ok(Sniffed::Picture(Picture::Webp));
    }
    if at(4, b"ftyp") {
        return iso(head);
    }
    if at(0, b"\x1a\x45\xdf\xa3") && has(head, b"webm", 64) {
        return Ok(Sniffed::Clip("video/webm"));
    }
    if at(0, b"OggS\0") {
        let film = has(head, b"\x80theora", 256);
        return Ok(Sniffed::Clip(if film { "video/ogg" } else { "audio/ogg" }));
    }
    if at(0, b"fLaC") {
        return Ok(Sniffed::Clip("audio/flac"));
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Ok(Sniffed::Clip("audio/wav"));
    }
    if at(0, b"ID3") || mpeg_twice(head) {
        return Ok(Sniffed::Clip("audio/mpeg"));
    }
    Err(other(head))
}

/// The family of MP4, by its brand.
fn iso(head: &[u8]) -> Result<Sniffed, Unfit> {
    match head.get(8..12) {
        Some(
            b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V "
            | b"M4VH" | b"dash" | b"MSNV",
        ) => Ok(Sniffed::Clip("video/mp4")),
        Some(b"M4A " | b"M4B ") => Ok(Sniffed::Clip("audio/mp4")),
        Some(b"qt  ") => Ok(Sniffed::Clip("video/quicktime")),
        Some(
            b"avif" | b"avis" | b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1",
        ) => Err(Unfit::Photo),
        _ => Err(Unfit::Unknown),
    }
}

/// MPEG audio without a tag: its frames follow one another, and one alone is chance.
fn mpeg_twice(head: &[u8]) -> bool {
    let Some(length) = mpeg_frame(head) else {
        return false;
    };
    head.get(length..).and_then(mpeg_frame).is_some()
}

/// The length of a frame of layer III that begins here.
pub(super) fn mpeg_frame(bytes: &[u8]) -> Option<usize> {
    const ONE: [usize; 15] = [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ];
    const TWO: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let [0xff, second, third, ..] = *bytes else {
        return None;
    };
    // Versions 1, 2 and 2.5.
    let (rates, times, halved): ([usize; 3], usize, [usize; 15]) = match second & 0xfe {
        0xfa => ([44_100, 48_000, 32_000], 144, ONE),
        0xf2 => ([22_050, 24_000, 16_000], 72, TWO),
        0xe2 => ([11_025, 12_000, 8_000], 72, TWO),
        _ => return None,
    };
    let rate = *rates.get(usize::from(third >> 2 & 3))?;
    let bits = *halved
        .get(usize::from(third >> 4))
        .filter(|bits| **bits > 0)?;
    Some(times * bits * 1_000 / rate + usize::from(third >> 1 & 1))
}

fn has(head: &[u8], bytes: &[u8], within: usize) -> bool {
    let head = &head[..head.len().min(within)];
    head.windows(bytes.len()).any(|some| some == bytes)
}

/// Why something else is not taken.
fn other(head: &[u8]) -> Unfit {
    let text = String::from_utf8_lossy(&head[..head.len().min(1_024)]).to_ascii_lowercase();
    if text.contains("<svg") {
        Unfit::Drawing
    } else if head.starts_with(b"BM") || head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
        Unfit::Photo
    } else {
        Unfit::Unknown
    }
}
