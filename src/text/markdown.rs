//! The structure of Markdown: what is code, comment, heading, quotation or link, with offsets.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Mark, Role, Span};

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
    let parser = Parser::new_ext(text, options);
    let mut marks = Vec::new();
    for (_, definition) in parser.reference_definitions().iter() {
        // `[//]: # (text)` renders as nothing: a comment by another name.
        if definition.dest.is_empty() || definition.dest.as_ref() == "#" {
            marks.push(Mark::new(Span::from(definition.span.clone()), Role::Comment));
        }
    }
    let mut code: Option<(String, Option<Span>)> = None;
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
            Event::Start(Tag::BlockQuote(_)) => marks.push(Mark::new(span, Role::Quote)),
            Event::Start(Tag::Table(_)) => marks.push(Mark::new(span, Role::Table)),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                marks.push(Mark::new(span, Role::Link { target: dest_url.into_string() }));
            }
            _ => {}
        }
    }
    comments(text, &mut marks);
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks.dedup();
    marks
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
    let code: Vec<Span> =
        marks.iter().filter(|m| matches!(m.role, Role::Code { .. } | Role::InlineCode)).map(|m| m.span).collect();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("<!--")) {
        let start = at + found;
        let end = text.get(start..).and_then(|rest| rest.find("-->")).map_or(text.len(), |end| start + end + 3);
        if code.iter().any(|span| span.contains(start)) {
            at = start + 4;
        } else {
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
