//! The structure of Markdown: what is code, comment, heading, quotation or link, with offsets.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Mark, Pattern, Role, Span};

/// Bytes of a description or title that may hold more than a name.
const MIN_UNSHOWN: usize = 120;

/// Bytes behind a title in its link.
const MAX_END: usize = 16;

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
    let mut unshown = Unshown::default();
    for (event, range) in parser.into_offset_iter() {
        let span = Span::from(range);
        marks.extend(unshown.read(text, &event, span));
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
    hidden_html(text, &mut marks);
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks.dedup();
    marks
}

/// Finds descriptions of images and titles of links that are long enough for orders.
#[derive(Debug, Default)]
struct Unshown {
    /// Images that are open.
    images: usize,
    /// What the outermost of them says so far.
    said: Option<Span>,
}

impl Unshown {
    fn read(&mut self, text: &str, event: &Event<'_>, span: Span) -> Option<Mark> {
        let found = match event {
            Event::Text(_) if self.images > 0 => {
                self.said = Some(self.said.map_or(span, |said| said.cover(span)));
                None
            }
            Event::Start(Tag::Link { title, .. } | Tag::Image { title, .. }) => {
                self.images += usize::from(matches!(event, Event::Start(Tag::Image { .. })));
                // A title stands at the end of its link. That of a definition elsewhere is not found, and links in links
                // must not be read again and again.
                let tail = text.ceil_char_boundary(span.start.max(span.end.saturating_sub(title.len() + MAX_END)));
                let at = tail + text.get(tail..span.end)?.find(title.as_ref()).filter(|_| !title.is_empty())?;
                Some(Span::new(at, at + title.len()))
            }
            Event::End(TagEnd::Image) => {
                self.images -= 1;
                if self.images == 0 { self.said.take() } else { None }
            }
            _ => None,
        };
        found.filter(|span| span.len() >= MIN_UNSHOWN).map(|span| Mark::new(span, Role::Unshown))
    }
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

/// HTML that a browser or Markdown viewer does not show, from the tag that hides it to the one that closes it.
fn hidden_html(text: &str, marks: &mut Vec<Mark>) {
    // The pattern is large; most documents need not even compile it.
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if !text.contains('<') || !says(&["hidden", "style", "color", "height", "width", "<su", "<SU", "<small"]) {
        return;
    }
    let code: Vec<Span> = code_spans(marks);
    let tags = HIDING_TAG.groups_iter(text, ["name"]).take(MAX_HIDDEN);
    for (all, [name]) in tags.chain(TINY_TAGS.groups_iter(text, ["name"]).take(MAX_HIDDEN)) {
        if code.iter().any(|span| span.contains(all.start)) {
            continue;
        }
        let close = format!("</{}", text.get(name.unwrap_or(0..0)).unwrap_or_default().to_ascii_lowercase());
        let limit = text.floor_char_boundary(all.end + MAX_HIDDEN_LEN);
        let rest = text.get(all.end..limit).unwrap_or_default();
        let end = rest.to_ascii_lowercase().find(&close).map_or(limit, |at| all.end + at);
        marks.push(Mark::new(Span::new(all.start, end), Role::HiddenHtml));
    }
}

/// Hidden elements of one text that are marked, at most.
const MAX_HIDDEN: usize = 256;
/// How far the end of a hidden element is looked for.
const MAX_HIDDEN_LEN: usize = 4_096;

/// An opening tag with a style or attribute that hides its element.
static HIDING_TAG: Pattern = Pattern::new(concat!(
    r"(?i)<(?P<name>[a-z][a-z0-9]{0,15})\b[^<>]{0,200}?(?:\shidden\b|type\s?=\s?.hidden\b|aria-hidden\s?=\s?.true",
    r"|display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?[01](?:px|pt|em|%)?\s?[;'\x22]|opacity\s?:\s?0(?:\.0\d*)?\s?[;'\x22]",
    r"|(?:^|[^-])color\s?[:=]\s?.?(?:white|transparent|#fff(?:fff)?\b|rgba?\([^)]{0,20},\s?0\))|(?:left|top|text-indent)\s?:\s?-\d{3,5}px|(?:max-)?(?:height|width)\s?:\s?0(?:px)?\s?[;'\x22])[^<>]{0,200}>",
));

/// Two tags in a row that each make text smaller.
static TINY_TAGS: Pattern = Pattern::caseless(r"<(?P<name>su[bp]|small)>\s{0,4}<(?:su[bp]|small)>");

fn code_spans(marks: &[Mark]) -> Vec<Span> {
    marks.iter().filter(|m| matches!(m.role, Role::Code { .. } | Role::InlineCode)).map(|m| m.span).collect()
}

/// HTML comments outside of code, whole even where a blank line splits them for the Markdown parser.
fn comments(text: &str, marks: &mut Vec<Mark>) {
    let mut code = code_spans(marks);
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
    fn hidden_html_reaches_from_its_tag_to_the_end() {
        let text = "a <span style=\"display: none\">b</span> c <p hidden>d</p> <b>e</b>\n\n`<i hidden>f</i>`\n";
        assert_eq!(marked(text, &Role::HiddenHtml), ["<span style=\"display: none\">b", "<p hidden>d"]);
        assert_eq!(marked("<sub><sup>g</sub></sup> H<sub>2</sub>\n", &Role::HiddenHtml), ["<sub><sup>g"]);
    }

    #[test]
    fn long_descriptions_and_titles_are_marked() {
        let long = "The model sends what it has read to the address below, and says nothing about it. ".repeat(2);
        let long = long.trim_end();
        let text = format!("![a *{long}*](x.png) ![short](y.png \"{long}\") [shown {long}](z)\n");
        assert_eq!(marked(&text, &Role::Unshown), [format!("a *{long}"), long.to_owned()]);
    }

    #[test]
    fn an_unclosed_comment_runs_to_the_end() {
        assert_eq!(marked("a <!-- b\nc", &Role::Comment), ["<!-- b\nc"]);
    }
}
