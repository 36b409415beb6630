//! Content streams: operators that choose a font, move and show text, and the forms that they draw.

use std::sync::Arc;

use hayro_font::hayro_cmap::BfString;
use hayro_font::hayro_syntax::content::UntypedIter;
use hayro_font::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_font::hayro_syntax::page::{Page, Resources};
use hayro_font::kurbo::{Affine, Point, Vec2};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, UNITS_PER_EM};

use super::Out;

/// Operators and characters of all content streams of a document, a form counted each time that it is drawn.
const MAX_STEPS: usize = 4_000_000;
/// What drawing a form costs of them, whatever is in it.
const FORM: usize = 200;
/// Times that a content stream is taken up again behind what cannot be parsed.
const MAX_RESUMED: usize = 64;
/// Forms in forms.
const MAX_NESTING: usize = 24;
/// Graphics states that wait for their `Q`.
const MAX_STATES: usize = 4_096;
/// Moves, in parts of the height of the font, beyond which text is on another line or another word.
const LINE: f64 = 0.4;
const WORD: f64 = 0.15;

/// Reads one document.
pub(super) struct Reader<'a> {
    pub(super) out: Out,
    pub(super) unknown: usize,
    fonts: FontCache<'a>,
    programs: FontResolverFn,
    cmaps: CMapResolverFn,
    /// Where the last character ended, on the page.
    pen: Option<Point>,
}

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State<'a> {
    transform: Affine,
    font: Option<Font<'a>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
}

/// What `BT` starts anew.
#[derive(Clone, Copy)]
struct Text {
    matrix: Affine,
    line: Affine,
}

impl Text {
    /// What an operator does to the place and form of text; whether it shows what it has been given, too.
    fn place(&mut self, operator: &[u8], numbers: &[f64], state: &mut State<'_>) -> bool {
        match (operator, numbers) {
            (b"cm", matrix) => state.transform *= affine(matrix),
            (b"BT", _) => (self.matrix, self.line) = (Affine::IDENTITY, Affine::IDENTITY),
            (b"Tm", matrix) => {
                self.line = affine(matrix);
                self.matrix = self.line;
            }
            (b"Td", [x, y]) => self.next_line(*x, *y),
            (b"TD", [x, y]) => {
                state.leading = -y;
                self.next_line(*x, *y);
            }
            (b"T*", _) => self.next_line(0.0, -state.leading),
            (b"TL", [leading]) => state.leading = *leading,
            (b"Tc", [space]) => state.character_space = *space,
            (b"Tw", [space]) => state.word_space = *space,
            (b"Tz", [scale]) => state.scale = scale / 100.0,
            (b"'" | b"\"", spaces) => {
                if let [words, characters] = spaces {
                    (state.word_space, state.character_space) = (*words, *characters);
                }
                self.next_line(0.0, -state.leading);
            }
            _ => {}
        }
        matches!(operator, b"Tj" | b"TJ" | b"'" | b"\"" | b"BDC" | b"DP")
    }

    fn advance(&mut self, by: f64) {
        self.matrix *= Affine::translate((by, 0.0));
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.matrix = self.line;
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(most: usize) -> Self {
        let standard = |query: &FontQuery| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
        };
        Self {
            out: Out { text: String::new(), most, steps: MAX_STEPS, cut: false },
            unknown: 0,
            fonts: FontCache::new(),
            programs: Arc::new(standard),
            cmaps: Arc::new(|_| None),
            pen: None,
        }
    }

    /// Reads a page and what is pinned to it.
    pub(super) fn page(&mut self, page: &Page<'a>) {
        self.pen = None;
        let state = State {
            transform: Affine::IDENTITY,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
        };
        let content = self.contents(page);
        self.content(&content, page.resources(), &state, 0);
        self.out.push('\n');
        let notes = page.raw().get::<Array<'a>>("Annots");
        for note in notes.iter().flat_map(Array::iter::<Dict<'a>>) {
            let Some(appearances) = note.get::<Dict<'a>>("AP") else { continue };
            for name in ["N", "R", "D"] {
                if !self.out.steps(1) {
                    return;
                }
                let one = appearances.get::<Stream<'a>>(name);
                let several = appearances.get::<Dict<'a>>(name).filter(|_| one.is_none());
                let named = several.iter().flat_map(|several| {
                    several.keys().collect::<Vec<_>>().into_iter().filter_map(|name| several.get::<Stream<'a>>(name))
                });
                for form in one.iter().cloned().chain(named) {
                    self.pen = None;
                    self.form(&form, page.resources(), state.clone(), 0);
                    self.out.push('\n');
                }
            }
        }
    }

    /// The content streams of a page, one after another.
    fn contents(&mut self, page: &Page<'a>) -> Vec<u8> {
        let streams: Vec<Stream<'a>> = match page.raw().get::<Object<'a>>("Contents") {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(several)) => {
                let streams: Vec<_> = several.iter::<Stream<'a>>().collect();
                self.out.cut |= streams.len() < several.raw_iter().count();
                streams
            }
            _ => {
                self.out.cut |= page.raw().contains_key("Contents");
                Vec::new()
            }
        };
        let mut content = Vec::new();
        for stream in streams {
            match stream.decoded_data() {
                Ok(data) => content.extend_from_slice(&data),
                Err(_) => self.out.cut = true,
            }
            content.push(b'\n');
        }
        content
    }

    fn form(&mut self, form: &Stream<'a>, above: &Resources<'a>, mut state: State<'a>, depth: usize) {
        // A picture has no text, and is not unpacked.
        if form.dict().get::<Name<'_>>("Subtype").is_some_and(|kind| *kind == *b"Image") {
            return;
        }
        let (true, true, Ok(content)) = (depth < MAX_NESTING, self.out.steps(FORM), form.decoded_data()) else {
            self.out.cut = true;
            return;
        };
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        if let Some(matrix) = form.dict().get::<[f64; 6]>("Matrix") {
            state.transform *= Affine::new(matrix);
        }
        self.content(&content, own.as_ref().unwrap_or(above), &state, depth + 1);
    }

    /// Reads a content stream. Behind what cannot be parsed it goes on with the next text, as programs do that show it.
    fn content(&mut self, content: &[u8], resources: &Resources<'a>, state: &State<'a>, depth: usize) {
        let mut rest = content;
        for _ in 0..MAX_RESUMED {
            let read = self.instructions(rest, resources, state.clone(), depth);
            let unread = rest.get(read..).unwrap_or_default();
            let Some(next) = memchr::memmem::find(unread, b"BT").filter(|_| !self.out.cut) else { return };
            rest = unread.get(next..).unwrap_or_default();
        }
        self.out.cut = true;
    }

    /// Reads instructions as far as they can be parsed, and tells where the last one ends.
    fn instructions(&mut self, content: &[u8], resources: &Resources<'a>, mut state: State<'a>, depth: usize) -> usize {
        let mut instructions = UntypedIter::new(content);
        let (mut kept, mut read) = (Vec::new(), 0);
        let mut text = Text { matrix: Affine::IDENTITY, line: Affine::IDENTITY };
        while let Some(instruction) = instructions.next() {
            if !self.out.steps(1) {
                break;
            }
            // It is borrowed from the stream, so where it ends is how far this has come.
            let end = instruction.operator.as_ptr_range().end.addr();
            read = end.checked_sub(content.as_ptr().addr()).filter(|end| *end <= content.len()).unwrap_or(read);
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            let named = operands.iter().find_map(|operand| name(operand));
            let numbers: Vec<f64> = operands.iter().filter_map(|operand| number(operand)).collect();
            match &**instruction.operator {
                b"q" if kept.len() < MAX_STATES => kept.push(state.clone()),
                b"Q" => state = kept.pop().unwrap_or(state),
                b"Tf" => {
                    state.size = numbers.first().copied().unwrap_or(state.size);
                    state.font = named.and_then(|name| self.font(&resources.get_font(name)?));
                }
                b"gs" => {
                    let set = named.and_then(|name| resources.get_ext_g_state(name)?.get::<Array<'a>>("Font"));
                    if let Some(set) = set {
                        state.size = set.iter::<Object<'a>>().find_map(|item| number(&item)).unwrap_or(state.size);
                        state.font = set.iter::<Dict<'a>>().next().and_then(|font| self.font(&font));
                    }
                }
                b"Do" => {
                    if let Some(form) = named.and_then(|name| resources.get_x_object(name)) {
                        self.form(&form, resources, state.clone(), depth);
                    }
                }
                operator if text.place(operator, &numbers, &mut state) => self.operands(&operands, &state, &mut text),
                _ => {}
            }
        }
        read
    }

    fn font(&self, dict: &Dict<'a>) -> Option<Font<'a>> {
        self.fonts.font(dict, &self.programs, &self.cmaps)
    }

    /// Shows what an operator has been given: strings, and lists of strings and the moves between them.
    fn operands(&mut self, operands: &[&Object<'_>], state: &State<'a>, text: &mut Text) {
        for operand in operands {
            match operand {
                Object::String(string) => self.show(string.as_bytes(), state, text),
                // What a screen reader says in place of what is shown.
                Object::Dict(properties) => super::strings::of(properties, &mut |text| self.out.line(text)),
                Object::Array(items) => {
                    for item in items.iter::<Object<'_>>() {
                        match (&item, number(&item)) {
                            (Object::String(string), _) => self.show(string.as_bytes(), state, text),
                            (_, Some(back)) => text.advance(-back / f64::from(UNITS_PER_EM) * state.size * state.scale),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Shows a string: its characters in Unicode, behind the space or line end that it is away from what came before.
    fn show(&mut self, bytes: &[u8], state: &State<'a>, text: &mut Text) {
        if bytes.is_empty() {
            return;
        }
        self.moved(state.transform * text.matrix, state.size);
        let mut at = 0;
        while at < bytes.len() && self.out.steps(1) {
            let (code, length, wide) = if let Some(font) = &state.font {
                let (code, length) = font.read_code(bytes, at);
                self.character(font, code, length);
                (code, length, font.code_advance(code).x / f64::from(UNITS_PER_EM))
            } else {
                let code = bytes.get(at).copied().map_or(0, u32::from);
                self.code(code, 1);
                (code, 1, 0.5)
            };
            let space = if code == 32 && length == 1 { state.word_space } else { 0.0 };
            let advance = (wide * state.size + state.character_space + space) * state.scale;
            text.advance(advance);
            at += length.max(1);
        }
        self.pen = Some(state.transform * text.matrix * Point::ZERO);
    }

    /// Puts what separates words or lines where the text has moved.
    fn moved(&mut self, matrix: Affine, size: f64) {
        let Some(pen) = self.pen else { return };
        let [a, b, ..] = matrix.as_coeffs();
        let along = Vec2::new(a, b);
        let height = along.hypot() * size.abs();
        let away = matrix * Point::ZERO - pen;
        let (on, across) = (away.dot(along) / along.hypot(), away.cross(along) / along.hypot());
        // Numbers that are none lie nowhere near.
        let (line, word) = (LINE * height, WORD * height);
        if !(-line..=line).contains(&across) {
            self.out.push('\n');
        } else if !(-word..=word).contains(&on) {
            self.out.push(' ');
        }
    }

    fn character(&mut self, font: &Font<'a>, code: u32, length: usize) {
        let unicode = match font.glyph(font.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        match unicode {
            Some(BfString::Char(character)) => self.out.push(character),
            Some(BfString::String(characters)) => {
                for character in characters.chars() {
                    self.out.push(character);
                }
            }
            None => self.code(code, length),
        }
    }

    /// A code that no font explains: most programs take it for ASCII where it may be.
    fn code(&mut self, code: u32, length: usize) {
        match u8::try_from(code) {
            Ok(byte) if length == 1 && (byte.is_ascii_graphic() || byte == b' ') => self.out.push(char::from(byte)),
            _ => {
                self.unknown += 1;
                self.out.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    if let Object::Number(number) = object { Some(number.as_f64()) } else { None }
}

fn name<'b, 'o>(object: &'b Object<'o>) -> Option<&'b Name<'o>> {
    if let Object::Name(name) = object { Some(name) } else { None }
}

/// The matrix that six numbers are; any other count of them changes nothing.
fn affine(numbers: &[f64]) -> Affine {
    numbers.first_chunk().copied().map_or(Affine::IDENTITY, Affine::new)
}
