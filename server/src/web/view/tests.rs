//! Pages rendered as handlers will: their size, their structure, their escaping, their words.

mod pages;
mod prose;
mod sample;

use std::io::Write;

use askama::Template;
use flate2::{Compression, write::GzEncoder};

use super::assets;
use crate::i18n::Lang;

fn gzip(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(text.as_bytes())
        .expect("memory takes bytes");
    encoder.finish().expect("memory takes bytes").len()
}

#[test]
fn a_thread_page_of_25_contributions_fits_the_budget() {
    let page = sample::thread(Lang::Fr);
    let prose: String = page
        .contributions
        .iter()
        .map(|c| c.html.to_string())
        .collect();
    let words = prose.split_whitespace().count();
    assert!(words >= 25 * 180);
    // Prose that people write takes more than two bytes a word; softer text would prove nothing.
    assert!(
        gzip(&prose) * 10 >= words * 22,
        "{} bytes, {words} words",
        gzip(&prose)
    );
    let html = page.render().expect("a page renders");
    let size = gzip(&html);
    assert!(size <= 16 * 1024, "{size} bytes");
}

#[test]
fn the_other_pages_and_the_style_sheet_fit_their_budgets() {
    for lang in Lang::ALL {
        for (name, html) in pages::all(lang) {
            assert!(gzip(&html) <= 8 * 1024, "{name}: {} bytes", gzip(&html));
        }
    }
    let (css, icon) = (assets::stylesheet(), assets::icon());
    assert!(gzip(css.body) <= 8 * 1024, "{} bytes", gzip(css.body));
    assert!(icon.body.len() < 1024);
    assert_eq!(assets::at(&css.path), Some(css));
    assert_eq!(assets::at("/assets/00000000.css"), None);
}
