//! One line for each figure: what it is, what was reached, what is asked for.

use crate::machine;
use crate::node::Node;

/// A figure with its goal.
pub(crate) struct Figure<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: f64,
    pub(crate) unit: &'a str,
    pub(crate) goal: Goal,
}

/// What is asked of a figure.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// Shown beside the others.
    None,
}

pub(crate) fn machine() {
    println!(
        "{} cores · {} · {}",
        machine::cores(),
        machine::processor(),
        machine::load()
    );
}

/// What the figures that follow were measured on.
pub(crate) fn section(title: &str, node: &Node) {
    println!(
        "\n{title}\n  synchronous {} · {} cores · {}",
        node.durability,
        machine::cores(),
        node.database
    );
}

pub(crate) fn line(figure: &Figure<'_>) {
    let Figure {
        name, value, unit, ..
    } = figure;
    let said = match figure.goal {
        Goal::AtMost(goal) => format!("at most {goal} {}", reached(*value <= goal)),
        Goal::AtLeast(goal) => format!("at least {goal} {}", reached(*value >= goal)),
        Goal::None => String::new(),
    };
    println!("  {name:<58} {value:>10.3} {unit:<9} {said}");
}

fn reached(yes: bool) -> &'static str {
    if yes { "· reached" } else { "· MISSED" }
}
