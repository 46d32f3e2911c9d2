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
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program may hold spaces, but ends at the last parenthesis.
    let (_, rest) = stat.rsplit_once(')').context("a stat line")?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let user: f64 = fields.next().context("utime")?.parse()?;
    let system: f64 = fields.next().context("stime")?.parse()?;
    Ok((user + system) * TICK_MS)
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
