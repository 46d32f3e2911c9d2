//! Pictures of our own making, whole and otherwise.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::container::{is_whole, ogg_sum};
use super::picture::{look, make};
use super::sniff::{Picture, Sniffed, TAKEN, sniff};
use super::unfit::Unfit;
use super::whole;

const MOST: u64 = 33_177_600;

/// A picture whose left half is red and whose right half is blue.
pub(crate) fn halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    };
    RgbImage::from_fn(width, height, |x, _| colour(x)).into()
}

pub(crate) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// A photo that says where it was taken, by which camera, and that it lies on its side.
pub(crate) fn photo(width: u32, height: u32) -> Vec<u8> {
    let plain = encoded(&halves(width, height), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    // Orientation: to be turned right by a quarter.
    exif.extend_from_slice(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
    exif.extend_from_slice(b"GPSLatitude 12.5833 N, appareil de Awa");
    let length = u16::try_from(exif.len() + 2).expect("short");
    let mut bytes = b"\xff\xd8\xff\xe1".to_vec();
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(data.len())
        .expect("short")
        .to_be_bytes()
        .to_vec();
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(data);
    bytes.extend_from_slice(kind);
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(&sum.sum().to_be_bytes());
    bytes
}

/// A few bytes that say that they are 30 000 x 30 000 pixels.
pub(crate) fn bomb() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = 30_000_u32.to_be_bytes().repeat(2);
    head.extend_from_slice(&[8, 2, 0, 0, 0]);
    bytes.extend(chunk(b"IHDR", &head));
    bytes.extend(chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0x00, 0x00]));
    bytes.extend(chunk(b"IEND", &[]));
    bytes
}

/// A GIF of some frames with a comment.
pub(crate) fn animation(frames: u16, side: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let palette = [200, 0, 0, 0, 0, 200];
    let mut encoder = gif::Encoder::new(&mut bytes, side, side, &palette).expect("an encoder");
    encoder.set_repeat(gif::Repeat::Infinite).expect("for ever");
    let comment: [&[u8]; 1] = [b"<script>alert(1)</script>"];
    encoder
        .write_raw_extension(gif::AnyExtension(0xfe), &comment)
        .expect("a comment");
    for n in 0..frames {
        let pixels =
            vec![u8::try_from(n % 2).expect("small"); usize::from(side) * usize::from(side)];
        let mut frame = gif::Frame::from_indexed_pixels(side, side, pixels, None);
        frame.delay = 7;
        encoder.write_frame(&frame).expect("a frame");
    }
    drop(encoder);
    bytes
}

/// A FLAC file with some bytes as its sound.
pub(crate) fn flac(sound: &[u8]) -> Vec<u8> {
    let mut bytes = b"fLaC\x80\0\0\x22".to_vec();
    bytes.extend_from_slice(&[0; 34]);
    bytes.extend_from_slice(b"\xff\xf8");
    bytes.extend_from_slice(sound);
    bytes
}

fn boxed(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).expect("short");
    [&length.to_be_bytes(), kind, content].concat()
}

fn mp4() -> Vec<u8> {
    let tells = boxed(b"moov", &boxed(b"mvhd", &[0; 100]));
    [
        boxed(b"ftyp", b"mp42\0\0\0\0isom"),
        tells,
        boxed(b"mdat", b"film"),
    ]
    .concat()
}

fn ogg() -> Vec<u8> {
    let page = |flags: u8, content: &[u8]| {
        let mut page = b"OggS\0".to_vec();
        page.push(flags);
        page.extend_from_slice(&[0; 20]);
        page.extend_from_slice(&[1, u8::try_from(content.len()).expect("short")]);
        page.extend_from_slice(content);
        let sum = ogg_sum(&page).to_le_bytes();
        page[22..26].copy_from_slice(&sum);
        page
    };
    [page(2, b"\x01vorbis and so on"), page(4, b"sound")].concat()
}

fn wav() -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short");
        [name, &length.to_le_bytes(), content].concat()
    };
    let all = [
        &b"WAVE"[..],
        &chunk(b"fmt ", &[0; 16]),
        &chunk(b"data", &[7; 40]),
    ]
    .concat();
    chunk(b"RIFF", &all)
}

fn webm() -> Vec<u8> {
    let head = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm";
    let inside = b"\x16\x54\xae\x6b\x82ab\x1f\x43\xb6\x75\x84film";
    let length = 0x80 | u8::try_from(inside.len()).expect("short");
    [&head[..], b"\x18\x53\x80\x67", &[length], inside].concat()
}

fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = vec![0; 417];
    frame[..4].copy_from_slice(b"\xff\xfb\x90\x00");
    frame.repeat(frames)
}

/// A few bytes that name a container, and a page behind them.
pub(crate) fn polyglots() -> Vec<Vec<u8>> {
    let heads: [&[u8]; 9] = [
        b"\0\0\0\x18ftypmp42",
        b"\0\0\0\x18ftypM4A \0\0\0\0isomisom",
        b"\0\0\0\x18ftypqt  ",
        b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm",
        b"OggS\0\x02",
        b"fLaC",
        b"fLaC\x80\0\0\x22",
        b"RIFF\x40\0\0\0WAVEfmt ",
        b"ID3\x04\0\0\0\0\0\0",
    ];
    let page = b"<!doctype html><script>alert(document.domain)</script>";
    heads
        .iter()
        .map(|head| [head, &page[..]].concat())
        .collect()
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|some| some == words)
}

// media.10, media.11
#[test]
fn a_photo_is_turned_and_says_nothing_of_where_it_was_taken() {
    let photo = photo(120, 80);
    assert!(has(&photo, b"Exif") && has(&photo, b"GPSLatitude"));
    let made = make(Picture::Jpeg, &photo, MOST).expect("made");
    assert_eq!((made.original.width, made.original.height), (80, 120));
    assert_eq!(made.original.mime, "image/jpeg");
    for file in [&made.original, &made.small] {
        for words in [&b"Exif"[..], b"GPS", b"appareil", b"ICC_PROFILE"] {
            assert!(!has(&file.bytes, words));
        }
    }
    // Left was red: turned right by a quarter, that is above.
    let seen = image::load_from_memory(&made.original.bytes)
        .expect("a picture")
        .into_rgb8();
    let (above, below) = (seen.get_pixel(40, 20), seen.get_pixel(40, 100));
    assert!(above.0[0] > 150 && below.0[2] > 150, "{above:?} {below:?}");
    assert_eq!(made.blurhash.len(), 28);
}

// media.11
#[test]
fn what_stands_beside_the_pixels_is_gone() {
    let mut png = encoded(&halves(40, 30), ImageFormat::Png);
    let end = png.len() - 12;
    let text = chunk(b"tEXt", b"Comment\0GPSLatitude 12.5833");
    png.splice(end..end, text);
    png.extend_from_slice(b"PK\x03\x04<html><script>alert(1)</script>");
    let made = make(Picture::Png, &png, MOST).expect("made");
    assert!(!has(&made.original.bytes, b"GPS") && !has(&made.original.bytes, b"script"));
    assert!(has(&made.original.bytes, b"IEND"));
    let gif = animation(3, 20);
    assert!(has(&gif, b"script"));
    let made = make(Picture::Gif, &gif, MOST).expect("made");
    assert!(!has(&made.original.bytes, b"script"));
}

// media.12
#[test]
fn an_animation_goes_on_moving_within_limits() {
    let made = make(Picture::Gif, &animation(5, 20), MOST).expect("made");
    assert_eq!(
        (made.original.mime, made.small.mime),
        ("image/gif", "image/jpeg")
    );
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut seen = options.read_info(&made.original.bytes[..]).expect("a GIF");
    let mut frames = Vec::new();
    while let Some(frame) = seen.read_next_frame().expect("a frame") {
        frames.push((frame.delay, frame.buffer[0]));
    }
    assert_eq!(frames, [(7, 200), (7, 0), (7, 200), (7, 0), (7, 200)]);
    assert_eq!(
        make(Picture::Gif, &animation(1_001, 1), MOST),
        Err(Unfit::Frames)
    );
    let one = make(Picture::Gif, &animation(1, 20), MOST).expect("made");
    assert_eq!(one.original.mime, "image/png");
}

// media.11, media.13
#[test]
fn what_can_be_seen_through_stays_so_and_what_is_large_is_made_smaller() {
    let clear = RgbaImage::from_pixel(50, 50, Rgba([0, 200, 0, 100])).into();
    for (picture, format, kind, mime) in [
        (&clear, ImageFormat::Png, Picture::Png, "image/png"),
        (&clear, ImageFormat::WebP, Picture::Webp, "image/png"),
        (
            &halves(50, 50),
            ImageFormat::WebP,
            Picture::Webp,
            "image/jpeg",
        ),
    ] {
        let made = make(kind, &encoded(picture, format), MOST).expect("made");
        assert_eq!(made.original.mime, mime);
        assert_eq!(made.small.mime, mime);
    }
    let wide = make(
        Picture::Jpeg,
        &encoded(&halves(4_000, 2_400), ImageFormat::Jpeg),
        MOST,
    );
    let wide = wide.expect("made");
    let (width, height) = (wide.original.width, wide.original.height);
    assert!(
        width * height <= 3_840 * 2_160 && width > 3_600,
        "{width}x{height}"
    );
    let (width, height) = (wide.small.width, wide.small.height);
    assert!(
        width * height <= 640 * 360 && width > 600,
        "{width}x{height}"
    );
}

// media.14
#[test]
fn a_bomb_is_refused_by_its_head() {
    assert_eq!(sniff(&bomb()), Ok(Sniffed::Picture(Picture::Png)));
    assert_eq!(look(Picture::Png, &bomb(), MOST), Err(Unfit::Pixels(MOST)));
    assert_eq!(make(Picture::Png, &bomb(), MOST), Err(Unfit::Pixels(MOST)));
    let thin = encoded(&halves(16_385, 1), ImageFormat::Png);
    assert_eq!(look(Picture::Png, &thin, MOST), Err(Unfit::Pixels(MOST)));
    assert_eq!(
        look(
            Picture::Png,
            &encoded(&halves(10, 10), ImageFormat::Png),
            99
        ),
        Err(Unfit::Pixels(99))
    );
}

// media.15
#[test]
fn what_is_cut_off_or_no_picture_is_refused() {
    for (kind, format) in [
        (Picture::Jpeg, ImageFormat::Jpeg),
        (Picture::Png, ImageFormat::Png),
        (Picture::Gif, ImageFormat::Gif),
        (Picture::Webp, ImageFormat::WebP),
    ] {
        let whole = encoded(&halves(200, 150), format);
        assert!(make(kind, &whole, MOST).is_ok(), "{kind:?}");
        for part in [whole.len() / 2, whole.len() - whole.len() / 8, 20] {
            let cut = &whole[..part];
            let made = kind != Picture::Jpeg || whole::jpeg(cut);
            assert!(
                !made || make(kind, cut, MOST).is_err(),
                "{kind:?} cut at {part}"
            );
        }
    }
    let whole = photo(64, 64);
    assert!(whole::jpeg(&whole));
    let progressive = b"\xff\xd8\xff\xc2\x00\x03x\xff\xda\x00\x03xab\xff\x00\xff\xd0c\xff\xc4\x00\x03x\xff\xd9zip";
    assert!(whole::jpeg(progressive));
    assert!(!whole::jpeg(&progressive[..progressive.len() - 5]));
    assert_eq!(
        make(
            Picture::Gif,
            b"GIF89a\x01\0\x01\0\0\0\0<script>alert(1)</script>",
            MOST
        ),
        Err(Unfit::Broken)
    );
}

// media.9
#[test]
fn a_file_is_what_its_bytes_say() {
    let mut mp3 = vec![0; 900];
    for at in [0, 417] {
        mp3[at..at + 4].copy_from_slice(b"\xff\xfb\x90\x00");
    }
    for (head, wanted) in [
        (&b"\0\0\0\x18ftypmp42"[..], Ok(Sniffed::Clip("video/mp4"))),
        (b"\0\0\0\x18ftypM4A ", Ok(Sniffed::Clip("audio/mp4"))),
        (b"\0\0\0\x18ftypqt  ", Ok(Sniffed::Clip("video/quicktime"))),
        (b"\0\0\0\x18ftypheic", Err(Unfit::Photo)),
        (b"\0\0\0\x18ftypavif", Err(Unfit::Photo)),
        (
            b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm",
            Ok(Sniffed::Clip("video/webm")),
        ),
        (
            b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska",
            Err(Unfit::Unknown),
        ),
        (b"OggS\0\x02 \x01vorbis", Ok(Sniffed::Clip("audio/ogg"))),
        (b"OggS\0\x02 \x80theora", Ok(Sniffed::Clip("video/ogg"))),
        (b"fLaC", Ok(Sniffed::Clip("audio/flac"))),
        (b"RIFF\x10\0\0\0WAVEfmt ", Ok(Sniffed::Clip("audio/wav"))),
        (b"ID3\x04", Ok(Sniffed::Clip("audio/mpeg"))),
        (&mp3, Ok(Sniffed::Clip("audio/mpeg"))),
        (&mp3[..400], Err(Unfit::Unknown)),
        (
            b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\">",
            Err(Unfit::Drawing),
        ),
        (b"<!doctype html><script>", Err(Unfit::Unknown)),
        (b"%PDF-1.7", Err(Unfit::Unknown)),
        (b"BM6\0", Err(Unfit::Photo)),
        (b"PK\x03\x04", Err(Unfit::Unknown)),
        (b"Bonjour", Err(Unfit::Unknown)),
        (b"", Err(Unfit::Unknown)),
    ] {
        assert_eq!(sniff(head), wanted, "{}", String::from_utf8_lossy(head));
        if let Ok(Sniffed::Clip(mime)) = wanted {
            assert!(TAKEN.contains(&mime));
        }
    }
}

// media.16
#[test]
fn every_reason_is_kept_and_said_in_both_languages() {
    for unfit in [
        Unfit::Unknown,
        Unfit::Drawing,
        Unfit::Photo,
        Unfit::Broken,
        Unfit::Pixels(33_177_600),
        Unfit::Frames,
        Unfit::Moving,
        Unfit::Bytes(41_943_040),
    ] {
        assert_eq!(Unfit::read(&unfit.written()), unfit);
        let said = crate::i18n::Lang::ALL.map(|lang| unfit.failure().sentence(lang));
        assert_ne!(said[0], said[1]);
        assert!(said.iter().all(|words| words.ends_with('.')), "{said:?}");
    }
    let said = Unfit::Bytes(41_943_040)
        .failure()
        .sentence(crate::i18n::Lang::En);
    assert_eq!(said, "This file has more than 40 MB.");
}

fn whole_as(mime: &str, bytes: &[u8]) -> bool {
    let size = bytes.len() as u64;
    is_whole(mime, Cursor::new(bytes), size).expect("read")
}

// media.19
#[test]
fn a_sound_or_a_film_is_a_container_to_its_end() {
    let tagged = [&b"ID3\x04\0\0\0\0\0\x05title"[..], &mp3(3)].concat();
    for (mime, bytes, cuts) in [
        ("video/mp4", mp4(), true),
        ("video/quicktime", mp4(), true),
        ("audio/ogg", ogg(), true),
        ("audio/wav", wav(), true),
        ("video/webm", webm(), true),
        ("audio/flac", flac(b"sound"), false),
        ("audio/mpeg", mp3(2), true),
        ("audio/mpeg", mp3(40), false),
        ("audio/mpeg", tagged, true),
    ] {
        assert!(whole_as(mime, &bytes), "{mime}");
        let sniffed = sniff(&bytes).expect("known");
        assert!(matches!(sniffed, Sniffed::Clip(_)), "{mime}");
        if cuts {
            assert!(!whole_as(mime, &bytes[..bytes.len() - 1]), "{mime} cut off");
        }
        assert!(!whole_as(mime, &bytes[..20]), "{mime} cut at 20");
    }
    let page = b"<!doctype html><script>";
    for (mime, bytes) in [
        ("video/mp4", mp4()),
        ("audio/ogg", ogg()),
        ("audio/wav", wav()),
        ("video/webm", webm()),
    ] {
        assert!(
            !whole_as(mime, &[&bytes[..], page].concat()),
            "{mime} and a page"
        );
    }
    // As catalogues of such sums have it: not reflected, from zero.
    assert_eq!(ogg_sum(b"123456789"), 0x89a1_897f);
    let mut changed = ogg();
    *changed.last_mut().expect("a byte") ^= 1;
    assert!(!whole_as("audio/ogg", &changed), "another sum");
    let nothing = [boxed(b"ftyp", b"mp42\0\0\0\0"), boxed(b"mdat", page)].concat();
    assert!(
        !whole_as("video/mp4", &nothing),
        "nothing says what is in it"
    );
    let endless = [boxed(b"ftyp", b"mp42\0\0\0\0"), b"\0\0\0\0moov".to_vec()].concat();
    assert!(!whole_as("video/mp4", &endless));
    let spoken = [&webm()[..16], b"\xff", &webm()[17..]].concat();
    assert!(whole_as("video/webm", &spoken), "of no length that is said");
}

// media.19
#[test]
fn a_polyglot_that_is_a_page_behind_a_magic_number_is_no_sound_and_no_film() {
    for bytes in polyglots() {
        let sniffed = sniff(&bytes).expect("a magic number");
        let Sniffed::Clip(mime) = sniffed else {
            panic!("{sniffed:?}");
        };
        assert!(
            !whole_as(mime, &bytes),
            "{}",
            String::from_utf8_lossy(&bytes)
        );
    }
}
