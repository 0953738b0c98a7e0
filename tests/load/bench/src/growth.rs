//! Cost against loads that grow. One run each: a curve over three decades needs no rounds.

use serde_json::Value;

use crate::Bench;
use crate::contender::{Contender, Deployment, Outcome, Shape};
use crate::entry::{Curve, number};

/// Rooms of two, as many as a process may open files for.
const ROOMS: [u32; 4] = [10, 100, 1000, 9000];
const MEMBERS: [u32; 4] = [10, 100, 1000, 10_000];
const QUEUES: [u32; 4] = [5, 50, 150, 500];
const CHAT_RATES: [u32; 4] = [100, 300, 1000, 3000];

/// All curves.
pub(crate) fn run(bench: &Bench) -> Outcome<Vec<Curve>> {
    Ok(vec![members(bench)?, rooms(bench)?, gateways(bench)?, seeks(bench)?, moves(bench)?, chat(bench)?])
}

fn measured(bench: &Bench, shape: Shape, options: &[(&'static str, String)]) -> Outcome<Value> {
    let deployment = Deployment::start(Contender::Matinee, shape, bench.server_cpu)?;
    let mut all = options.to_vec();
    all.extend([("duration", bench.seconds.to_string()), ("warmup", "0.5".into()), ("settle", "0.3".into())]);
    deployment.measure(&all, bench.generator_cpu)
}

fn saturated(bench: &Bench, shape: Shape, rooms: u32, members: u32, window: u32) -> Outcome<f64> {
    let report = measured(
        bench,
        shape,
        &[
            ("mode", "saturate".into()),
            ("rooms", rooms.to_string()),
            ("members", members.to_string()),
            ("window", window.to_string()),
        ],
    )?;
    let run = &report["saturate"];
    Ok(number(&run["server_cpu_s"]) * 1e6 / number(&run["completed"]).max(1.0))
}

fn curve<X: Copy + Into<f64>>(
    of: (&'static str, &'static str, &'static str, f64),
    loads: &[X],
    cost: impl Fn(X) -> Outcome<f64>,
) -> Outcome<Curve> {
    let (name, by, unit, at_most) = of;
    let mut points = Vec::new();
    for load in loads {
        let at: f64 = (*load).into();
        match cost(*load) {
            Ok(cost) => points.push((at, cost)),
            // A curve with a point less is a curve.
            Err(error) => eprintln!("{name} at {at}: {error}"),
        }
    }
    Ok(Curve { name, by, unit, points, at_most })
}

fn members(bench: &Bench) -> Outcome<Curve> {
    let of = ("an action to a room", "members", "server µs per action", 1.0);
    curve(of, &MEMBERS, |members| saturated(bench, Shape::One, 1, members, 4))
}

fn rooms(bench: &Bench) -> Outcome<Curve> {
    let of = ("an action in one of many rooms", "rooms of 2", "server µs per action", 0.0);
    curve(of, &ROOMS, |rooms| saturated(bench, Shape::One, rooms, 2, 1))
}

fn gateways(bench: &Bench) -> Outcome<Curve> {
    let of = ("an action through Redis", "gateways", "server µs per action", 1.0);
    curve(of, &[1_u32, 2, 3, 4], |gateways| saturated(bench, Shape::Scaled(gateways as usize), 100, 10, 4))
}

/// What a command costs in a room with a queue; the queue is not touched.
fn seeks(bench: &Bench) -> Outcome<Curve> {
    let of = ("a SEEK", "items in the queue", "server µs per command", 0.0);
    curve(of, &QUEUES, |items| asked(bench, items, r#""SEEK":{"timestamp":1}|"SEEK":{"timestamp":2}"#))
}

/// The same for a command whose event carries the entire queue.
fn moves(bench: &Bench) -> Outcome<Curve> {
    let of = ("a SHUFFLE, whose event is the queue", "items in the queue", "server µs per command", 1.0);
    curve(of, &QUEUES, |items| asked(bench, items, r#""SHUFFLE":{}"#))
}

fn asked(bench: &Bench, items: u32, commands: &str) -> Outcome<f64> {
    let load = [
        ("mode", "ask".into()),
        ("members", "2".into()),
        ("queue", items.to_string()),
        ("commands", commands.to_owned()),
    ];
    let report = measured(bench, Shape::Scaled(1), &load)?;
    Ok(number(&report["ask"]["server_cpu_us_per_command"]))
}

fn chat(bench: &Bench) -> Outcome<Curve> {
    let of = ("chat in 100 rooms of 10", "messages a second", "server ms per second", 1.0);
    curve(of, &CHAT_RATES, |rate| {
        let load =
            [("mode", "rate".into()), ("rate", rate.to_string()), ("rooms", "100".into()), ("members", "10".into())];
        let report = measured(bench, Shape::One, &load)?;
        let run = &report["rate"];
        Ok(number(&run["server_cpu_s"]) * 1e3 / number(&run["seconds"]).max(0.1))
    })
}
