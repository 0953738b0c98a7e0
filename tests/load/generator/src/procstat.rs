//! CPU and memory of the server's processes, and how busy each CPU was.

use serde_json::{Value, json};
use std::fs;

#[derive(Clone, Default)]
pub(crate) struct Proc {
    pub(crate) pid: u32,
    pub(crate) user_s: f64,
    pub(crate) sys_s: f64,
    pub(crate) sched_s: f64,
    pub(crate) rss_kib: u64,
}

pub(crate) fn proc_now(pid: u32) -> Proc {
    let mut p = Proc { pid, ..Default::default() };
    let tick = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
    if let Ok(s) = fs::read_to_string(format!("/proc/{pid}/stat"))
        && let Some((_, rest)) = s.rsplit_once(')')
    {
        let f: Vec<&str> = rest.split_whitespace().collect();
        p.user_s = f[11].parse::<f64>().unwrap_or(0.0) / tick;
        p.sys_s = f[12].parse::<f64>().unwrap_or(0.0) / tick;
    }
    if let Ok(s) = fs::read_to_string(format!("/proc/{pid}/status")) {
        for l in s.lines().filter(|l| l.starts_with("VmRSS:")) {
            p.rss_kib = l.split_whitespace().nth(1).and_then(|x| x.parse().ok()).unwrap_or(0);
        }
    }
    if let Ok(dir) = fs::read_dir(format!("/proc/{pid}/task")) {
        for t in dir.flatten() {
            if let Ok(s) = fs::read_to_string(t.path().join("schedstat")) {
                let ns: f64 = s.split_whitespace().next().and_then(|x| x.parse().ok()).unwrap_or(0.0);
                p.sched_s += ns / 1e9;
            }
        }
    }
    p
}

/// Busy seconds (all but idle and iowait) and softirq seconds of each CPU.
pub(crate) fn cpus_now() -> Vec<(f64, f64)> {
    let tick = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
    let s = fs::read_to_string("/proc/stat").unwrap_or_default();
    s.lines()
        .filter(|l| l.starts_with("cpu") && !l.starts_with("cpu "))
        .map(|l| {
            let f: Vec<f64> = l.split_whitespace().skip(1).map(|x| x.parse().unwrap_or(0.0)).collect();
            ((f[0] + f[1] + f[2] + f[5] + f[6]) / tick, f[6] / tick)
        })
        .collect()
}

#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) procs: Vec<Proc>,
    pub(crate) cpus: Vec<(f64, f64)>,
    pub(crate) me: f64,
}

pub(crate) fn snapshot(pids: &[u32]) -> Snapshot {
    let me = proc_now(std::process::id());
    Snapshot { procs: pids.iter().map(|p| proc_now(*p)).collect(), cpus: cpus_now(), me: me.user_s + me.sys_s }
}

pub(crate) fn cpu_total(a: &Snapshot, b: &Snapshot) -> f64 {
    a.procs.iter().zip(&b.procs).map(|(x, y)| y.user_s + y.sys_s - x.user_s - x.sys_s).sum()
}

pub(crate) fn report(a: &Snapshot, b: &Snapshot) -> Value {
    let procs: Vec<Value> = a
        .procs
        .iter()
        .zip(&b.procs)
        .map(|(x, y)| {
            json!({"pid": x.pid, "user_s": r(y.user_s - x.user_s), "sys_s": r(y.sys_s - x.sys_s),
                   "sched_s": r(y.sched_s - x.sched_s), "rss_kib": y.rss_kib})
        })
        .collect();
    let cpus: Vec<Value> =
        a.cpus.iter().zip(&b.cpus).map(|(x, y)| json!({"busy_s": r(y.0 - x.0), "softirq_s": r(y.1 - x.1)})).collect();
    json!({"processes": procs, "cpus": cpus, "loadgen_cpu_s": r(b.me - a.me)})
}

pub(crate) fn r(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}
