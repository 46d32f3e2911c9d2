//! Letters that cannot be opened, beside others.

use super::{Opener, Ready};
use crate::inbox::open::Prepared;
use crate::inbox::testing;

fn ready(prepared: Prepared, alone: bool) -> Ready {
    Ready {
        letters: vec![1],
        jobs: vec![1],
        prepared: vec![prepared],
        last_of: None,
        alone,
    }
}

// hostile.36
#[tokio::test]
async fn one_letter_that_cannot_be_opened_keeps_no_other_shut() {
    for broken in [|| Prepared::Fails, || Prepared::Panics] {
        let folder = tempfile::tempdir().expect("a folder");
        let opener = Opener::start(testing::core(folder.path()).await);
        for alone in [false, true] {
            // Both are on their way before the first is taken.
            let coming = (opener.coming(), opener.coming());
            let (bad, good) = tokio::join!(
                opener.open(ready(broken(), alone), coming.0),
                opener.open(ready(Prepared::Nothing, alone), coming.1),
            );
            bad.expect_err("it cannot be opened");
            assert_eq!(good.is_ok(), alone, "by itself it is opened");
        }
        let next = opener.open(ready(Prepared::Nothing, false), opener.coming());
        next.await.expect("the opener goes on");
    }
}
