//! `--max-…`: how much is read at most.

use clap::Args;

use crate::source::Limits;

const HEADING: &str = "Limits";

/// Bounds that a user may move; the others stand in the report.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct LimitArgs {
    /// Read at most this many files of a source.
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT.max_files, help_heading = HEADING)]
    max_files: usize,

    /// Read no text file that is larger; bytes, or with K, M or G.
    #[arg(long, value_name = "SIZE", default_value = shown(Limits::DEFAULT.max_file_size), value_parser = size, help_heading = HEADING)]
    max_file_size: u64,
}

impl LimitArgs {
    pub(super) fn limits(self) -> Limits {
        Limits { max_files: self.max_files, max_file_size: self.max_file_size, ..Limits::DEFAULT }
    }
}

const UNITS: [(char, u64); 3] = [('G', 1 << 30), ('M', 1 << 20), ('K', 1 << 10)];

fn shown(bytes: u64) -> String {
    let unit = UNITS.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor));
    unit.map_or_else(|| bytes.to_string(), |(name, factor)| format!("{}{name}", bytes / factor))
}

fn size(text: &str) -> Result<u64, String> {
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.trim_end_matches('B').trim_end_matches('I');
    let (number, factor) =
        UNITS.iter().find_map(|(name, factor)| Some((upper.strip_suffix(*name)?, *factor))).unwrap_or((upper, 1));
    let bytes = number.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| "it is no size such as 4194304, 512K or 4M".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_1024() {
        for (text, bytes) in [("4M", 4 << 20), ("512k", 512 << 10), ("1GiB", 1 << 30), ("100", 100), ("2 mb", 2 << 20)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "0", "-1", "4X", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
        assert_eq!(shown(Limits::DEFAULT.max_file_size), "4M");
    }
}
