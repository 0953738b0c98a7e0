//! What one run of the benchmark found out.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::contender::Contender;
use crate::point::Point;

/// Median, lowest and highest of the rounds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
}

impl Spread {
    /// Of some values; all zero if there are none.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        Self { median: at(sorted.len() / 2), lowest: at(0), highest: at(sorted.len().saturating_sub(1)) }
    }
}

/// Messages that did not arrive once and where they belong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Faults {
    pub(crate) lost: u64,
    pub(crate) surplus: u64,
    pub(crate) misrouted: u64,
    pub(crate) delivered: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, report: &Value) {
        let total = |name: &str| report["totals"][name].as_u64().unwrap_or_default();
        self.lost += total("lost");
        self.surplus += total("surplus");
        self.misrouted += total("misrouted");
        self.delivered += total("delivered");
    }

    pub(crate) fn any(&self) -> bool {
        self.lost + self.surplus + self.misrouted > 0
    }
}

/// One load point of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) point: Point,
    /// Delivered per CPU-second by the better limit.
    pub(crate) limit: Spread,
    /// Share of the limit and faults, by contender.
    pub(crate) of: BTreeMap<Contender, (Spread, Faults)>,
    /// Matinee's CPU-seconds of Redis per action, and what Redis was asked, where there is one.
    pub(crate) redis: Option<RedisWork>,
}

/// What Redis did for one action.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RedisWork {
    pub(crate) commands: f64,
    pub(crate) bytes_in: f64,
    pub(crate) bytes_out: f64,
    pub(crate) cpu_us: f64,
}

/// One figure with a goal: `value` may be at most `goal`.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) what: String,
    pub(crate) value: Spread,
    pub(crate) goal: f64,
    pub(crate) unit: &'static str,
    /// The limit's and the peers' figures, in words.
    pub(crate) others: String,
}

/// Cost against a load that grows: what one unit of work costs the servers.
#[derive(Debug)]
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    /// What grows.
    pub(crate) by: &'static str,
    /// What is counted.
    pub(crate) unit: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
    /// The cost may grow with this power of the load.
    pub(crate) at_most: f64,
}

impl Curve {
    /// The power of the load with which the cost grows: the slope in a plot with logarithmic axes.
    pub(crate) fn exponent(&self) -> f64 {
        let logs: Vec<(f64, f64)> =
            self.points.iter().filter(|(x, y)| *x > 0.0 && *y > 0.0).map(|(x, y)| (x.ln(), y.ln())).collect();
        let count = logs.len().max(1) as f64;
        let (mx, my) = (logs.iter().map(|p| p.0).sum::<f64>() / count, logs.iter().map(|p| p.1).sum::<f64>() / count);
        let over: f64 = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
        let under: f64 = logs.iter().map(|(x, _)| (x - mx).powi(2)).sum();
        if under == 0.0 { 0.0 } else { over / under }
    }
}

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) rows: Vec<Row>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) curves: Vec<Curve>,
    /// Facts without a goal.
    pub(crate) notes: Vec<String>,
}

impl Entry {
    /// How far each goal is met, 1 = just so, more is better: what the next run is compared with.
    pub(crate) fn scores(&self) -> BTreeMap<String, f64> {
        let rows = self.rows.iter().filter_map(|row| {
            let (share, _) = row.of.get(&Contender::Matinee)?;
            Some((row.point.name(), share.median / row.point.goal))
        });
        let claims = self.claims.iter().map(|claim| (claim.what.clone(), claim.goal / claim.value.median.max(1e-9)));
        rows.chain(claims).collect()
    }
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[(f64, f64)]) -> Curve {
        Curve { name: "", by: "", unit: "", points: points.to_vec(), at_most: 1.0 }
    }

    #[test]
    fn exponents_are_those_of_powers() {
        let powers = |power: f64| [10.0, 100.0, 1000.0].map(|x: f64| (x, 3.0 * x.powf(power)));
        for power in [0.0, 0.5, 1.0, 2.0] {
            assert!((curve(&powers(power)).exponent() - power).abs() < 1e-9);
        }
        assert_eq!(curve(&[(1.0, 2.0)]).exponent(), 0.0);
    }

    #[test]
    fn a_spread_is_of_all_rounds() {
        assert_eq!(Spread::of(&[3.0, 1.0, 2.0]), Spread { median: 2.0, lowest: 1.0, highest: 3.0 });
        assert_eq!(Spread::of(&[]), Spread::default());
    }
}
