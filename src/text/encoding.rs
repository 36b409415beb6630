//! Bytes become text, whatever spells it; what is no text stays bytes.

use camino::Utf8Path;

use super::{Content, Encoding, MappedText, OffsetMap, Span, TextBuilder};

/// Extensions of files that are read as text by whoever uses them.
const TEXT: &[&str] = &[
    "md", "mdx", "mdc", "markdown", "txt", "rst", "adoc", "html", "htm", "xml", "svg", "json", "jsonc", "json5",
    "jsonl", "yaml", "yml", "toml", "ini", "cfg", "conf", "env", "csv", "py", "pyw", "js", "mjs", "cjs", "jsx", "ts",
    "mts", "cts", "tsx", "go", "rs", "rb", "pl", "php", "lua", "sh", "bash", "zsh", "fish", "ps1", "psm1", "bat",
    "cmd",
];

/// Whether a name promises text. Such a file is read as text even where bytes are sprinkled into it that are none.
pub fn is_text_name(path: &Utf8Path) -> bool {
    path.extension().is_some_and(|extension| TEXT.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

type Decoded = (Content, String, Option<OffsetMap>);

/// Decodes bytes; `named` says that the name promises text.
pub(super) fn decode(bytes: Vec<u8>, named: bool) -> Decoded {
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] if is_utf16(rest, named) => utf16(rest, 2, Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] if is_utf16(rest, named) => utf16(rest, 2, Encoding::Utf16Be),
        [0xEF, 0xBB, 0xBF, rest @ ..] if std::str::from_utf8(rest).is_ok() => {
            let mut builder = TextBuilder::new();
            builder.verbatim(std::str::from_utf8(rest).unwrap_or_default(), 3);
            let mapped = builder.finish();
            (Content::Text(Encoding::Utf8), mapped.text, Some(mapped.map))
        }
        all if named && let Some(encoding) = unmarked_utf16(all) => utf16(all, 0, encoding),
        _ => match String::from_utf8(bytes) {
            Ok(text) if is_texty(&text, named) => (Content::Text(Encoding::Utf8), text, None),
            Ok(text) => (Content::Binary(text.into_bytes()), String::new(), None),
            Err(error) => match lossy(error.as_bytes(), named) {
                // The streams of a PDF that is written as text are bytes all the same.
                Some(text) if error.as_bytes().starts_with(b"%PDF-") => {
                    (Content::Binary(error.into_bytes()), text.text, Some(text.map))
                }
                Some(text) => (Content::Text(Encoding::Utf8Lossy), text.text, Some(text.map)),
                None => (Content::Binary(error.into_bytes()), String::new(), None),
            },
        },
    }
}

/// Text has no NUL and few other control characters; a file that only starts like text is still text.
fn is_texty(text: &str, named: bool) -> bool {
    let controls = text.bytes().filter(|b| *b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0C | 0x1B)).count();
    if named {
        controls * 3 <= text.len()
    } else {
        controls == 0 || (controls * 200 < text.len() && !text.starts_with('\0'))
    }
}

/// Mostly valid text with some bad bytes is read with U+FFFD in their place, never skipped.
fn lossy(bytes: &[u8], named: bool) -> Option<MappedText> {
    // One bad byte in twenty is the most that a Latin-1 text or a sabotaged script shows.
    let share = if named { 3 } else { 20 };
    let mut bad = 0;
    for chunk in bytes.utf8_chunks() {
        bad += chunk.invalid().len();
        if bad * share > bytes.len() {
            return None;
        }
    }
    let mut builder = TextBuilder::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        builder.verbatim(chunk.valid(), at);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            let end = at + chunk.invalid().len();
            builder.decoded("\u{FFFD}", Span::new(at, end));
            at = end;
        }
    }
    Some(builder.finish()).filter(|mapped| is_texty(&mapped.text, named))
}

/// Whether what follows a byte order mark is text.
fn is_utf16(rest: &[u8], named: bool) -> bool {
    let pairs = rest.as_chunks::<2>().0;
    let zeros = pairs.iter().filter(|pair| **pair == [0, 0]).count();
    !rest.is_empty() && (zeros == 0 || (named && zeros * 3 <= pairs.len()))
}

/// UTF-16 without a byte order mark, as PowerShell writes it: nearly every other byte is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<Encoding> {
    if !bytes.contains(&0) {
        return None;
    }
    let pairs = bytes.as_chunks::<2>().0;
    let little = pairs.iter().filter(|pair| pair[0] != 0 && pair[1] == 0).count();
    let big = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let most = |count: usize| count > 1 && count * 10 >= pairs.len() * 9;
    if most(little) { Some(Encoding::Utf16Le) } else { most(big).then_some(Encoding::Utf16Be) }
}

/// Decodes UTF-16 that starts `at` bytes into the file.
fn utf16(rest: &[u8], mut at: usize, encoding: Encoding) -> Decoded {
    let unit = if encoding == Encoding::Utf16Be { u16::from_be_bytes } else { u16::from_le_bytes };
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut builder = TextBuilder::new();
    let mut buffer = [0; 4];
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let len = decoded.as_ref().map_or(2, |character| character.len_utf16() * 2);
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        builder.decoded(character.encode_utf8(&mut buffer), Span::new(at, at + len));
        at += len;
    }
    if !odd.is_empty() {
        builder.decoded("\u{FFFD}", Span::new(at, at + 1));
    }
    let mapped = builder.finish();
    (Content::Text(encoding), mapped.text, Some(mapped.map))
}
