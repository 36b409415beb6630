//! The INI files of npm and pip.

/// A setting: its section, its key in lower case, and its value.
pub(super) struct Setting {
    pub(super) section: String,
    pub(super) key: String,
    pub(super) value: String,
}

/// Reads `key = value` lines; one that starts with a blank continues the value before it.
pub(super) fn parse(text: &str) -> Vec<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with([' ', '\t'])
            && let Some(last) = settings.last_mut()
        {
            last.value = format!("{} {trimmed}", last.value).trim().to_owned();
        } else if let Some(name) = trimmed.strip_prefix('[') {
            name.trim_end_matches(']').clone_into(&mut section);
        } else if let Some((key, value)) = trimmed.split_once(['=']) {
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            settings.push(Setting { section: section.clone(), key: key.trim().to_owned(), value: value.to_owned() });
        }
    }
    settings
}
