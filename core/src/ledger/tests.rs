//! The rules of the ledger, sentence by sentence (docs/spec/ledger.md).

mod ahead;
mod build;
mod entering;
mod erasure;
mod folding;
mod placing;
mod shuffled;

#[test]
fn a_rid_is_read_from_its_64_hex_digits_only() {
    let digits = "5d".repeat(32);
    assert_eq!(super::rid_of_hex(&digits), Some([0x5d; 32]));
    for other in [
        "",
        &digits[2..],
        &digits[1..],
        &"5g".repeat(32),
        &"5d".repeat(33),
    ] {
        assert_eq!(super::rid_of_hex(other), None, "{other:?}");
    }
}
