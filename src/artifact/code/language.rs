//! Languages, told by extension, name or interpreter line.

use crate::text::SourceFile;

/// A language that scripts and servers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    Python,
    JavaScript,
    TypeScript,
    Tsx,
    Shell,
    Go,
    PowerShell,
    /// A language that is read as text only.
    #[default]
    Other,
}

impl Language {
    /// The language of a file; `None` where it is no source code.
    pub fn of(file: &SourceFile) -> Option<Self> {
        let by_name = match file.name() {
            "Makefile" | "makefile" | "GNUmakefile" | "Justfile" | "justfile" | "Dockerfile" | "Containerfile" => {
                Some(Self::Shell)
            }
            _ => Self::of_extension(&file.extension()),
        };
        by_name.or_else(|| Self::of_interpreter(file.text()))
    }

    /// By file extension or the info string of a code block.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "py" | "pyw" | "python" | "python3" => Self::Python,
            "js" | "mjs" | "cjs" | "jsx" | "javascript" | "node" => Self::JavaScript,
            "ts" | "mts" | "cts" | "typescript" => Self::TypeScript,
            "tsx" => Self::Tsx,
            "sh" | "bash" | "zsh" | "ksh" | "shell" | "console" | "command" => Self::Shell,
            "go" | "golang" => Self::Go,
            "ps1" | "psm1" | "psd1" | "powershell" | "pwsh" => Self::PowerShell,
            "rb" | "ruby" | "pl" | "perl" | "php" | "rs" | "rust" | "java" | "kt" | "cs" | "swift" | "lua" | "r"
            | "bat" | "cmd" | "vbs" | "applescript" | "scpt" | "fish" | "nu" | "c" | "cc" | "cpp" | "h" | "hpp"
            | "ipynb" | "scala" | "awk" | "sql" | "mk" => Self::Other,
            _ => return None,
        })
    }

    /// Whether it is JavaScript or one of its dialects.
    pub const fn is_script(self) -> bool {
        matches!(self, Self::JavaScript | Self::TypeScript | Self::Tsx)
    }

    /// Whether a file is a script by extension or interpreter line, and not only alike by name.
    pub(super) fn is_script_file(file: &SourceFile) -> bool {
        Self::of_extension(&file.extension()).is_some() || file.text().starts_with("#!")
    }

    fn of_interpreter(text: &str) -> Option<Self> {
        let line = text.strip_prefix("#!")?.lines().next()?;
        Some(match () {
            () if line.contains("python") => Self::Python,
            () if line.contains("node") || line.contains("bun") || line.contains("deno") => Self::JavaScript,
            () if line.contains("pwsh") => Self::PowerShell,
            () if line.contains("sh") => Self::Shell,
            () => Self::Other,
        })
    }
}
