//! What decoders make of texts that stand in the source.

use data_encoding::{BASE64_NOPAD, HEXLOWER_PERMISSIVE};

use super::call::Given;
use super::fold::{only, spread};
use super::value::Value;

/// What a decoder yields of a text that stands in the source.
pub(super) fn decoded(path: &str, given: &[Given]) -> Option<String> {
    let first = &given.first()?.value;
    match path {
        "chr" | "String.fromCharCode" | "String.fromCodePoint" => {
            let mut text = String::new();
            for given in given {
                let codes = if given.spread { spread(&given.value)? } else { vec![given.value.clone()] };
                for code in codes {
                    text.push(char::from_u32(number(&code)?)?);
                }
            }
            Some(text)
        }
        // `map(chr, codes)`
        "map" if first.path() == "chr" => decoded("chr", &[Given::rest(given.get(1)?.value.clone())]),
        "bytes.fromhex" | "bytearray.fromhex" | "binascii.unhexlify" => hex(only(first)?),
        "Buffer.from" => match given.get(1).and_then(|given| only(&given.value)) {
            Some("hex") => hex(only(first)?),
            _ => base64(only(first)?),
        },
        "atob" | "base64.b64decode" | "base64.decodebytes" | "base64.urlsafe_b64decode" | "binascii.a2b_base64" => {
            base64(only(first)?)
        }
        "reversed" => Some(only(first)?.chars().rev().collect()),
        _ => None,
    }
}

pub(super) fn number(value: &Value) -> Option<u32> {
    let text = only(value)?;
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// What hexadecimal digits stand for.
pub(super) fn hex(text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    Some(text_of(HEXLOWER_PERMISSIVE.decode(bare.as_bytes()).ok()?))
}

/// What Base64 of either alphabet stands for, padded or not.
pub(super) fn base64(text: &str) -> Option<String> {
    let alike = |c: char| match c {
        '-' => '+',
        '_' => '/',
        c => c,
    };
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).map(alike).collect();
    Some(text_of(BASE64_NOPAD.decode(bare.trim_end_matches('=').as_bytes()).ok()?))
}

/// Bytes as text; where they are none, each is the character of its number, so that a program can go on with them.
pub(super) fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect())
}
