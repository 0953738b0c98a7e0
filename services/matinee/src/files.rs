//! How many files this process may have open, each socket being one.
//!
//! The soft limit that a process is given is often 1,024, for the sake of programs that use `select`. This one does
//! not, so it takes what the hard limit allows.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises the soft limit to the hard one; how many files may be open from now on, `None` if any number.
pub(crate) fn raise() -> Option<u64> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current == maximum {
        return current;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => {
            tracing::info!(
                files.before = current,
                files.now = maximum,
                "as many files may be open as the system allows"
            );
            maximum
        }
        Err(error) => {
            tracing::warn!(%error, files.now = current, "the limit of open files cannot be raised");
            current
        }
    }
}
