//! A bar for scans that take a while, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::scan::Progress;

/// Fewer candidates are done before anybody looks.
const MIN_CANDIDATES: usize = 400;

/// Draws on stderr if a person watches it.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(shown: bool) -> Self {
        let bar = ProgressBar::hidden();
        if shown && let Ok(style) = ProgressStyle::with_template("{bar:32} {pos} of {len}, {eta} left") {
            bar.set_style(style.progress_chars("=> "));
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self(bar)
    }

    /// Takes it off the screen, before anything else is written there.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn start(&self, total: usize) {
        if total < MIN_CANDIDATES {
            self.0.set_draw_target(ProgressDrawTarget::hidden());
        }
        self.0.set_length(total as u64);
    }

    fn advance(&self) {
        self.0.inc(1);
    }
}
