//! Lines of members whose commands must first be resolved: whoever pastes three links one after
//! the other gets them in that order, however long each takes to be looked up.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use room_core::MemberId;
use tokio::sync::oneshot;

/// The last place of each member's line; a member without one has no line.
#[derive(Default)]
pub struct Lines(Mutex<HashMap<MemberId, Last>>);

struct Last {
    number: u64,
    over: oneshot::Receiver<()>,
}

/// A place in a line. It is over when this is dropped.
pub struct Place {
    lines: Arc<Lines>,
    member: MemberId,
    number: u64,
    before: Option<oneshot::Receiver<()>>,
    _over: oneshot::Sender<()>,
}

impl Lines {
    /// The next place in the line of `member`.
    pub fn line_up(self: &Arc<Self>, member: &MemberId) -> Place {
        let (sender, over) = oneshot::channel();
        let mut lines = self.0.lock();
        let before = lines.remove(member);
        let number = before.as_ref().map_or(0, |last| last.number + 1);
        lines.insert(member.clone(), Last { number, over });
        drop(lines);
        let before = before.map(|last| last.over);
        Place { lines: Arc::clone(self), member: member.clone(), number, before, _over: sender }
    }
}

impl Place {
    /// Waits until everybody before is through.
    pub async fn wait(&mut self) {
        if let Some(before) = self.before.take() {
            // Nobody sends: it ends by being dropped.
            let _ = before.await;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.lines.0.lock();
        if lines.get(&self.member).is_some_and(|last| last.number == self.number) {
            lines.remove(&self.member);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn a_line_is_kept_and_ends() {
        let lines = Arc::new(Lines::default());
        let mut first = lines.line_up(&"anna".into());
        let mut second = lines.line_up(&"anna".into());
        let mut other = lines.line_up(&"bo".into());
        assert!(first.wait().now_or_never().is_some());
        assert!(other.wait().now_or_never().is_some(), "another member's line is another line");
        assert!(Box::pin(second.wait()).now_or_never().is_none());
        drop(first);
        drop((second, other));
        assert!(lines.0.lock().is_empty());
    }
}
