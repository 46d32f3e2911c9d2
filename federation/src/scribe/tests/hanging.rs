//! What hangs on a post, in words and read back.

use super::*;

// media.27
#[test]
fn what_hangs_on_a_post_is_told_and_read_back() {
    let picture = Attachment {
        url: "https://quebec.test/media/00112233445566778899aabbccddeeff.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        name: "Un pylône".to_owned(),
        size: Some((800, 600)),
        blurhash: Some("LEHV6nWB2yk8".to_owned()),
        focus: Some((5_000, -2_500)),
    };
    let sound = Attachment {
        url: "https://quebec.test/media/ffeeddccbbaa99887766554433221100.flac".to_owned(),
        media_type: "audio/flac".to_owned(),
        ..Attachment::default()
    };
    let doc = PostDoc {
        attachments: vec![picture.clone(), sound.clone()],
        ..post(false)
    };
    let author = doc.author.clone();
    let quill = Quill::default();
    let letter = quill
        .write(&Deed::Create(Box::new(doc)), &signer(&author))
        .expect("a letter");
    let value: Value = serde_json::from_slice(&letter.raw).expect("JSON");
    let told = &value["object"]["attachment"][0];
    assert_eq!(
        *told,
        json!({
            "type": "Document",
            "url": picture.url,
            "mediaType": "image/jpeg",
            "name": "Un pylône",
            "width": 800,
            "height": 600,
            "blurhash": "LEHV6nWB2yk8",
            "focalPoint": [0.5, -0.25],
        })
    );
    let words = &value["object"]["@context"][2];
    assert_eq!(words["blurhash"], "toot:blurhash");
    let content = quill.read(&letter.raw).expect("its content");
    assert_eq!(content.attachments, [picture, sound]);
}
