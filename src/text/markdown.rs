//! The structure of Markdown: what is code, comment, heading, quotation or link, with offsets.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Mark, Role, Span};

/// Links and images within one another that are marked.
const MAX_LINKS: usize = 4;

/// Bytes into a line within which quotations and list items may start.
const MAX_INDENT: usize = 64;

/// Splits front matter from a document: the span of the YAML between the fences, and where the body starts.
///
/// `None` where the document does not open with a `---` line or never closes it.
pub fn front_matter(text: &str) -> Option<(Span, usize)> {
    let lead = text.len() - text.trim_start_matches(['\u{FEFF}', '\n', '\r', ' ']).len();
    let rest = text.get(lead..)?;
    let first = rest.split_inclusive('\n').next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = lead + first.len();
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((Span::new(start, at), at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Marks the structure of `text`. Marks may nest; they are sorted by start, the outer first.
pub fn marks(text: &str) -> Vec<Mark> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let shallow = shallow(text);
    let parser = Parser::new_ext(&shallow, options);
    let mut marks = Vec::new();
    for (_, definition) in parser.reference_definitions().iter() {
        // `[//]: # (text)` renders as nothing: a comment by another name.
        if definition.dest.is_empty() || definition.dest.as_ref() == "#" {
            marks.push(Mark::new(Span::from(definition.span.clone()), Role::Comment));
        }
    }
    let mut code: Option<(String, Option<Span>)> = None;
    let (mut quotes, mut links) = (0_usize, 0_usize);
    for (event, range) in parser.into_offset_iter() {
        let span = Span::from(range);
        match event {
            Event::Start(Tag::CodeBlock(kind)) => code = Some((language(&kind), None)),
            Event::Text(_) if code.is_some() => {
                if let Some((_, body)) = &mut code {
                    *body = Some(body.map_or(span, |body: Span| body.cover(span)));
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, Some(body))) = code.take() {
                    marks.push(Mark::new(body, Role::Code { language }));
                }
            }
            Event::Code(_) => marks.push(Mark::new(span, Role::InlineCode)),
            Event::Html(html) | Event::InlineHtml(html) => html_marks(&html, span, &mut marks),
            Event::Start(Tag::Heading { level, .. }) => {
                marks.push(Mark::new(span, Role::Heading { level: level as u8 }));
            }
            Event::Start(Tag::BlockQuote(_)) => {
                // A quotation in a quotation says nothing new, and thousands of them cover the same text.
                if quotes == 0 {
                    marks.push(Mark::new(span, Role::Quote));
                }
                quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Table(_)) => marks.push(Mark::new(span, Role::Table)),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                if links < MAX_LINKS {
                    marks.push(Mark::new(span, Role::Link { target: dest_url.into_string() }));
                }
                links += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
            _ => {}
        }
    }
    comments(text, &mut marks);
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks.dedup();
    marks
}

/// The text with markers of quotations and lists that are nested beyond all use spelled as letters, which are as long:
/// the parser's time grows with their depth times the number of lines.
fn shallow(text: &str) -> Cow<'_, str> {
    let mut patched: Option<Vec<u8>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bytes = line.as_bytes();
        let prefix = bytes
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'>' | b'*' | b'+' | b'-' | b'.' | b')' | b'0'..=b'9'));
        for at in MAX_INDENT..prefix.count() {
            let blank = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
            let marker = match bytes.get(at) {
                Some(b'>') => true,
                Some(b'*' | b'+' | b'-' | b'.' | b')') => blank,
                _ => false,
            };
            if marker && let Some(byte) = patched.get_or_insert_with(|| text.as_bytes().to_vec()).get_mut(start + at) {
                *byte = b'x';
            }
        }
        start += line.len();
    }
    patched.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// HTML that a browser or Markdown viewer does not show.
fn html_marks(html: &str, span: Span, marks: &mut Vec<Mark>) {
    let lower = html.to_ascii_lowercase();
    let hidden = [
        "display:none",
        "display: none",
        "visibility:hidden",
        "visibility: hidden",
        "font-size:0",
        "font-size: 0",
        "opacity:0",
        "opacity: 0",
    ];
    if hidden.iter().any(|style| lower.contains(style)) || (lower.starts_with('<') && lower.contains(" hidden>")) {
        marks.push(Mark::new(span, Role::HiddenHtml));
    }
}

/// HTML comments outside of code, whole even where a blank line splits them for the Markdown parser.
fn comments(text: &str, marks: &mut Vec<Mark>) {
    let mut code: Vec<Span> =
        marks.iter().filter(|m| matches!(m.role, Role::Code { .. } | Role::InlineCode)).map(|m| m.span).collect();
    code.sort_unstable();
    let mut code = code.into_iter().peekable();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("<!--")) {
        let start = at + found;
        while code.next_if(|span| span.end <= start).is_some() {}
        if let Some(span) = code.next_if(|span| span.contains(start)) {
            at = span.end.max(start + 4);
        } else {
            let end = text.get(start..).and_then(|rest| rest.find("-->")).map_or(text.len(), |end| start + end + 3);
            marks.push(Mark::new(Span::new(start, end), Role::Comment));
            at = end;
        }
    }
}

fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => {
            let word = info.split([' ', ',', '{']).next().unwrap_or_default();
            word.trim_matches(['.', '}']).to_ascii_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, role: &Role) -> Vec<String> {
        let of = |mark: &Mark| std::mem::discriminant(&mark.role) == std::mem::discriminant(role);
        marks(text).into_iter().filter(of).map(|mark| text[mark.span.range()].to_owned()).collect()
    }

    #[test]
    fn front_matter_is_split_from_the_body() {
        let text = "---\nname: a\n---\n# Title\n";
        let (yaml, body) = front_matter(text).unwrap();
        assert_eq!(&text[yaml.range()], "name: a\n");
        assert_eq!(&text[body..], "# Title\n");
        assert_eq!(front_matter("---\nname: a\n"), None);
        assert_eq!(front_matter("# Title\n---\n---\n"), None);
    }

    #[test]
    fn code_comments_and_links_are_told_apart() {
        let text =
            "# T\n\n<!-- a\n\nb -->\n\n```sh\ncurl x\nls\n```\n`<!-- no -->` [x](http://y)\n\n[//]: # (hidden)\n";
        assert_eq!(marked(text, &Role::Code { language: String::new() }), ["curl x\nls\n"]);
        assert_eq!(marked(text, &Role::Comment), ["<!-- a\n\nb -->", "[//]: # (hidden)"]);
        assert_eq!(marked(text, &Role::Link { target: String::new() }), ["[x](http://y)"]);
    }

    #[test]
    fn an_unclosed_comment_runs_to_the_end() {
        assert_eq!(marked("a <!-- b\nc", &Role::Comment), ["<!-- b\nc"]);
    }
}
