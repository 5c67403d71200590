//! Pages from text and places where a line may end, in the manner of Oppen.
//!
//! A group stands on one line where it fits, with what follows it up to the next place where a line may end; where it
//! does not, a line ends at each of its own places. Widths are known when the last step is in, so that printing is one
//! pass, and the time is linear in the text.

/// The width of a page.
const WIDTH: usize = 100;

/// The width of one level.
const INDENT: usize = 4;

/// The width of what cannot stand on one line.
const ENDLESS: u32 = u32::MAX;

/// One step of a layout.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The next bytes of the text.
    Text(u32),
    /// A group begins: its width on one line.
    Open(u32),
    /// It ends.
    Close,
    /// Lines from here on begin one level deeper, ...
    Indent,
    /// ... or only as deep as now, if this line begins with the end of a group.
    IndentUnlessClosing,
    /// ... until here.
    Outdent,
    /// A place where a line may end.
    Break(Break),
    /// The same, where it ends only if what follows does not fit, by this width.
    Fill(u32),
    /// The end of a line, and perhaps an empty one behind it.
    Line { empty: bool },
    /// What depends on the group.
    Mark(Mark),
}

/// What stands for a place where a line may end, when it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    Nothing,
    Space,
}

/// Signs that depend on whether their group stands on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing, or the comma behind the last element.
    Comma,
    /// Nothing, or the start of a block around the value of a match arm.
    BlockStart,
    /// The comma behind a match arm, or the end of the block.
    BlockEnd,
}

impl Mark {
    fn on_one_line(self) -> &'static str {
        match self {
            Self::Comma | Self::BlockStart => "",
            Self::BlockEnd => ",",
        }
    }

    fn on_many_lines(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::BlockStart => " {",
            Self::BlockEnd => "}",
        }
    }
}

/// The steps so far.
#[derive(Debug, Default)]
pub struct Layout {
    text: String,
    steps: Vec<Step>,
    /// The width of all steps on one endless line.
    width: u32,
    /// How many lines ended for certain.
    lines: u32,
    /// The groups that are open: their step, the width before them, the lines before them.
    open: Vec<(usize, u32, u32)>,
    /// What ended, or is a place to fill, and waits for the next place where a line may end: its step, the width before.
    waiting: Vec<(usize, u32)>,
}

impl Layout {
    /// An empty one with memory for a text of about `bytes` in `tokens`.
    pub fn for_size(bytes: usize, tokens: usize) -> Self {
        let (text, steps) = (String::with_capacity(bytes + tokens), Vec::with_capacity(tokens));
        Self { text, steps, ..Self::default() }
    }

    pub fn text(&mut self, text: &str) {
        self.text.push_str(text);
        self.width += to_width(text.chars().count());
        let length = to_width(text.len());
        match self.steps.last_mut() {
            Some(Step::Text(before)) => *before += length,
            _ => self.steps.push(Step::Text(length)),
        }
    }

    pub fn open(&mut self) {
        self.open.push((self.steps.len(), self.width, self.lines));
        self.steps.push(Step::Open(ENDLESS));
    }

    pub fn close(&mut self) {
        let (step, before, lines) = self.open.pop().expect("invariant: what is closed was opened");
        self.steps.push(Step::Close);
        if lines == self.lines {
            self.waiting.push((step, before));
        }
    }

    pub fn indent(&mut self) {
        self.steps.push(Step::Indent);
    }

    pub fn indent_unless_closing(&mut self) {
        self.steps.push(Step::IndentUnlessClosing);
    }

    pub fn outdent(&mut self) {
        self.steps.push(Step::Outdent);
    }

    pub fn line_may_end(&mut self, place: Break) {
        self.settle();
        self.steps.push(Step::Break(place));
        self.width += u32::from(place == Break::Space);
    }

    /// A space where a line ends only if it must.
    pub fn fill(&mut self) {
        self.settle();
        self.waiting.push((self.steps.len(), self.width));
        self.steps.push(Step::Fill(ENDLESS));
        self.width += 1;
    }

    pub fn end_line(&mut self, empty: bool) {
        self.settle();
        self.lines += 1;
        self.steps.push(Step::Line { empty });
    }

    pub fn mark(&mut self, mark: Mark) {
        self.steps.push(Step::Mark(mark));
        self.width += to_width(mark.on_one_line().len());
    }

    /// A line may end here, so the width of all that waited is known.
    fn settle(&mut self) {
        for (step, before) in self.waiting.drain(..) {
            if let Step::Open(width) | Step::Fill(width) = &mut self.steps[step] {
                *width = self.width - before;
            }
        }
    }

    /// The text as laid out, with a line feed at its end.
    pub fn print(mut self) -> String {
        self.settle();
        let mut page = Page::new(self.text.len() + self.text.len() / 2);
        let mut rest = self.text.as_str();
        for step in self.steps {
            if let Step::Text(length) = step {
                let (text, behind) = rest.split_at(length as usize);
                page.text(text);
                rest = behind;
            } else {
                page.step(step);
            }
        }
        page.text.push('\n');
        page.text
    }
}

fn to_width(count: usize) -> u32 {
    u32::try_from(count).expect("invariant: a generated file is smaller than four gigabytes")
}

/// The lines so far.
struct Page {
    text: String,
    /// The characters in the last line.
    column: usize,
    /// Whether the last line is still without its indentation.
    fresh: bool,
    /// Whether the last line begins with the end of a group.
    closing: bool,
    /// How deep the next line begins, innermost last.
    depths: Vec<usize>,
    /// Which of the open groups stand on many lines, innermost last.
    broken: Vec<bool>,
}

impl Page {
    fn new(capacity: usize) -> Self {
        let text = String::with_capacity(capacity);
        Self { text, column: 0, fresh: true, closing: false, depths: vec![0], broken: vec![true] }
    }

    fn depth(&self) -> usize {
        self.depths.last().copied().unwrap_or_default()
    }

    fn is_broken(&self) -> bool {
        self.broken.last().copied().unwrap_or(true)
    }

    /// Whether `width` more characters fit.
    fn has_room(&self, width: u32) -> bool {
        let column = if self.fresh { self.depth() } else { self.column };
        column + width as usize <= WIDTH
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.fresh) {
            self.column = self.depth();
            self.text.extend(std::iter::repeat_n(' ', self.column));
            self.closing = text.starts_with([')', ']', '}']);
        }
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Open(width) => self.broken.push(self.is_broken() && !self.has_room(width)),
            Step::Close => drop(self.broken.pop()),
            Step::Indent => self.depths.push(self.depth() + INDENT),
            Step::IndentUnlessClosing => self.depths.push(self.depth() + if self.closing { 0 } else { INDENT }),
            Step::Outdent => drop(self.depths.pop()),
            Step::Break(_) if self.is_broken() => self.end_line(),
            // Like rustfmt, with room for one sign more.
            Step::Fill(width) if self.is_broken() && !self.has_room(width.saturating_add(1)) => self.end_line(),
            Step::Text(_) | Step::Break(Break::Nothing) => {}
            Step::Break(Break::Space) | Step::Fill(_) => self.text(" "),
            Step::Line { empty } => {
                if empty {
                    self.text.push('\n');
                }
                self.end_line();
            }
            Step::Mark(mark) if self.is_broken() => self.text(mark.on_many_lines()),
            Step::Mark(mark) => self.text(mark.on_one_line()),
        }
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.fresh = true;
    }
}
