//! `matinee-deployment embedded|scaled [SECTION__KEY=VALUE]…`: starts a deployment, with settings of
//! its own where some are given, for tests in another language.
//!
//! Prints one JSON line when everything is ready, then answers each line of its standard input
//! with one, and ends all it has started when that input closes; with a failure if a log has shown a
//! secret. Commands:
//!
//! * `kill gateway N`: ends it at once, as a crash would
//! * `stop gateway N`: tells it to stop and waits until it has
//! * `start gateway N`: starts it again on its ports and waits until it is ready
//! * `kill redis` / `start redis`: the one they share is gone; another one, which knows nothing, is there
//! * `log PART`: the last lines of all logs with PART in them, under `lines`
//! * `youtube video ID SECONDS TITLE…` / `youtube playlist ID VIDEO…`: what it has
//! * `youtube left SEARCHES UNITS` / `youtube status STATUS` (200 = as documented) / `youtube delay MS`: how it is
//! * `oembed STATUS PART` / `oembed title PART TITLE…`: what is said of links with PART in them

use std::io::BufRead;
use std::process::ExitCode;
use std::time::Duration;

use matinee_tests::oembed::Verdict;
use matinee_tests::process::shown_secrets;
use matinee_tests::youtube::{Mood, Playlist, Video};
use matinee_tests::{Deployment, Kind};
use serde_json::{Value, json};

/// How long a gateway may take to stop in order.
const STOP: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let kind = match std::env::args().nth(1).as_deref() {
        Some("embedded") => Kind::Embedded,
        Some("scaled") => Kind::Scaled,
        _ => {
            eprintln!("usage: matinee-deployment embedded|scaled [SECTION__KEY=VALUE]…");
            return ExitCode::FAILURE;
        }
    };
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    let settings: Option<Vec<_>> = arguments.iter().map(|setting| setting.split_once('=')).collect();
    let Some(settings) = settings else {
        eprintln!("a setting is SECTION__KEY=VALUE");
        return ExitCode::FAILURE;
    };
    let deployment = Deployment::start_with(kind, &settings);
    let gateways = deployment.gateways();
    println!("{}", json!({ "url": deployment.url(), "gateways": gateways, "oembed": deployment.oembed.url() }));
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        println!("{}", obey(&deployment, &line).unwrap_or_else(|error| json!({ "error": error })));
    }
    let shown = shown_secrets();
    if shown.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("a secret was shown: {shown:?}");
    ExitCode::FAILURE
}

fn obey(deployment: &Deployment, line: &str) -> Result<Value, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [verb, "gateway", number] => {
            let number = number.parse().ok().filter(|number| *number < deployment.gateways().len());
            let mut gateway = deployment.gateway_role(number.ok_or("there is no such gateway")?);
            match verb {
                "kill" => gateway.process().kill(),
                "stop" => {
                    gateway.process().signal("TERM");
                    gateway.process().wait(STOP);
                }
                "start" => gateway.again(),
                _ => return Err(format!("{verb} is not a command")),
            }
        }
        [verb, "redis"] => {
            let mut redis = deployment.redis().ok_or("there is no Redis")?;
            match verb {
                "kill" => redis.process().kill(),
                "start" => redis.again(),
                _ => return Err(format!("{verb} is not a command")),
            }
        }
        ["log", part] => {
            let logs = deployment.logs();
            return Ok(json!({ "lines": logs.lines().filter(|line| line.contains(part)).collect::<Vec<_>>() }));
        }
        ["youtube", "video", id, seconds, ..] => {
            let seconds = seconds.parse().map_err(|_| "not a number of seconds")?;
            deployment.youtube.put(Video { seconds, ..Video::new(id, &words[4..].join(" ")) });
        }
        ["youtube", "playlist", id, ..] => {
            let videos = words[3..].iter().map(|id| (*id).to_owned()).collect();
            deployment.youtube.put_playlist(id, Playlist { title: "A list".to_owned(), private: false, videos });
        }
        ["youtube", "left", searches, units] => {
            let number = |text: &str| text.parse().map_err(|_| "not a number".to_owned());
            deployment.youtube.leave(number(searches)?, number(units)?);
        }
        ["youtube", "delay", millis] => {
            let millis = millis.parse().map_err(|_| "not a number of milliseconds")?;
            deployment.youtube.take(Duration::from_millis(millis));
        }
        ["youtube", "status", status] => {
            let status = status.parse().map_err(|_| "no such status")?;
            deployment.youtube.be(if status == 200 { Mood::Well } else { Mood::Status(status) });
        }
        ["oembed", "title", part, ..] => deployment.oembed.set(part, Verdict::Title(words[3..].join(" "))),
        ["oembed", status, part] => {
            deployment.oembed.set(part, Verdict::Status(status.parse().map_err(|_| "no such status")?));
        }
        _ => return Err(format!("{line:?} is not a command")),
    }
    Ok(json!({ "done": line }))
}
