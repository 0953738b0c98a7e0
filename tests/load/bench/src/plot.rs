//! The plot of an entry: shares of the limit as bars with their goals, and the growth curves with
//! logarithmic axes. Plain SVG that reads on light and dark pages.

use std::fmt::Write as _;

use crate::contender::Contender;
use crate::entry::{Curve, Entry, Row};

const WIDTH: f64 = 900.0;
/// Where bars begin, and how long one of the share 1 is.
const LEFT: f64 = 150.0;
const SCALE: f64 = 640.0;
const BAR: f64 = 13.0;
/// Side of a curve's frame, and the room around it.
const FRAME: (f64, f64) = (230.0, 170.0);
const CURVES_A_ROW: usize = 3;
/// The longest bar: a share above it is cut off there.
const SHARE_MAX: f64 = 1.1;

/// The whole picture.
pub(crate) fn svg(entry: &Entry) -> String {
    let mut body = String::new();
    let mut y = 40.0;
    text(&mut body, 10.0, 20.0, "start", "delivered per server CPU-second, as a share of the bare limit; line = goal");
    for row in &entry.rows {
        y = bars(&mut body, row, y);
    }
    y += 30.0;
    for (index, curve) in entry.curves.iter().enumerate() {
        let (column, line) = (index % CURVES_A_ROW, index / CURVES_A_ROW);
        let (x, top) = (60.0 + column as f64 * 300.0, y + line as f64 * (FRAME.1 + 80.0));
        draw(&mut body, curve, x, top);
    }
    let lines = entry.curves.len().div_ceil(CURVES_A_ROW) as f64;
    let height = y + lines * (FRAME.1 + 80.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

fn text(body: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(body, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#222\">{words}</text>");
}

fn colour(contender: Contender) -> &'static str {
    match contender {
        Contender::SocketIo => "#b8b8b8",
        Contender::Ws => "#8f8f8f",
        Contender::Socketioxide => "#d98f4e",
        _ => "#2f6fd0",
    }
}

/// The bars of one load; where the next one begins.
fn bars(body: &mut String, row: &Row, top: f64) -> f64 {
    let mut y = top;
    for (contender, (share, faults)) in &row.of {
        let length = share.median.min(SHARE_MAX) * SCALE;
        let _ = writeln!(
            body,
            "<rect x=\"{LEFT}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"{:.1}\" fill=\"{}\"/>",
            BAR - 2.0,
            colour(*contender)
        );
        let loses = if faults.any() { ", loses" } else { "" };
        let said = format!("{} {:.2}{loses}", contender.name(), share.median);
        text(body, LEFT + length + 6.0, y + 9.5, "start", &said);
        y += BAR;
    }
    text(body, LEFT - 8.0, (top + y) / 2.0 + 4.0, "end", &row.point.name());
    let goal = LEFT + row.point.goal * SCALE;
    let _ =
        writeln!(body, "<path d=\"M{goal:.1} {:.1}V{:.1}\" stroke=\"#c22\" stroke-width=\"2\"/>", top - 3.0, y + 1.0);
    y + 12.0
}

/// One curve in its frame.
fn draw(body: &mut String, curve: &Curve, x: f64, y: f64) {
    let (width, height) = FRAME;
    let _ = writeln!(
        body,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#999\"/>"
    );
    text(body, x, y - 8.0, "start", &format!("{} (exponent {:.2})", curve.name, curve.exponent()));
    text(body, x + width / 2.0, y + height + 30.0, "middle", curve.by);
    let (Some(across), Some(up)) =
        (Axis::of(curve.points.iter().map(|p| p.0)), Axis::of(curve.points.iter().map(|p| p.1)))
    else {
        return;
    };
    let place = |(load, cost): &(f64, f64)| (x + across.at(*load) * width, y + height - up.at(*cost) * height);
    let path: Vec<String> = curve.points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ =
        writeln!(body, "<polyline points=\"{}\" fill=\"none\" stroke=\"#2f6fd0\" stroke-width=\"2\"/>", path.join(" "));
    for point in &curve.points {
        let (px, py) = place(point);
        let _ = writeln!(body, "<circle cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"3\" fill=\"#2f6fd0\"/>");
        text(body, px, y + height + 14.0, "middle", &format!("{:.0}", point.0));
        let said = if point.1 >= 100.0 { format!("{:.0}", point.1) } else { format!("{:.1}", point.1) };
        text(body, px + 5.0, py - 6.0, if px > x + width * 0.8 { "end" } else { "start" }, &said);
    }
    text(body, x + 4.0, y + 12.0, "start", curve.unit);
}

/// A logarithmic axis with some room at both ends.
struct Axis {
    lowest: f64,
    length: f64,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let logs: Vec<f64> = values.filter(|value| *value > 0.0).map(f64::ln).collect();
        let lowest = logs.iter().copied().reduce(f64::min)?;
        let highest = logs.iter().copied().reduce(f64::max)?;
        // At least one power of e, so that noise around a level line does not fill the frame.
        let length = (highest - lowest).max(1.0);
        Some(Self { lowest: lowest - 0.15 * length, length: 1.3 * length })
    }

    /// Where a value stands, 0 to 1.
    fn at(&self, value: f64) -> f64 {
        (value.max(1e-9).ln() - self.lowest) / self.length
    }
}
