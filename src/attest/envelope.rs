//! DSSE envelopes. <https://github.com/secure-systems-lab/dsse/blob/master/envelope.md>

use data_encoding::{BASE64, BASE64URL};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::MAX_DOCUMENT;
use crate::text::strict::{self, JsonError, Names};

/// Signed bytes, what they are, and who is said to have signed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Envelope {
    pub payload_type: String,
    #[serde(serialize_with = "write_base64", deserialize_with = "read_base64")]
    pub payload: Vec<u8>,
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature over [`Envelope::signed_bytes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeSignature {
    #[serde(serialize_with = "write_base64", deserialize_with = "read_base64")]
    pub sig: Vec<u8>,
    /// Not signed: a hint.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keyid: String,
}

impl Envelope {
    /// Reads an envelope. Unknown members are refused: a reader that knows them would see something else.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        let document: serde_json::Value = strict::parse(bytes, Names::Fold, MAX_DOCUMENT)?;
        super::shape::check_lists(&document).map_err(JsonError::Malformed)?;
        Self::deserialize(document).map_err(JsonError::Malformed)
    }

    /// The type of what is said; nobody has verified it.
    pub fn predicate_type(&self) -> Option<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Typed {
            predicate_type: String,
        }
        let typed = strict::parse::<Typed>(&self.payload, Names::FoldOutermost, MAX_DOCUMENT);
        typed.ok().map(|typed| typed.predicate_type)
    }

    /// What the signatures are over.
    pub fn signed_bytes(&self) -> Vec<u8> {
        pae(&self.payload_type, &self.payload)
    }
}

/// The pre-authentication encoding: binds the payload to its type.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

pub(super) fn write_base64<S: Serializer>(bytes: &[u8], writer: S) -> Result<S::Ok, S::Error> {
    writer.serialize_str(&BASE64.encode(bytes))
}

/// Padded and canonical, in the standard or the URL-safe alphabet (DSSE allows both).
pub(super) fn read_base64<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(reader)?;
    BASE64
        .decode(text.as_bytes())
        .or_else(|_| BASE64URL.decode(text.as_bytes()))
        .map_err(|error| serde::de::Error::custom(format!("no canonical base64: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_that_of_the_specification() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
        assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    }

    #[test]
    fn what_does_not_belong_into_an_envelope_is_refused() {
        let good = r#"{"payloadType":"t","payload":"aGk=","signatures":[{"sig":"c2ln","keyid":""}]}"#;
        assert_eq!(Envelope::parse(good.as_bytes()).unwrap().payload, b"hi");
        for bad in [
            r#"{"payloadType":"t","payload":"aGk","signatures":[]}"#,
            r#"{"payloadType":"t","payload":"aGl=","signatures":[]}"#,
            r#"{"payloadType":"t","payload":"aGk=","signatures":[],"Payload":"aGk="}"#,
            r#"{"payloadType":"t","payload":"aGk=","signatures":[],"extra":1}"#,
            r#"{"payloadType":"t","payload":"aGk=","payload":"aGk=","signatures":[]}"#,
        ] {
            assert!(Envelope::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
