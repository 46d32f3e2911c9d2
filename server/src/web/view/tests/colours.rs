//! The palette of the style sheet against WCAG 2.2 (1.4.3, contrast of text).

use std::collections::BTreeMap;

use super::super::assets;

/// The custom properties of the `place`-th `:root` rule: 0 light, 1 dark.
fn palette(place: usize) -> BTreeMap<&'static str, [f64; 3]> {
    let css = std::str::from_utf8(assets::stylesheet().body).expect("text");
    let rule = css.split(":root{").nth(place + 1).expect("a palette");
    let rule = &rule[..rule.find('}').expect("a rule ends")];
    let channel = |hex: &str| f64::from(u8::from_str_radix(hex, 16).expect("hex"));
    rule.split(';')
        .map(|line| {
            let (name, hex) = line.trim().split_once(":#").expect("a colour");
            let name = name.strip_prefix("--").expect("a property");
            (
                name,
                [channel(&hex[..2]), channel(&hex[2..4]), channel(&hex[4..6])],
            )
        })
        .collect()
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|channel| {
        let part = channel / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

// pages.13
#[test]
fn every_text_colour_stands_out_on_every_ground_in_both_themes() {
    for theme in 0..2 {
        let colours = palette(theme);
        for text in ["ink", "soft", "leaf", "deep", "earth", "alarm"] {
            for ground in ["paper", "card", "shade"] {
                let found = contrast(colours[text], colours[ground]);
                assert!(
                    found >= 4.5,
                    "theme {theme}: {text} on {ground} is {found:.2}"
                );
            }
        }
        for ground in ["leaf", "deep", "alarm"] {
            let found = contrast(colours["on"], colours[ground]);
            assert!(found >= 4.5, "theme {theme}: on {ground} is {found:.2}");
        }
    }
    assert!(
        (contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 0.01,
        "the formula is WCAG's"
    );
}

#[test]
fn the_style_sheet_uses_logical_properties_only() {
    let css = std::str::from_utf8(assets::stylesheet().body).expect("text");
    for physical in [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "text-align:left",
        "text-align:right",
        "float:",
        "{left:",
        ";left:",
        "{right:",
        ";right:",
        "@import",
        "@font-face",
        "url(http",
    ] {
        assert!(!css.contains(physical), "{physical}");
    }
}
