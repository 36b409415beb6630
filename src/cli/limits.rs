//! `--max-…`: how much is read at most.

use std::fmt::Display;

use clap::Args;

use crate::config::LimitSettings;
use crate::source::Limits;

/// Bounds that a user may move; the others stand in the report.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArgs {
    #[arg(long, value_name = "N", help = with_default("Read at most this many files of a source", DEFAULT.max_files))]
    max_files: Option<u64>,

    #[arg(long, value_name = "SIZE", value_parser = size, help = with_default("Read no larger text file; bytes, or with K, M or G", shown(DEFAULT.max_file_size)))]
    max_file_size: Option<u64>,

    #[arg(long, value_name = "SIZE", value_parser = size, help = with_default("Read no more of one artifact", shown(DEFAULT.max_artifact_size)))]
    max_artifact_size: Option<u64>,

    #[arg(long, value_name = "SIZE", value_parser = size, help = with_default("Take no larger answer from a network", shown(DEFAULT.max_download_size)))]
    max_download_size: Option<u64>,

    #[arg(long, value_name = "SIZE", value_parser = size, help = with_default("Unpack no more of a fetched source or an archive", shown(DEFAULT.max_source_size)))]
    max_source_size: Option<u64>,

    #[arg(long, value_name = "SECONDS", help = with_default("Let one answer from a network take this long", DEFAULT.fetch_timeout))]
    fetch_timeout: Option<u64>,

    #[arg(long, value_name = "SECONDS", help = with_default("Let the patterns take this long for one text", DEFAULT.scan_timeout))]
    scan_timeout: Option<u64>,

    #[arg(long, value_name = "SECONDS", help = with_default("Wait this long for a server's greeting, and for each of its lists", DEFAULT.server_timeout))]
    server_timeout: Option<u64>,
}

/// The limits that have no flag.
pub(super) fn others() -> String {
    let (binary, unpacked) = (shown(DEFAULT.max_binary_size), shown(DEFAULT.max_packed_size));
    let Limits { max_depth, max_decode_depth, max_ratio, max_path_length, max_packed_files, max_packed_depth, .. } =
        DEFAULT;
    format!(
        "Further limits: {binary} of a binary, {max_depth} folders and {max_decode_depth} decodings within one another;\n\
         in an archive {max_ratio} bytes for each packed one, and {max_path_length} bytes of a path;\n\
         of archives in an artifact {max_packed_files} files and {unpacked}, {max_packed_depth} archives within one another.\n\
         What exceeds a limit is a gap, and a report with gaps says \"could not tell\" (exit code 2)."
    )
}

const DEFAULT: Limits = Limits::DEFAULT;

/// A flag that was not given leaves the decision to somebody else, so the default is told and not set.
fn with_default(help: &str, default: impl Display) -> String {
    format!("{help} [default: {default}]")
}

impl LimitArgs {
    /// The limits of the configuration, but for those that are given here.
    pub(super) fn over(self, set: LimitSettings) -> LimitSettings {
        LimitSettings {
            max_files: self.max_files.or(set.max_files),
            max_file_size: self.max_file_size.or(set.max_file_size),
            max_artifact_size: self.max_artifact_size.or(set.max_artifact_size),
            max_download_size: self.max_download_size.or(set.max_download_size),
            max_source_size: self.max_source_size.or(set.max_source_size),
            fetch_timeout: self.fetch_timeout.or(set.fetch_timeout),
            scan_timeout: self.scan_timeout.or(set.scan_timeout),
            server_timeout: self.server_timeout.or(set.server_timeout),
            ..set
        }
    }
}

const UNITS: [(char, u64); 3] = [('G', 1 << 30), ('M', 1 << 20), ('K', 1 << 10)];

fn shown(bytes: u64) -> String {
    let unit = UNITS.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor));
    unit.map_or_else(|| bytes.to_string(), |(name, factor)| format!("{}{name}", bytes / factor))
}

/// Reads a number of bytes such as `512K`.
pub(super) fn size(text: &str) -> Result<u64, String> {
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
