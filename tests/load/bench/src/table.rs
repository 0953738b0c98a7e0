//! The table of goals: at each load point all contenders in turn, round by round.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Bench;
use crate::contender::{Contender, Deployment, Outcome};
use crate::entry::{Faults, RedisWork, Row, Spread, number};
use crate::point::Point;

/// Seconds before the measurement, in which a just-in-time compiler compiles.
const WARMUP: f64 = 0.8;

/// Runs one point.
pub(crate) fn run(bench: &Bench, point: Point) -> Outcome<Row> {
    let mut rates: BTreeMap<Contender, Vec<f64>> = BTreeMap::new();
    let mut faults: BTreeMap<Contender, Faults> = BTreeMap::new();
    let mut works = Vec::new();
    for _ in 0..bench.rounds {
        for &contender in &bench.contenders {
            let (report, work) = match one(bench, point, contender) {
                Ok(taken) => taken,
                // Others are measured all the same; a round without it has no share of it.
                Err(error) => {
                    eprintln!("{}: {error}", point.name());
                    (Value::Null, None)
                }
            };
            works.extend(work.filter(|_| contender == Contender::Matinee));
            rates.entry(contender).or_default().push(number(&report["saturate"]["delivered_per_server_cpu_s"]));
            faults.entry(contender).or_default().add(&report);
        }
    }
    Ok(row(point, &rates, &faults, &works))
}

/// One run of one contender: the generator's report, and what Redis did for an action.
fn one(bench: &Bench, point: Point, contender: Contender) -> Outcome<(Value, Option<RedisWork>)> {
    let deployment = Deployment::start(contender, point.shape(), bench.server_cpu)?;
    let mut options = point.options();
    options.extend([("duration", bench.seconds.to_string()), ("warmup", WARMUP.to_string()), ("settle", "0.3".into())]);
    options.extend(deployment.redis().map(|port| ("redis", port.to_string())));
    let report = deployment.measure(&options, bench.generator_cpu)?;
    let work = report["saturate"]["redis_by_action"].as_object().map(|work| {
        let of = |name: &str| number(&work[name]);
        RedisWork {
            commands: of("commands"),
            bytes_in: of("bytes_in"),
            bytes_out: of("bytes_out"),
            cpu_us: of("cpu_us"),
        }
    });
    Ok((report, work))
}

/// The limit is the better of its two variants, round by round; shares are of that round's.
fn row(
    point: Point,
    rates: &BTreeMap<Contender, Vec<f64>>,
    faults: &BTreeMap<Contender, Faults>,
    works: &[RedisWork],
) -> Row {
    let of = |contender: Contender| rates.get(&contender).cloned().unwrap_or_default();
    let (plain, batched) = (of(Contender::LimitPlain), of(Contender::LimitBatched));
    let limits: Vec<f64> = plain.iter().zip(&batched).map(|(a, b)| a.max(*b)).collect();
    let share = |(contender, rates): (&Contender, &Vec<f64>)| {
        let taken = rates.iter().zip(&limits).filter(|(rate, limit)| **rate > 0.0 && **limit > 0.0);
        let shares: Vec<f64> = taken.map(|(rate, limit)| rate / limit).collect();
        (*contender, (Spread::of(&shares), faults.get(contender).copied().unwrap_or_default()))
    };
    let of = rates.iter().filter(|(contender, _)| !Contender::LIMITS.contains(contender)).map(share).collect();
    Row { point, limit: Spread::of(&limits), of, redis: mean(works) }
}

fn mean(works: &[RedisWork]) -> Option<RedisWork> {
    let count = works.len() as f64;
    let of = |value: fn(&RedisWork) -> f64| works.iter().map(value).sum::<f64>() / count;
    (!works.is_empty()).then(|| RedisWork {
        commands: of(|work| work.commands),
        bytes_in: of(|work| work.bytes_in),
        bytes_out: of(|work| work.bytes_out),
        cpu_us: of(|work| work.cpu_us),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::POINTS;

    #[test]
    fn a_share_is_of_the_better_limit_of_its_round() {
        let rates = BTreeMap::from([
            (Contender::LimitPlain, vec![100.0, 50.0, 80.0]),
            (Contender::LimitBatched, vec![50.0, 200.0, 80.0]),
            (Contender::Matinee, vec![90.0, 100.0, 56.0]),
        ]);
        let row = row(POINTS[0], &rates, &BTreeMap::new(), &[]);
        assert_eq!(row.limit, Spread { median: 100.0, lowest: 80.0, highest: 200.0 });
        assert_eq!(row.of.len(), 1, "the limit is no contender of itself");
        assert_eq!(row.of[&Contender::Matinee].0, Spread { median: 0.7, lowest: 0.5, highest: 0.9 });
    }
}
