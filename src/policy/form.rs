//! Texts of a form, as the schemas of policies name them; `read` checks each.

/// Makes a type that stands for a text of a format, in schemas only.
macro_rules! forms {
    ($($name:ident = $format:literal),+ $(,)?) => {
        $(
            pub(in crate::policy) struct $name;

            impl schemars::JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({"type": "string", "format": $format})
                }
            }
        )+
    };
}

forms! {
    AbsoluteUri = "absolute-uri",
    Age = "age",
    ArtifactKind = "artifact-kind",
    Day = "day",
    Fingerprint = "fingerprint",
    IdentityName = "identity-name",
    KeyId = "key-id",
    Pattern = "pattern",
    Predicate = "predicate",
    RelativePath = "relative-path",
    Sha256 = "sha256",
    Step = "step",
    Version = "version",
}
