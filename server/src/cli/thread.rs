//! `palabre thread digest`: the string that is equal on every node with the same thread, after
//! every record id was recomputed from the stored bytes (ledger §6).

use palabre_core::address::host_of_uri;
use palabre_core::ledger::{self, Digest};
use palabre_core::{Core, Refusal, threads};

use super::args::Thread;
use super::store::{self, Ground};
use super::{Done, Out, Stop, locate};
use crate::config::Config;
use crate::i18n::{Value, iso};

pub(super) async fn run(config: Config, verb: Thread, out: Out) -> Done {
    match verb {
        Thread::Digest { id, lines } => {
            let core = store::open(&config, Ground::Standing).await?;
            let found = digest(&core, &id).await;
            core.close().await;
            let (thread, digest, checked) = found?;
            print(&thread, &digest, checked, lines, out);
            Ok(())
        }
    }
}

/// The thread, its digest, and how many record ids were recomputed.
async fn digest(
    core: &Core,
    name: &str,
) -> Result<(palabre_core::threads::Thread, Digest, usize), Stop> {
    let thread = locate::thread(core, name).await?;
    let checked = check_records(core, thread.id).await?;
    let digest = threads::read::digest_of(core, thread.id).await?;
    Ok((thread, digest, checked))
}

/// Recomputes every rid from its raw bytes; erased and withheld records keep theirs.
async fn check_records(core: &Core, thread_id: i64) -> Result<usize, Stop> {
    let mut checked = 0;
    for entry in ledger::history(core, thread_id).await? {
        let Some(raw) = &entry.raw else { continue };
        if core
            .env()
            .scribe
            .rid(raw)
            .as_ref()
            .map(<[u8; 32]>::as_slice)
            != Some(&entry.rid)
        {
            return Err(Stop::said(
                "cli-thread-record-differs",
                &[
                    ("record", entry.activity_id),
                    ("rid", hex::encode(&entry.rid)),
                ],
            ));
        }
        checked += 1;
    }
    if checked == 0 && ledger::history(core, thread_id).await?.is_empty() {
        return Err(Refusal::NoSuchThread.into());
    }
    Ok(checked)
}

fn print(
    thread: &palabre_core::threads::Thread,
    digest: &Digest,
    checked: usize,
    lines: bool,
    out: Out,
) {
    let mut value = serde_json::json!({
        "thread": thread.context, "root": thread.root, "digest": digest.line,
        "complete": digest.complete(), "missing": digest.missing,
        "differs": digest.differs.map(iso),
        "pending": digest.pending, "withheld": digest.withheld, "records": checked,
    });
    if lines {
        value["core"] = serde_json::json!(digest.core_lines);
        value["react"] = serde_json::json!(digest.react_lines);
    }
    if out.json {
        out.data(&value);
        return;
    }
    Out::line(&digest.line);
    if digest.complete() {
        out.say("cli-thread-complete", &[]);
    }
    if !digest.missing.is_empty() {
        out.say(
            "cli-thread-missing",
            &[("ids", Value::from(digest.missing.join(" ")))],
        );
    }
    if let Some(at) = digest.differs {
        let home = host_of_uri(&thread.context);
        let args = [("host", Value::from(home)), ("when", Value::from(iso(at)))];
        out.say("cli-thread-differs", &args);
    }
    out.say(
        "cli-thread-pending",
        &[("n", Value::from(digest.pending.to_string()))],
    );
    out.say(
        "cli-thread-withheld",
        &[("n", Value::from(digest.withheld.to_string()))],
    );
    if lines {
        for (stratum, lines) in [("core", &digest.core_lines), ("react", &digest.react_lines)] {
            Out::line(&format!("palabre-thread-1 {stratum}"));
            for line in lines {
                Out::line(line);
            }
        }
    }
}
