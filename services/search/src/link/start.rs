//! Where a link asks to begin.

use url::Url;

/// Seconds: longer than anything that is played, so more is nonsense.
const MAX: f64 = 7.0 * 24.0 * 3600.0;

/// `t=`, `start=` or `time_continue=` in the query, or `#t=`; 0 without one or with nonsense.
pub(super) fn of(url: &Url) -> f64 {
    let is_start = |key: &str| matches!(key, "t" | "start" | "time_continue");
    let in_query = url.query_pairs().find(|(key, _)| is_start(key)).map(|(_, value)| value.into_owned());
    let in_fragment = || url.fragment()?.strip_prefix("t=").map(str::to_owned);
    in_query.or_else(in_fragment).and_then(|text| seconds(&text)).unwrap_or(0.0)
}

/// Reads `90`, `90s`, `1h2m3s`, `1:02:03` and, as media fragments have it, `90.5,120`.
fn seconds(text: &str) -> Option<f64> {
    let text = text.split(',').next().unwrap_or_default().to_ascii_lowercase();
    let total = if text.contains(':') { clock(&text)? } else { units(&text)? };
    (total <= MAX).then_some(total)
}

fn clock(text: &str) -> Option<f64> {
    let parts: Vec<_> = text.split(':').map(number).collect::<Option<_>>()?;
    (parts.len() <= 3).then(|| parts.into_iter().fold(0.0, |total, part| total * 60.0 + part))
}

fn units(text: &str) -> Option<f64> {
    let (mut total, mut rest) = (0.0, text);
    for (unit, worth) in [('h', 3600.0), ('m', 60.0), ('s', 1.0)] {
        if let Some((amount, after)) = rest.split_once(unit) {
            total += number(amount)? * worth;
            rest = after;
        }
    }
    if rest.is_empty() && !text.is_empty() { Some(total) } else { Some(total + number(rest)?) }
}

/// Digits with at most one point: neither signs nor exponents nor "inf".
fn number(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| text.parse().ok())?
}
