//! Whether a value is a secret or only stands where one will.

/// Words that no random value holds, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "your",
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "insert",
    "dummy",
    "fake",
    "redacted",
    "xxx",
    "****",
    "...",
    "todo",
    "secret_here",
    "key_here",
    "token_here",
    "goes-here",
    "goes_here",
    "not-a-real",
    "notreal",
    "notareal",
    "mytoken",
    "my-token",
    "my_token",
    "myapikey",
    "my-api-key",
    "my_api_key",
    "mysecret",
    "my-secret",
    "my_secret",
    "testkey",
    "test-key",
    "test_key",
    "testtoken",
    "test-token",
    "test_token",
    "1234567",
    "7654321",
    "abcdefg",
    "0000000",
    "1111111",
    "aaaaaaa",
    "deadbeef",
    "lorem",
    "foobar",
    "demo",
    "keychain",
    "undefined",
    "password",
    "qwerty",
];

/// Whether a value is a reference, a template or a stand-in.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let template = value.contains(['<', '>', '{', '}', '…', '*', ' ']) || value.starts_with(['$', '%', '@', '!', '&']);
    let address = value.starts_with(['/', '~', '.']) || (value.contains("://") && !value.contains('@'));
    template || address || PLACEHOLDERS.iter().any(|word| lower.contains(word)) || has_run(value)
}

/// Five equal characters in a row, or six that count up.
fn has_run(value: &str) -> bool {
    let (mut equal, mut rising) = (1, 1);
    for pair in value.as_bytes().windows(2) {
        let [a, b] = pair else { continue };
        equal = if a == b { equal + 1 } else { 1 };
        rising = if a.checked_add(1) == Some(*b) { rising + 1 } else { 1 };
        if equal >= 5 || rising >= 6 {
            return true;
        }
    }
    false
}

/// Whether a value of at least `min` characters is as mixed as random ones are.
pub(super) fn is_random(value: &str, min: usize) -> bool {
    value.len() >= min && value.is_ascii() && entropy(value) >= if value.len() >= 32 { 3.2 } else { 3.0 }
}

/// Bits a byte.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let len = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX));
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / len).map(|p| -p * p.log2()).sum()
}

/// Whether the name of a variable or header says that its value is a secret.
pub(super) fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '.'], "_");
    // Such keys are meant to be seen.
    if ["public", "publishable", "anon_key", "anonymous"].iter().any(|word| name.contains(word)) {
        return false;
    }
    let says = [
        "api_key",
        "apikey",
        "secret",
        "token",
        "password",
        "passwd",
        "credential",
        "private_key",
        "access_key",
        "auth_key",
    ]
    .iter()
    .any(|word| name.contains(word));
    // Names of files, limits, counts and identifiers speak of secrets and hold none.
    let other = [
        "_file",
        "_path",
        "_url",
        "_uri",
        "_endpoint",
        "max_token",
        "_limit",
        "_count",
        "tokens",
        "tokenizer",
        "_id",
        "_name",
        "_ttl",
        "_type",
        "_env_var",
        "_address",
        "_host",
        "_store",
        "_provider",
        "_expiry",
    ];
    (says && !other.iter().any(|word| name.ends_with(word) || (word.starts_with("max") && name.contains(word))))
        || matches!(name.as_str(), "authorization" | "x_api_key" | "pat" | "github_pat" | "pass")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_no_secrets() {
        for value in [
            "${API_KEY}",
            "$API_KEY",
            "<token>",
            "your-key",
            "YOUR_API_KEY",
            "sk-xxxxxxxxxxxxxxxx",
            "changeme",
            "AKIAIOSFODNN7EXAMPLE",
            "{{token}}",
            "sk-ant-1234567890abcdef",
            "aaaaaaaaaaaaaaaa",
            "{env:KEY}",
            "ghp_...",
            "%TOKEN%",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["q8Zt3Lw0Vb5Ny7Rk2Md9", "f3a91c07be5d42689e1b"] {
            assert!(!is_placeholder(value) && is_random(value, 16), "{value}");
        }
    }

    #[test]
    fn names_tell_secrets_from_what_is_about_them() {
        for name in ["API_KEY", "GITHUB_TOKEN", "x-api-key", "Authorization", "DB_PASSWORD", "client_secret"] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "MAX_TOKENS",
            "TOKEN_FILE",
            "LOG_LEVEL",
            "AWS_ACCESS_KEY_ID",
            "MAX_TOKEN_COUNT",
            "SECRET_NAME",
            "PORT",
            "NEXT_PUBLIC_API_KEY",
            "TOKEN_ADDRESS",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
