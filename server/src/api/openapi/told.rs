//! Whether a handler asks only for what the document names. This is looked at in our own tests, whatever
//! they are about; anywhere else nothing is kept and nothing is done.

use axum::extract::Request;

/// The names that a request may say, by the line of its operation; any name where there is none.
#[derive(Debug, Clone, Default)]
pub(in crate::api) struct Told {
    #[cfg(test)]
    operation: Option<std::sync::Arc<super::operation::Operation>>,
}

#[cfg(test)]
static ALL: std::sync::LazyLock<Vec<std::sync::Arc<super::operation::Operation>>> =
    std::sync::LazyLock::new(|| {
        let areas = super::tables::all().into_iter();
        let all = areas.flat_map(|area| area.operations);
        all.map(std::sync::Arc::new).collect()
    });

#[cfg(not(test))]
impl Told {
    pub(in crate::api) fn of(_: &Request) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "in tests it knows the names")]
    pub(in crate::api) fn holds(&self, _: &str) {}
}

#[cfg(test)]
impl Told {
    pub(in crate::api) fn of(request: &Request) -> Self {
        let path = request.extensions().get::<axum::extract::MatchedPath>();
        let path = path.map_or("", |path| path.as_str().trim_end_matches('/'));
        let method = request.method().as_str().to_ascii_lowercase();
        let mut all = ALL.iter();
        let found = all.find(|one| one.path == path && one.method == method);
        Self {
            operation: found.cloned(),
        }
    }

    pub(in crate::api) fn holds(&self, name: &str) {
        let Some(operation) = &self.operation else {
            return;
        };
        let mut asked = operation.asked.iter();
        let known = asked.any(|asked| asked.name.first() == Some(&name));
        let (method, path) = (operation.method, operation.path);
        assert!(
            known,
            "{method} {path} asks for {name}, which its line does not name"
        );
    }
}
