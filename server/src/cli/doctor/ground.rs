//! What the node stands on: its name, its directory, the disk and the clock.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::UNIX_EPOCH;

use palabre_core::{Clock, SystemClock};

use super::super::store as files;
use super::{Findings, State};
use crate::config::Config;
use crate::i18n::Value;

/// Opens the federation library to private addresses; for its own tests only.
const DANGEROUS: &str = "DANGER_FEDERATION_ALLOW_LOCAL_IP";
/// Below this the node soon stops, and below that somebody should know: bytes.
const DISK_BAD: u64 = 50 << 20;
const DISK_WARN: u64 = 1 << 30;
/// How far the disk's clock may be from the machine's: milliseconds.
const CLOCK_APART: i64 = 5_000;
/// No clock that is right is before this release: 2026-01-01, milliseconds UTC.
const NOT_BEFORE: i64 = 1_767_225_600_000;

pub(super) fn examine(config: &Config, findings: &mut Findings) {
    host(config, findings);
    source(config, findings);
    danger(findings);
    if directory(&config.data_dir, findings) {
        disk(&config.data_dir, findings);
        clock(&config.data_dir, findings);
    }
}

fn host(config: &Config, findings: &mut Findings) {
    let Some(host) = &config.node.host else {
        let keys = ("cli-doctor-host-missing", "cli-doctor-host-missing-advice");
        findings.wrong("host", State::Bad, keys, &[]);
        return;
    };
    let args = [("host", Value::from(host.to_string()))];
    if host.is_trial() {
        let keys = ("cli-doctor-host-trial", "cli-doctor-host-trial-advice");
        findings.wrong("host", State::Warn, keys, &args);
    } else {
        findings.fine("host", "cli-doctor-host", &args);
    }
}

/// The licence asks whoever runs a node to offer the source of what runs.
pub(super) fn source(config: &Config, findings: &mut Findings) {
    let address = config.node.source_url.as_str();
    if address.is_empty() {
        let keys = (
            "cli-doctor-source-missing",
            "cli-doctor-source-missing-advice",
        );
        findings.wrong("source", State::Warn, keys, &[]);
    } else {
        let args = [("address", Value::from(address))];
        findings.fine("source", "cli-doctor-source", &args);
    }
}

/// On a public host the configuration refuses it already.
fn danger(findings: &mut Findings) {
    let args = [("variable", Value::from(DANGEROUS))];
    if std::env::var_os(DANGEROUS).is_some() {
        let keys = ("cli-doctor-danger-set", "cli-doctor-danger-set-advice");
        findings.wrong("danger", State::Warn, keys, &args);
    } else {
        findings.fine("danger", "cli-doctor-danger", &args);
    }
}

/// Answers whether there is a directory that can be written.
fn directory(dir: &Path, findings: &mut Findings) -> bool {
    let shown = Value::from(dir.display().to_string());
    let metadata = match fs::metadata(dir) {
        Ok(metadata) if metadata.is_dir() => metadata,
        Ok(_) => {
            let keys = ("cli-doctor-dir-file", "cli-doctor-dir-file-advice");
            findings.wrong("data", State::Bad, keys, &[("dir", shown)]);
            return false;
        }
        Err(error) => {
            let args = [("dir", shown), ("words", Value::from(error.to_string()))];
            let keys = ("cli-doctor-dir-missing", "cli-doctor-dir-missing-advice");
            findings.wrong("data", State::Bad, keys, &args);
            return false;
        }
    };
    if let Err(error) = probe(dir) {
        let args = [("dir", shown), ("words", Value::from(error.to_string()))];
        let keys = ("cli-doctor-dir-closed", "cli-doctor-dir-closed-advice");
        findings.wrong("data", State::Bad, keys, &args);
        return false;
    }
    let others = metadata.permissions().mode() & 0o077;
    if others == 0 {
        findings.fine("data", "cli-doctor-dir", &[("dir", shown)]);
    } else {
        let keys = ("cli-doctor-dir-open", "cli-doctor-dir-open-advice");
        findings.wrong("data", State::Warn, keys, &[("dir", shown)]);
    }
    true
}

/// Writes a file and takes it away: when it was written, by the disk's clock, in milliseconds UTC.
fn probe(dir: &Path) -> std::io::Result<i64> {
    let path = dir.join(format!(".palabre-doctor-{}", std::process::id()));
    fs::write(&path, b"palabre\n")?;
    let written = fs::metadata(&path).and_then(|metadata| metadata.modified());
    fs::remove_file(&path)?;
    let since = written?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn disk(dir: &Path, findings: &mut Findings) {
    let Ok(disk) = rustix::fs::statvfs(dir) else {
        return;
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let args = [("free", Value::from(free >> 20))];
    let keys = ("cli-doctor-disk-little", "cli-doctor-disk-little-advice");
    match free {
        ..DISK_BAD => findings.wrong("disk", State::Bad, keys, &args),
        DISK_BAD..DISK_WARN => findings.wrong("disk", State::Warn, keys, &args),
        _ => findings.fine("disk", "cli-doctor-disk", &args),
    }
}

fn clock(dir: &Path, findings: &mut Findings) {
    let now = SystemClock.now();
    let args = [("now", Value::from(crate::i18n::iso(now)))];
    let keys = ("cli-doctor-clock-wrong", "cli-doctor-clock-wrong-advice");
    let apart = probe(dir).is_ok_and(|written| (written - now).abs() > CLOCK_APART);
    if now < NOT_BEFORE {
        findings.wrong("clock", State::Bad, keys, &args);
    } else if apart {
        findings.wrong("clock", State::Warn, keys, &args);
    } else {
        findings.fine("clock", "cli-doctor-clock", &args);
    }
}

/// Whether the node has a database yet; without one there is nothing more to look at.
pub(super) fn has_database(config: &Config) -> bool {
    !files::is_empty(config)
}
