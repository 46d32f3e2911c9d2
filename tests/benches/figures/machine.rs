//! What Linux says of the machine and of a process.

use std::fs;

use anyhow::{Context as _, Result};

/// Milliseconds in one tick of `/proc/<pid>/stat`; Linux counts a hundred of them in a second for
/// whoever reads this file, whatever the kernel's own clock.
const TICK_MS: f64 = 10.0;

pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

pub(crate) fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find(|line| line.starts_with("model name"));
    let name = name.and_then(|line| line.split_once(':'));
    name.map_or_else(
        || "unknown processor".to_owned(),
        |(_, name)| name.trim().to_owned(),
    )
}

/// The load before the measurement: what others do on the machine spoils it.
pub(crate) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minute = load.split(' ').next().unwrap_or_default();
    format!("load {minute} over the last minute")
}

/// CPU that a process has used, user and system, all threads, in milliseconds.
pub(crate) fn cpu_ms(pid: u32) -> Result<f64> {
    ticks(pid, 2)
}

/// As [`cpu_ms`], with the children that have ended.
pub(crate) fn cpu_ms_with_ended(pid: u32) -> Result<f64> {
    ticks(pid, 4)
}

/// The sum of the first of utime, stime, cutime and cstime.
fn ticks(pid: u32, first: usize) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let mut sum = 0.0;
    for field in after_name(&stat)?.skip(11).take(first) {
        sum += field.parse::<f64>()?;
    }
    Ok(sum * TICK_MS)
}

/// The fields of a stat line from the third on. The name of the program may hold spaces, but ends
/// at the last parenthesis.
fn after_name(stat: &str) -> Result<std::str::SplitAsciiWhitespace<'_>> {
    let (_, rest) = stat.rsplit_once(')').context("a stat line")?;
    Ok(rest.split_ascii_whitespace())
}

/// The processes that a process has started and that still run.
pub(crate) fn children(pid: u32) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(child) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(format!("/proc/{child}/stat")) else {
            continue;
        };
        if after_name(&stat)?.nth(1) == Some(pid.to_string().as_str()) {
            found.push(child);
        }
    }
    Ok(found)
}

/// Memory of a process that is in the machine's memory, in MB of a million bytes.
pub(crate) fn resident_mb(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1_024.0 / 1_000_000.0)
}
