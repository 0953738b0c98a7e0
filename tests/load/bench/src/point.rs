//! The load points: DESIGN's table of goals.

use crate::contender::Shape;

/// One load: so many rooms of so many members, with so many unfinished actions per room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    /// Two gateways with services and Redis instead of one process.
    pub(crate) scaled: bool,
    pub(crate) rooms: u32,
    pub(crate) members: u32,
    pub(crate) window: u32,
    /// The share of the limit that Matinee is to reach.
    pub(crate) goal: f64,
}

impl Point {
    /// For example `one:1x1000w16` or `two:100x10w4`.
    pub(crate) fn name(&self) -> String {
        let where_ = if self.scaled { "two" } else { "one" };
        format!("{where_}:{}x{}w{}", self.rooms, self.members, self.window)
    }

    pub(crate) fn shape(&self) -> Shape {
        if self.scaled { Shape::Scaled(2) } else { Shape::One }
    }

    /// The generator's options for this load.
    pub(crate) fn options(&self) -> Vec<(&'static str, String)> {
        vec![
            ("mode", "saturate".to_owned()),
            ("rooms", self.rooms.to_string()),
            ("members", self.members.to_string()),
            ("window", self.window.to_string()),
        ]
    }
}

const fn point(scaled: bool, rooms: u32, members: u32, window: u32, goal: f64) -> Point {
    Point { scaled, rooms, members, window, goal }
}

pub(crate) const POINTS: [Point; 8] = [
    point(false, 1, 1000, 16, 0.85),
    point(false, 1, 1000, 1, 0.70),
    point(false, 100, 10, 4, 0.55),
    point(false, 1000, 5, 2, 0.78),
    point(true, 1, 1000, 16, 0.75),
    point(true, 1, 1000, 1, 0.62),
    point(true, 100, 10, 4, 0.45),
    point(true, 1000, 5, 2, 0.30),
];
