//! Prometheus, with the rules of `deploy/prometheus`, scraping whatever it is told to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::{START, status};
use crate::client::http;
use crate::process::{Process, Program, folder, free_port, until};

/// A running Prometheus.
#[derive(Debug)]
pub struct Prometheus {
    _process: Process,
    port: u16,
}

/// Where the rules are.
#[must_use]
pub fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/prometheus").canonicalize().expect("it is in the project")
}

impl Prometheus {
    /// Starts one that scrapes these admin ports every second.
    ///
    /// # Panics
    /// If it does not start.
    #[must_use]
    pub fn start(ports: &[u16]) -> Self {
        let (port, place) = (free_port(), folder("prometheus"));
        let targets: Vec<String> = ports.iter().map(|port| format!("\"127.0.0.1:{port}\"")).collect();
        let config = format!(
            "global: {{ scrape_interval: 1s, evaluation_interval: 1s }}\n\
             rule_files: [\"{}/*.rules.yml\"]\n\
             scrape_configs: [{{ job_name: matinee, static_configs: [{{ targets: [{}] }}] }}]\n",
            rules().display(),
            targets.join(", "),
        );
        let file = place.join("prometheus.yml");
        std::fs::write(&file, config).expect("it is written");
        let arguments = [
            format!("--config.file={}", file.display()),
            format!("--storage.tsdb.path={}", place.join("data").display()),
            format!("--web.listen-address=127.0.0.1:{port}"),
        ];
        let process = Program::new("prometheus", "prometheus").arguments(arguments).start();
        until("prometheus is ready", START, || status(port, "/-/ready") == Some(200));
        Self { _process: process, port }
    }

    async fn api(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        let url = format!("http://127.0.0.1:{}/api/v1/{path}", self.port);
        let answer = http().get(url).query(parameters).send().await.expect("it answers");
        let answer: Value = answer.json().await.expect("its API speaks JSON");
        assert_eq!(answer["status"], "success", "{path} {parameters:?}: {answer}");
        answer["data"].clone()
    }

    /// The series that a query gives at this moment.
    ///
    /// # Panics
    /// If it is no query.
    pub async fn query(&self, query: &str) -> Vec<Value> {
        let data = self.api("query", &[("query", query)]).await;
        data["result"].as_array().expect("a vector").clone()
    }

    /// Waits until a query gives something.
    ///
    /// # Panics
    /// If it does not.
    pub async fn has(&self, query: &str, patience: Duration) -> Vec<Value> {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let found = self.query(query).await;
            if !found.is_empty() {
                return found;
            }
            assert!(tokio::time::Instant::now() < deadline, "nothing came of {query}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Names of rules whose last evaluation failed, with why.
    pub async fn broken_rules(&self) -> Vec<String> {
        let data = self.api("rules", &[]).await;
        let groups = data["groups"].as_array().cloned().unwrap_or_default();
        let rules = groups.iter().flat_map(|group| group["rules"].as_array().cloned().unwrap_or_default());
        rules
            .filter(|rule| rule["health"] == "err")
            .map(|rule| format!("{}: {}", rule["name"], rule["lastError"]))
            .collect()
    }
}
