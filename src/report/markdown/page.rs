//! A page that never grows beyond its limit.

/// Kept for the line that says what is not there.
const RESERVED: usize = 200;

/// Markdown that is written part by part; a part that does not fit is left out whole.
pub(super) struct Page {
    pub(super) text: String,
    /// UTF-16 units: platforms count characters, and no way of counting gives more.
    left: usize,
}

impl Page {
    /// An empty page of at most `limit` characters.
    pub(super) const fn new(limit: usize) -> Self {
        Self { text: String::new(), left: limit.saturating_sub(RESERVED) }
    }

    /// Adds a part; whether there was room for it.
    pub(super) fn add(&mut self, part: &str) -> bool {
        let length = part.encode_utf16().count();
        let fits = length <= self.left;
        if fits {
            self.left -= length;
            self.text.push_str(part);
        }
        fits
    }

    /// Adds the last line, which has room in any case.
    pub(super) fn end(&mut self, part: &str) {
        self.left += RESERVED;
        self.add(part);
    }
}
