//! Members of packages, and which of them are taken.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::documents;

/// A file of a package.
#[derive(Debug)]
pub(super) struct Member {
    /// Without anything that leads out of the package.
    pub(super) name: Utf8PathBuf,
    pub(super) bytes: Vec<u8>,
    pub(super) executable: bool,
}

/// What a package holds.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) members: Vec<Member>,
    pub(super) encrypted: bool,
    /// The first name that leads out of the package.
    pub(super) outside: Option<String>,
    office: bool,
}

impl Found {
    pub(super) const fn new(office: bool) -> Self {
        Self { members: Vec::new(), encrypted: false, outside: None, office }
    }

    /// The name under which a member is read, if it is; one that leads out is remembered.
    pub(super) fn name(&mut self, name: &str) -> Option<Utf8PathBuf> {
        let slashed = name.replace('\\', "/");
        let mut inner = Utf8PathBuf::new();
        let mut leads_out = false;
        for part in Utf8Path::new(&slashed).components() {
            match part {
                Utf8Component::Normal(part) => inner.push(part),
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir | Utf8Component::RootDir | Utf8Component::Prefix(_) => leads_out = true,
            }
        }
        leads_out |= slashed.get(1..3) == Some(":/");
        if leads_out {
            self.leads_out(name);
        }
        let wanted = !inner.as_str().is_empty() && (!self.office || documents::is_part(inner.as_str()));
        wanted.then_some(inner)
    }

    /// A link of the package, and where it leads.
    pub(super) fn link(&mut self, name: &str, target: &str) {
        let mut depth = Utf8Path::new(name).components().count().saturating_sub(1);
        for part in Utf8Path::new(target).components() {
            match part {
                Utf8Component::Normal(_) => depth += 1,
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir if depth > 0 => depth -= 1,
                _ => return self.leads_out(name),
            }
        }
    }

    fn leads_out(&mut self, name: &str) {
        self.outside.get_or_insert_with(|| name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_stays_in_its_package() {
        for (name, inner, out) in [
            ("a/b.txt", Some("a/b.txt"), false),
            ("./a/./b.txt", Some("a/b.txt"), false),
            ("../../etc/cron.d/x", Some("etc/cron.d/x"), true),
            ("/etc/passwd", Some("etc/passwd"), true),
            ("..\\..\\x.dll", Some("x.dll"), true),
            ("C:\\x.dll", Some("C:/x.dll"), true),
            ("..", None, true),
        ] {
            let mut found = Found::new(false);
            assert_eq!(found.name(name).as_deref().map(Utf8Path::as_str), inner, "{name}");
            assert_eq!(found.outside.is_some(), out, "{name}");
        }
        for (target, out) in [("../c", false), ("../../c", true), ("/etc/passwd", true), ("c", false)] {
            let mut found = Found::new(false);
            found.link("a/b", target);
            assert_eq!(found.outside.is_some(), out, "{target}");
        }
    }
}
