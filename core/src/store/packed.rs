//! How the bytes of a record are kept: deflated (RFC 1950) against a dictionary of what activities
//! have in common. A contribution of sixty words is signed in more than six kilobytes, most of them
//! names and repetitions, and kept in less than one.
//!
//! The dictionary is part of the database: it is named in each packed text by its checksum, and
//! never changes. Another one would stand beside it. Bytes that are not packed are read as they are.

use std::cell::RefCell;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use crate::{Fault, Result};

/// Of what is common the most common comes last.
const DICTIONARY: &[u8] = include_bytes!("packed.dict");
/// The first byte of what is packed; JSON never begins with it.
const PACKED: u8 = 0x78;
/// No activity is larger.
const LARGEST: usize = 16 * 1_048_576;

thread_local! {
    /// To make one costs more than to pack with it.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(4), true));
}

/// The bytes as they are kept.
pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    PACKER.with_borrow_mut(|work| {
        work.reset();
        pack_with(work, bytes)
    })
}

fn pack_with(work: &mut Compress, bytes: &[u8]) -> Result<Vec<u8>> {
    work.set_dictionary(DICTIONARY)
        .map_err(|error| fault(&error))?;
    let mut packed = Vec::with_capacity(bytes.len() / 4 + 64);
    loop {
        let read = usize::try_from(work.total_in()).unwrap_or(usize::MAX);
        let status = work
            .compress_vec(&bytes[read..], &mut packed, FlushCompress::Finish)
            .map_err(|error| fault(&error))?;
        if status == Status::StreamEnd {
            return Ok(packed);
        }
        packed.reserve(bytes.len() / 2 + 64);
    }
}

/// The bytes as they were signed.
///
/// # Errors
/// A fault where they are packed and damaged.
pub(crate) fn unpack(kept: Vec<u8>) -> Result<Vec<u8>> {
    if kept.first() != Some(&PACKED) {
        return Ok(kept);
    }
    let mut work = Decompress::new(true);
    let mut bytes = Vec::with_capacity(kept.len() * 8);
    // The first look finds out which dictionary is meant.
    let mut status = work.decompress_vec(&kept, &mut bytes, FlushDecompress::None);
    if status
        .as_ref()
        .is_err_and(|error| error.needs_dictionary().is_some())
    {
        work.set_dictionary(DICTIONARY)
            .map_err(|error| fault(&error))?;
        status = Ok(Status::Ok);
    }
    loop {
        let before = (work.total_in(), work.total_out());
        if status.map_err(|error| fault(&error))? == Status::StreamEnd {
            return Ok(bytes);
        }
        bytes.reserve(kept.len() * 8);
        let read = usize::try_from(before.0).unwrap_or(usize::MAX);
        status = work.decompress_vec(&kept[read..], &mut bytes, FlushDecompress::None);
        let stuck = status.is_ok() && before == (work.total_in(), work.total_out());
        if stuck || bytes.len() > LARGEST {
            return Err(fault(&"it breaks off"));
        }
    }
}

fn fault(why: &dyn std::fmt::Display) -> crate::Error {
    Fault::Store(format!(
        "a record's bytes cannot be packed or unpacked: {why}"
    ))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(text: &str) -> Vec<u8> {
        format!(r#"{{"id":"https://quebec.test/ap/p/1/create","content":"<p>{text}</p>"}}"#)
            .into_bytes()
    }

    #[test]
    fn what_is_packed_comes_back_as_it_was() {
        let long: String = (0_u32..200_000)
            .map(|at| char::from(b'a' + u8::try_from(at % 1_009 % 26).unwrap_or(0)))
            .collect();
        for bytes in [
            Vec::new(),
            b"{}".to_vec(),
            activity("court"),
            activity(&long),
        ] {
            let packed = pack(&bytes).expect("packed");
            assert_eq!(packed.first(), Some(&PACKED));
            assert_eq!(unpack(packed).expect("unpacked"), bytes);
        }
    }

    #[test]
    fn bytes_of_before_are_read_as_they_are() {
        let bytes = activity("ancien");
        assert_eq!(unpack(bytes.clone()).expect("read"), bytes);
    }

    #[test]
    fn damaged_bytes_are_a_fault() {
        let packed = pack(&activity("abîmé")).expect("packed");
        for cut in [1, 5, packed.len() / 2, packed.len() - 1] {
            unpack(packed[..cut].to_vec()).expect_err("it breaks off");
        }
        let mut turned = packed;
        let last = turned.len() - 1;
        turned[last] ^= 1;
        unpack(turned).expect_err("its checksum is wrong");
    }

    /// The dictionary is part of every database: a byte of it changed, and no record can be read.
    #[test]
    fn the_dictionary_never_changes() {
        let kept = "78bbd10e0048ab466d3a015b0f49a9c97a25c06605b47447f467505a36e0f64a497e6916902e86d4b100c43119b5";
        let bytes = unpack(hex::decode(kept).expect("hex")).expect("unpacked");
        assert_eq!(bytes, activity("pour toujours"));
    }
}
