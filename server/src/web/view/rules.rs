//! The page of the rules that hold on the node.

use askama::Template;

use super::Shell;

/// `/regles`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "rules.html")]
pub struct RulesPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Each with its explanation, which may be empty; plain text.
    pub rules: Vec<(String, String)>,
}
