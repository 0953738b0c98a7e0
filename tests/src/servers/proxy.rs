//! The proxies in front of the gateways, as the files in `deploy/` configure them.

use std::path::{Path, PathBuf};

use super::{START, status};
use crate::process::{Process, Program, folder, free_port, until};

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// `deploy/haproxy.cfg`.
    Haproxy,
    /// `deploy/nginx.conf`.
    Nginx,
    /// `deploy/envoy.yaml`.
    Envoy,
}

/// A gateway, as a proxy knows it.
#[derive(Clone, Copy, Debug)]
pub struct Backend {
    /// Where its people are sent.
    pub public: u16,
    /// Where it says whether it is ready.
    pub admin: u16,
}

/// A running proxy.
#[derive(Debug)]
pub struct Proxy {
    process: Process,
    port: u16,
}

impl Proxy {
    /// Starts one in front of these gateways: two, or three behind HAProxy. `idle` in seconds, where
    /// it is given, stands in for the time after which the file lets it cut what is silent.
    ///
    /// # Panics
    /// If it does not start, or finds no gateway.
    #[must_use]
    pub fn start(front: Front, gateways: &[Backend], idle: Option<u32>) -> Self {
        let port = free_port();
        let program = match front {
            Front::Haproxy => haproxy(port, gateways, idle),
            Front::Nginx => nginx(port, gateways, idle),
            Front::Envoy => envoy(port, gateways, idle),
        };
        let process = program.start();
        until(&format!("{front:?} finds a gateway"), START, || status(port, "/") == Some(200));
        Self { process, port }
    }

    /// Where browsers would go.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}

fn haproxy(port: u16, gateways: &[Backend], idle: Option<u32>) -> Program {
    let mut variables = vec![("HAPROXY_LISTEN".to_owned(), format!("127.0.0.1:{port}"))];
    for (number, Backend { public, admin }) in (1..).zip(gateways) {
        variables.push((format!("GATEWAY_{number}"), format!("127.0.0.1:{public}")));
        variables.push((format!("GATEWAY_{number}_ADMIN_PORT"), admin.to_string()));
    }
    let config = configured("haproxy.cfg", idle, "timeout tunnel 75s", |idle| format!("timeout tunnel {idle}s"), &[]);
    let program = Program::new("haproxy", "haproxy").arguments(["-db", "-f", &config.display().to_string()]);
    program.environment(variables)
}

/// The file is a part of nginx's `http` section; what is around it is the system's. One process, so
/// that none is left when it is killed.
fn nginx(port: u16, gateways: &[Backend], idle: Option<u32>) -> Program {
    let names = [
        ("listen 80;".to_owned(), format!("listen 127.0.0.1:{port};")),
        ("gateway-1:8080".to_owned(), format!("127.0.0.1:{}", gateways[0].public)),
        ("gateway-2:8080".to_owned(), format!("127.0.0.1:{}", gateways[1].public)),
    ];
    let say = |idle: u32| format!("proxy_read_timeout {idle}s;");
    let part = configured("nginx.conf", idle, "proxy_read_timeout 75s;", say, &names);
    let place = part.parent().expect("it is in a folder").display().to_string();
    let bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {place};"));
    let around = format!(
        "daemon off; master_process off; pid {place}/pid; error_log stderr warn; events {{}}\nhttp {{ access_log off; {} include {}; }}\n",
        bodies.concat(),
        part.display()
    );
    let file = part.with_file_name("around.conf");
    std::fs::write(&file, around).expect("written");
    Program::new("nginx", "nginx").arguments(["-e", "stderr", "-p", &place, "-c", &file.display().to_string()])
}

fn envoy(port: u16, gateways: &[Backend], idle: Option<u32>) -> Program {
    let listener = "socket_address: { address: 0.0.0.0, port_value: 80 }".to_owned();
    let mut names = vec![(listener, format!("socket_address: {{ address: 127.0.0.1, port_value: {port} }}"))];
    for (number, Backend { public, admin }) in (1..).zip(gateways) {
        names.push((
            format!(
                "{{ address: gateway-{number}, port_value: 8080 }} }}, health_check_config: {{ port_value: 8081 }}"
            ),
            format!(
                "{{ address: 127.0.0.1, port_value: {public} }} }}, health_check_config: {{ port_value: {admin} }}"
            ),
        ));
    }
    let config = configured(
        "envoy.yaml",
        idle,
        "stream_idle_timeout: 75s",
        |idle| format!("stream_idle_timeout: {idle}s"),
        &names,
    );
    // Of its own, where `make test` put it; Debian has none.
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/.venv/bin/envoy");
    let program = if venv.exists() { venv } else { PathBuf::from("envoy") };
    // Hot restarts meet in shared memory, where several would take each other for one.
    Program::new("envoy", program).arguments([
        "--disable-hot-restart",
        "--concurrency",
        "1",
        "--log-level",
        "warning",
        "-c",
        &config.display().to_string(),
    ])
}

/// A file of `deploy/` with what is said there of names and times said of here. What is to be replaced
/// must be there.
fn configured(
    file: &str,
    idle: Option<u32>,
    said: &str,
    instead: impl Fn(u32) -> String,
    names: &[(String, String)],
) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(file);
    let mut text = std::fs::read_to_string(&source).expect("it is in deploy");
    let idle = idle.map(|idle| (said.to_owned(), instead(idle)));
    for (there, here) in names.iter().cloned().chain(idle) {
        assert!(text.contains(&there), "{file} does not say {there:?}");
        text = text.replace(&there, &here);
    }
    let copy = folder("proxy").join(file);
    std::fs::write(&copy, text).expect("written");
    copy
}
