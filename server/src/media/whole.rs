//! Whether a JPEG is all there. Its decoder paints grey what is missing, which nobody wants to find
//! out after the original is gone.

/// Whether the picture that begins here also ends: its own end, not that of a picture within.
pub(super) fn jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(marker) = next_marker(bytes, &mut at) {
        match marker {
            0xd9 => return true,
            // Marks without a length.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some([high, low]) = bytes.get(at..at + 2) else {
                    return false;
                };
                at += usize::from(u16::from_be_bytes([*high, *low])).max(2);
            }
        }
    }
    false
}

/// The next mark; what is compressed is passed over, where 0xff 0x00 is no mark.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let found = bytes.get(*at..)?.iter().position(|byte| *byte == 0xff)?;
        *at += found + 1;
        match *bytes.get(*at)? {
            0x00 => *at += 1,
            // Filling.
            0xff => {}
            marker => {
                *at += 1;
                return Some(marker);
            }
        }
    }
}
