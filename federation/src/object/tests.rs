//! What an actor's document becomes.

use serde_json::json;

use super::{read, remote};

#[test]
fn a_handle_has_what_can_stand_in_an_address() {
    for (name, handle) in [
        ("awa", "awa"),
        ("awa.ba_2-x~y", "awa.ba_2-x~y"),
        ("Ngọc", "Ngọc"),
        ("../../x\"><script>", "....xscript"),
        ("awa@evil.test/..", "awaevil.test.."),
    ] {
        let document = json!({
            "id": "https://evil.test/u/1",
            "type": "Person",
            "inbox": "https://evil.test/u/1/inbox",
            "preferredUsername": name,
        });
        let document = read(&document).expect("an actor");
        assert_eq!(remote(&document).expect("a name").name, handle);
    }
    let nameless = json!({
        "id": "https://evil.test/u/1",
        "type": "Person",
        "inbox": "https://evil.test/u/1/inbox",
        "preferredUsername": "//",
    });
    assert!(remote(&read(&nameless).expect("an actor")).is_err());
}
