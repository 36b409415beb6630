//! Threat classes, and what the field's catalogues call them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The class of threat that a rule looks for. Each class of YARA rules has a file of its own in `rules/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Threat {
    /// Text that takes the model over.
    PromptInjection,
    /// Text that a model reads and a person does not see.
    HiddenContent,
    /// Tool definitions that steer how other tools are used.
    ToolPoisoning,
    /// Data leaves without the user's knowledge.
    DataExfiltration,
    /// Secrets of the user are read or asked for.
    CredentialAccess,
    /// Foreign code runs.
    CodeExecution,
    /// Input reaches a shell, query, path or template unchecked.
    Injection,
    /// Something stays behind, or returns with the next session.
    Persistence,
    /// Code or content is disguised.
    Obfuscation,
    /// What is installed is not pinned, not what it says, or not whose it says.
    SupplyChain,
    /// A name or claim borrows trust.
    Impersonation,
    /// More is permitted than is needed, or a safeguard is off.
    ExcessivePermission,
    /// A secret stands in the artifact.
    SecretExposure,
    /// Transport or endpoints that others can read or steer.
    NetworkExposure,
    /// Destroys data, or uses up the machine.
    Destruction,
    /// The artifact breaks its specification. Never above medium.
    Specification,
}

impl Threat {
    pub const ALL: [Self; 16] = [
        Self::PromptInjection,
        Self::HiddenContent,
        Self::ToolPoisoning,
        Self::DataExfiltration,
        Self::CredentialAccess,
        Self::CodeExecution,
        Self::Injection,
        Self::Persistence,
        Self::Obfuscation,
        Self::SupplyChain,
        Self::Impersonation,
        Self::ExcessivePermission,
        Self::SecretExposure,
        Self::NetworkExposure,
        Self::Destruction,
        Self::Specification,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::PromptInjection => "prompt-injection",
            Self::HiddenContent => "hidden-content",
            Self::ToolPoisoning => "tool-poisoning",
            Self::DataExfiltration => "data-exfiltration",
            Self::CredentialAccess => "credential-access",
            Self::CodeExecution => "code-execution",
            Self::Injection => "injection",
            Self::Persistence => "persistence",
            Self::Obfuscation => "obfuscation",
            Self::SupplyChain => "supply-chain",
            Self::Impersonation => "impersonation",
            Self::ExcessivePermission => "excessive-permission",
            Self::SecretExposure => "secret-exposure",
            Self::NetworkExposure => "network-exposure",
            Self::Destruction => "destruction",
            Self::Specification => "specification",
        }
    }

    /// What the class is, as a sentence.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::PromptInjection => "Text that takes the model over.",
            Self::HiddenContent => "Text that a model reads and a person does not see.",
            Self::ToolPoisoning => "Tool definitions that steer how other tools are used.",
            Self::DataExfiltration => "Data leaves without the user's knowledge.",
            Self::CredentialAccess => "Secrets of the user are read or asked for.",
            Self::CodeExecution => "Foreign code runs.",
            Self::Injection => "Input reaches a shell, query, path or template unchecked.",
            Self::Persistence => "Something stays behind, or returns with the next session.",
            Self::Obfuscation => "Code or content is disguised.",
            Self::SupplyChain => "What is installed is not pinned, not what it says, or not whose it says.",
            Self::Impersonation => "A name or claim borrows trust.",
            Self::ExcessivePermission => "More is permitted than is needed, or a safeguard is off.",
            Self::SecretExposure => "A secret stands in the artifact.",
            Self::NetworkExposure => "Transport or endpoints that others can read or steer.",
            Self::Destruction => "Destroys data, or uses up the machine.",
            Self::Specification => "The artifact breaks its specification. Never above medium.",
        }
    }

    /// The codes that every rule of the class carries; a rule's own `taxonomy` adds to them.
    pub const fn taxonomy(self) -> &'static str {
        match self {
            Self::PromptInjection => "LLM01, ASI01, MCP03, AML.T0051, AISubtech-1.1.1",
            Self::HiddenContent => "LLM01, ASI01, MCP03, AML.T0068, AISubtech-1.1.2",
            Self::ToolPoisoning => "LLM01, ASI02, MCP03, AML.T0110, AISubtech-12.1.4",
            Self::DataExfiltration => "LLM02, ASI02, AML.T0086, AISubtech-8.2.3",
            Self::CredentialAccess => "LLM02, ASI03, MCP01, AML.T0098, AISubtech-14.1.1",
            Self::CodeExecution => "ASI05, MCP05, AML.T0050, AISubtech-9.1.1, CWE-94",
            Self::Injection => "ASI05, MCP05, AML.T0050, AISubtech-9.1.4, CWE-74",
            Self::Persistence => "ASI10, AML.T0081, AISubtech-5.2.1",
            Self::Obfuscation => "ASI05, AML.T0107, AISubtech-9.2.1",
            Self::SupplyChain => "LLM03, ASI04, MCP04, AML.T0010, AISubtech-9.3.1, CWE-829",
            Self::Impersonation => "ASI09, MCP09, AML.T0073, AISubtech-3.1.2",
            Self::ExcessivePermission => "LLM06, ASI03, MCP02, AISubtech-2.1.2, CWE-250",
            Self::SecretExposure => "LLM02, MCP01, AML.T0083, AISubtech-14.1.1, CWE-798",
            Self::NetworkExposure => "ASI07, MCP07, AISubtech-16.1.1, CWE-319",
            Self::Destruction => "LLM10, ASI08, AISubtech-13.1.1, CWE-400",
            Self::Specification => "LLM03, ASI04, AISubtech-4.3.1",
        }
    }
}

impl fmt::Display for Threat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Threat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|t| t.name() == text).ok_or_else(|| format!("`{text}` is none of {}", names()))
    }
}

/// A catalogue of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// OWASP Top 10 for LLM applications, 2025.
    OwaspLlm,
    /// OWASP Top 10 for agentic applications, 2026.
    OwaspAgentic,
    /// OWASP MCP Top 10, 2025 draft.
    OwaspMcp,
    /// MITRE ATLAS techniques.
    Atlas,
    /// Cisco AI security taxonomy 2.0.0, sub-techniques.
    CiscoAisubtech,
    Cwe,
    /// CVE identifiers of attacks that the rule covers.
    Cve,
}

impl Framework {
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwaspLlm => "owasp-llm",
            Self::OwaspAgentic => "owasp-agentic",
            Self::OwaspMcp => "owasp-mcp",
            Self::Atlas => "atlas",
            Self::CiscoAisubtech => "cisco-aisubtech",
            Self::Cwe => "cwe",
            Self::Cve => "cve",
        }
    }

    /// Which catalogue a code belongs to, by its form.
    fn of(code: &str) -> Option<Self> {
        let digits = |prefix: &str| {
            code.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
        };
        match code {
            _ if digits("LLM") => Some(Self::OwaspLlm),
            _ if digits("ASI") => Some(Self::OwaspAgentic),
            _ if digits("MCP") => Some(Self::OwaspMcp),
            _ if digits("CWE-") => Some(Self::Cwe),
            _ if code.starts_with("AML.T") => Some(Self::Atlas),
            _ if code.starts_with("AISubtech-") => Some(Self::CiscoAisubtech),
            _ if code.starts_with("CVE-") => Some(Self::Cve),
            _ => None,
        }
    }
}

/// Codes by catalogue, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Taxonomy(pub BTreeMap<Framework, BTreeSet<String>>);

impl Taxonomy {
    /// The codes of a class and those in `more`, a comma-separated list.
    pub fn new(threat: Threat, more: &str) -> Result<Self, String> {
        let mut codes: BTreeMap<Framework, BTreeSet<String>> = BTreeMap::new();
        for code in threat.taxonomy().split(',').chain(more.split(',')).map(str::trim).filter(|code| !code.is_empty()) {
            let framework = Framework::of(code).ok_or_else(|| {
                format!(
                    "`{code}` has none of the forms LLM01, ASI01, MCP01, AML.T0051, AISubtech-1.1.1, CWE-94, CVE-2025-1"
                )
            })?;
            codes.entry(framework).or_default().insert(code.to_owned());
        }
        Ok(Self(codes))
    }

    /// All codes, catalogue by catalogue.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_codes_that_parse() {
        for threat in Threat::ALL {
            assert!(Taxonomy::new(threat, "").unwrap().codes().count() > 0, "{threat}");
            assert_eq!(threat.name().parse(), Ok(threat));
        }
        assert!(Taxonomy::new(Threat::Injection, "XYZ").is_err());
    }
}
