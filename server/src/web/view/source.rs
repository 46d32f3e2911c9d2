//! The page that stands for a source nobody has given the address of.

use askama::Template;

use super::Shell;

/// `/source`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "source.html")]
pub struct SourcePage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Version of the program that answers.
    pub version: &'static str,
}
