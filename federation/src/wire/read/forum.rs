//! Which forum a document is for.

use super::{Activity, Object, limits};

/// The addresses that may be the forum, likeliest first: `audience`, the `Group` of a list of
/// authors, whoever is in `to` and `cc`, whoever is mentioned (federation §1.3). The caller takes
/// the first that is a forum it knows, and tries the parents when none is.
pub fn group_of<'a>(activity: Option<&Activity<'a>>, object: Option<&Object<'a>>) -> Vec<&'a str> {
    let mut found: Vec<&'a str> = Vec::new();
    let mut add = |list: &[&'a str]| {
        for id in list {
            if found.len() < limits::CANDIDATES && !found.contains(id) {
                found.push(id);
            }
        }
    };
    if let Some(activity) = activity {
        add(&activity.audience);
    }
    if let Some(object) = object {
        add(&object.audience);
        add(object.group.as_slice());
    }
    if let Some(activity) = activity {
        add(&activity.to);
        add(&activity.cc);
    }
    if let Some(object) = object {
        add(&object.to);
        add(&object.cc);
        let mentioned: Vec<&str> = object.mentions.iter().map(|mention| mention.href).collect();
        add(&mentioned);
    }
    found
}
