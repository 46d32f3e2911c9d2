//! Pictures, decoded within limits and made anew: what is served has the pixels of what was sent and
//! nothing else of it, no place, no name of a camera, no bytes after its end.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType as FilterKind;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder as _, Limits};

use super::sniff::Picture;
use super::unfit::Unfit;

/// Longest side of a picture that is decoded.
const SIDE: u32 = 16_384;
/// Bytes that decoding one picture may take.
const ROOM: u64 = 320 * 1024 * 1024;
/// Pixels of a picture as it is served: larger ones are made smaller.
const SHOWN: u64 = 3_840 * 2_160;
/// Pixels of a small picture.
const SMALL: u64 = 640 * 360;
/// Sides of what a blurhash is made of.
const BLURRED: u32 = 32;
/// Frames of an animation, and pixels of all of them together.
const FRAMES: usize = 1_000;
const MOVING: u64 = 120_000_000;
const QUALITY: u8 = 85;

/// A picture made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) original: File,
    pub(crate) small: File,
    pub(crate) blurhash: String,
}

/// The file of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mime: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// How much work a picture is, by its head: its pixels, those of all frames of an animation not
/// counted.
///
/// # Errors
/// Too many pixels, or no head.
pub(crate) fn look(kind: Picture, bytes: &[u8], most: u64) -> Result<u64, Unfit> {
    let (width, height) = match kind {
        Picture::Jpeg => dimensions(&JpegDecoder::new(Cursor::new(bytes)).map_err(broken)?, most)?,
        Picture::Png => dimensions(&png(bytes)?, most)?,
        Picture::Webp => dimensions(&webp(bytes)?, most)?,
        Picture::Gif => dimensions(&GifDecoder::new(Cursor::new(bytes)).map_err(broken)?, most)?,
    };
    Ok(u64::from(width) * u64::from(height))
}

/// Decodes a picture of at most so many pixels and makes it anew, in two sizes.
///
/// # Errors
/// Too large, broken, or moving where its kind may not.
pub(crate) fn make(kind: Picture, bytes: &[u8], most: u64) -> Result<Made, Unfit> {
    look(kind, bytes, most)?;
    match kind {
        Picture::Jpeg => {
            let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(broken)?;
            still(decode(decoder)?, true)
        }
        Picture::Png => {
            let decoder = png(bytes)?;
            if decoder.is_apng().map_err(broken)? {
                return Err(Unfit::Moving);
            }
            still(decode(decoder)?, false)
        }
        Picture::Webp => {
            let decoder = webp(bytes)?;
            if decoder.has_animation() {
                return Err(Unfit::Moving);
            }
            still(decode(decoder)?, true)
        }
        Picture::Gif => moving(bytes),
    }
}

/// Decodes a picture of at most so many pixels and makes of its middle one of a shape, in two sizes, each
/// no larger than it is: of what moves the first frame.
///
/// # Errors
/// As [`make`].
pub(crate) fn cut(
    kind: Picture,
    bytes: &[u8],
    most: u64,
    whole: (u32, u32),
    small: (u32, u32),
) -> Result<Made, Unfit> {
    let picture = shaped(&first(kind, bytes, most)?, whole);
    let file = |picture: &DynamicImage| {
        if picture.color().has_alpha() {
            as_png(picture)
        } else {
            jpeg(picture)
        }
    };
    let (_, blurhash) = self::small(&picture)?;
    Ok(Made {
        original: file(&picture)?,
        small: file(&shaped(&picture, small))?,
        blurhash,
    })
}

/// Decodes a picture of at most so many pixels and makes it anew, in two sizes of which neither side is
/// longer than said: of what moves the first frame.
///
/// # Errors
/// As [`make`].
pub(crate) fn fitted(
    kind: Picture,
    bytes: &[u8],
    most: u64,
    (whole, small): (u32, u32),
) -> Result<Made, Unfit> {
    let picture = first(kind, bytes, most)?;
    let fit = |side: u32| {
        if picture.width() <= side && picture.height() <= side {
            picture.clone()
        } else {
            picture.resize(side, side, FilterKind::Triangle)
        }
    };
    let (_, blurhash) = self::small(&picture)?;
    Ok(Made {
        original: as_png(&fit(whole))?,
        small: as_png(&fit(small))?,
        blurhash,
    })
}

/// The picture that is seen first.
fn first(kind: Picture, bytes: &[u8], most: u64) -> Result<DynamicImage, Unfit> {
    look(kind, bytes, most)?;
    let decoded = match kind {
        Picture::Jpeg => decode(JpegDecoder::new(Cursor::new(bytes)).map_err(broken)?)?,
        Picture::Png => decode(png(bytes)?)?,
        Picture::Webp => decode(webp(bytes)?)?,
        Picture::Gif => decode(GifDecoder::new(Cursor::new(bytes)).map_err(broken)?)?,
    };
    Ok(plain(decoded))
}

/// The middle of a picture in a shape, made smaller where it is larger.
fn shaped(picture: &DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    let (has_width, has_height) = (picture.width(), picture.height());
    if has_width >= width && has_height >= height {
        return picture.resize_to_fill(width, height, FilterKind::Triangle);
    }
    // The largest piece of that shape that is there.
    let wide = u64::from(has_width) * u64::from(height);
    let high = u64::from(has_height) * u64::from(width);
    let part = |side: u64, of: u32| u32::try_from(side / u64::from(of)).unwrap_or(1).max(1);
    let (cut_width, cut_height) = if wide > high {
        (part(high, height), has_height)
    } else {
        (has_width, part(wide, width))
    };
    let (x, y) = ((has_width - cut_width) / 2, (has_height - cut_height) / 2);
    picture.crop_imm(x, y, cut_width, cut_height)
}

fn png(bytes: &[u8]) -> Result<PngDecoder<Cursor<&[u8]>>, Unfit> {
    PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(broken)
}

fn webp(bytes: &[u8]) -> Result<WebPDecoder<Cursor<&[u8]>>, Unfit> {
    WebPDecoder::new(Cursor::new(bytes)).map_err(broken)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(ROOM);
    limits
}

fn broken<E>(_: E) -> Unfit {
    Unfit::Broken
}

/// The sides that a head says, where they are within limits.
fn dimensions(decoder: &impl ImageDecoder, most: u64) -> Result<(u32, u32), Unfit> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > most || width > SIDE || height > SIDE || decoder.total_bytes() > ROOM {
        return Err(Unfit::Pixels(most));
    }
    if pixels == 0 {
        return Err(Unfit::Broken);
    }
    Ok((width, height))
}

/// The pixels as they are to be seen: turned as the camera was held.
fn decode(mut decoder: impl ImageDecoder) -> Result<DynamicImage, Unfit> {
    decoder.set_limits(limits()).map_err(broken)?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(turned);
    Ok(picture)
}

/// A picture that does not move. A photo becomes a JPEG, unless something can be seen through it.
fn still(picture: DynamicImage, photo: bool) -> Result<Made, Unfit> {
    let picture = plain(picture);
    let picture = within(picture, SHOWN);
    let original = if photo && !picture.color().has_alpha() {
        jpeg(&picture)?
    } else {
        as_png(&picture)?
    };
    let (small, blurhash) = small(&picture)?;
    Ok(Made {
        original,
        small,
        blurhash,
    })
}

/// Eight bits a colour, and an alpha channel only where something can be seen through.
fn plain(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into();
    }
    let picture = picture.into_rgba8();
    if picture.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::from(picture).into_rgb8().into();
    }
    picture.into()
}

/// The same with so many pixels at most.
fn within(picture: DynamicImage, most: u64) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let pixels = u64::from(width) * u64::from(height);
    if pixels <= most {
        return picture;
    }
    let scale = |side: u32| {
        // The root of the quotient of the areas, in whole numbers.
        let side = u64::from(side);
        let scaled = (side * side * most / pixels).isqrt().max(1);
        u32::try_from(scaled).unwrap_or(1)
    };
    picture.thumbnail_exact(scale(width), scale(height))
}

/// The small picture and the blurhash.
fn small(picture: &DynamicImage) -> Result<(File, String), Unfit> {
    let small = within(picture.clone(), SMALL);
    let file = if small.color().has_alpha() {
        as_png(&small)?
    } else {
        jpeg(&small)?
    };
    let tiny = small.thumbnail(BLURRED, BLURRED).into_rgba8();
    let (across, down) = if tiny.width() >= tiny.height() {
        (4, 3)
    } else {
        (3, 4)
    };
    let blurhash = blurhash::encode(across, down, tiny.width(), tiny.height(), tiny.as_raw());
    Ok((file, blurhash.map_err(broken)?))
}

fn jpeg(picture: &DynamicImage) -> Result<File, Unfit> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    picture.write_with_encoder(encoder).map_err(broken)?;
    Ok(file(bytes, "image/jpeg", picture.width(), picture.height()))
}

fn as_png(picture: &DynamicImage) -> Result<File, Unfit> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
        .write_image(
            picture.as_bytes(),
            picture.width(),
            picture.height(),
            picture.color().into(),
        )
        .map_err(broken)?;
    Ok(file(bytes, "image/png", picture.width(), picture.height()))
}

fn file(bytes: Vec<u8>, mime: &'static str, width: u32, height: u32) -> File {
    File {
        bytes,
        mime,
        width,
        height,
    }
}

/// A GIF: of one frame a picture like any other, of several one that goes on moving. Its frames are
/// unpacked and packed anew with their palettes, their places and their delays.
fn moving(bytes: &[u8]) -> Result<Made, Unfit> {
    let decoder = GifDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    let first = decode(decoder)?;
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    options.check_frame_consistency(true);
    options.set_memory_limit(gif::MemoryLimit::Bytes(
        std::num::NonZeroU64::new(ROOM).unwrap_or(std::num::NonZeroU64::MIN),
    ));
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(broken)?;
    let (width, height) = (decoder.width(), decoder.height());
    let palette = decoder.global_palette().unwrap_or_default().to_vec();
    let mut made = Vec::new();
    let mut encoder = gif::Encoder::new(&mut made, width, height, &palette).map_err(broken)?;
    encoder.set_repeat(decoder.repeat()).map_err(broken)?;
    let (mut frames, mut pixels) = (0, 0);
    while let Some(frame) = decoder.next_frame_info().map_err(broken)? {
        frames += 1;
        pixels += u64::from(frame.width) * u64::from(frame.height);
        if frames > FRAMES || pixels > MOVING {
            return Err(Unfit::Frames);
        }
        let mut frame = frame.clone();
        let mut buffer = vec![0; decoder.buffer_size()];
        decoder.read_into_buffer(&mut buffer).map_err(broken)?;
        frame.buffer = buffer.into();
        // What is interlaced is written in the order of its lines.
        frame.interlaced = false;
        encoder.write_frame(&frame).map_err(broken)?;
    }
    drop(encoder);
    if frames < 2 {
        return still(first, false);
    }
    let (small, blurhash) = small(&plain(first))?;
    Ok(Made {
        original: file(made, "image/gif", width.into(), height.into()),
        small,
        blurhash,
    })
}
