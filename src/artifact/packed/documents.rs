//! Office documents: the text of their parts, with the place of each run in the XML.

use camino::Utf8Path;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::artifact::Artifact;
use crate::finding::{Gap, GapReason};
use crate::text::{MappedText, Region, RegionKind, Span, TextBuilder};

const OFFICE: &[&str] = &[
    "docx", "docm", "dotx", "dotm", "pptx", "pptm", "potx", "ppsx", "xlsx", "xlsm", "xltx", "odt", "ods", "odp", "ott",
];

pub(super) fn is_office(path: &Utf8Path) -> bool {
    path.extension().is_some_and(|extension| OFFICE.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// Whether a member of an Office document holds text, links or another file; the others are pictures and styles.
pub(super) fn is_part(path: &Utf8Path) -> bool {
    const TEXTS: &[&str] = &["xl/sharedStrings.xml", "content.xml", "meta.xml"];
    const FOLDERS: &[&str] =
        &["word/", "ppt/slides/", "ppt/notesSlides/", "ppt/comments/", "xl/worksheets/", "docProps/"];
    const STYLES: &[&str] = &[
        "word/theme/",
        "word/styles.xml",
        "word/fontTable.xml",
        "word/media/",
        "word/numbering.xml",
        "word/webSettings.xml",
    ];
    let name = path.as_str();
    let of = |extension| path.extension() == Some(extension);
    let text = of("xml")
        && (TEXTS.contains(&name)
            || name.starts_with("xl/comments")
            || FOLDERS.iter().any(|folder| name.starts_with(folder)))
        && !STYLES.iter().any(|style| name.starts_with(style));
    text || of("rels") || name.contains("/embeddings/")
}

/// Elements after which a line ends.
fn ends_line(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"h"
            | b"si"
            | b"row"
            | b"tr"
            | b"br"
            | b"title"
            | b"subject"
            | b"description"
            | b"keywords"
            | b"text"
            | b"tspan"
            | b"desc"
    )
}

/// Adds the text of an XML file as prose. What is no XML is a gap, and read as it stands.
pub(in crate::artifact) fn read(artifact: &mut Artifact, index: usize) {
    let Some(file) = artifact.files.get(index) else { return };
    let text = match text(file.text()) {
        Ok(text) => text,
        Err(at) => {
            let detail = format!("as XML: byte {at}");
            artifact.gaps.push(Gap::new(file.path.clone(), GapReason::Malformed, detail));
            MappedText::verbatim(file.text(), 0)
        }
    };
    if !text.text.trim().is_empty() {
        artifact.regions.push(Region::new(index, RegionKind::Document, text));
    }
}

/// The text between the tags; where reading stopped, if it did.
fn text(xml: &str) -> Result<MappedText, u64> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut builder = TextBuilder::new();
    loop {
        let before = offset(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Text(text)) => run(&mut builder, xml, &text),
            Ok(Event::CData(text)) => run(&mut builder, xml, &text),
            Ok(Event::GeneralRef(reference)) => {
                let named =
                    reference.decode().ok().and_then(|name| quick_xml::escape::resolve_predefined_entity(&name));
                let spelt = reference.resolve_char_ref().ok().flatten().map(String::from);
                let span = Span::new(before, offset(reader.buffer_position()));
                builder.decoded(&named.map(str::to_owned).or(spelt).unwrap_or_default(), span);
            }
            Ok(Event::End(end)) if ends_line(end.local_name().as_ref()) => {
                builder.decoded("\n", Span::new(before, before));
            }
            Ok(Event::Empty(tag)) if matches!(tag.local_name().as_ref(), b"br" | b"tab") => {
                builder.decoded(" ", Span::new(before, before));
            }
            Ok(Event::Eof) => return Ok(builder.finish()),
            Ok(_) => {}
            Err(_) => return Err(reader.error_position()),
        }
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// A run of text: it is borrowed from the file, so where it starts is where it lies.
fn run(builder: &mut TextBuilder, xml: &str, raw: &[u8]) {
    let start = raw.as_ptr().addr().wrapping_sub(xml.as_ptr().addr());
    if let Some(text) = xml.get(start..start.saturating_add(raw.len())) {
        builder.verbatim(text, start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_keep_their_place_in_the_xml() {
        let xml =
            "<w:p><w:r><w:t>Ignore </w:t></w:r><w:r><w:t>this &amp; that</w:t></w:r></w:p><w:p><w:t>x</w:t></w:p>";
        let mapped = text(xml).unwrap();
        assert_eq!(mapped.text, "Ignore this & that\nx\n");
        let at = mapped.text.find("that").unwrap();
        let span = mapped.map.span(at..at + 4);
        assert_eq!(xml.get(span.range()), Some("that"));
        assert!(text("<a><b").is_err());
    }

    #[test]
    fn entities_of_a_document_are_not_expanded() {
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;&b;</x>";
        assert_eq!(text(bomb).unwrap().text, "");
    }
}
