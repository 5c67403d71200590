//! One change, and what it means.

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// What that means for a caller.
    pub impact: Impact,
    /// What it is.
    pub subject: Subject,
    /// How Rust calls it: `communications().calls().by_call_id(..).reject().post(..)`, `models::User::display_name`. Where it
    /// is renamed, that is the old name.
    pub rust: String,
    /// How the description calls it: `POST /communications/calls/{call-id}/reject`, `microsoft.graph.user/displayName`.
    pub source: String,
    /// The first segment of its path, or the module of its type.
    pub group: String,
    /// What differs, and why it means what it means, as a sentence.
    pub reason: String,
    /// How many other places of the API have the same change: where a builder stands at several, or a type inherits the
    /// member.
    pub elsewhere: usize,
    /// The operations that go or come with it, `GET /users`.
    pub operations: Vec<String>,
    /// What keeps the old name, where that is possible.
    pub lock: Option<LockEdit>,
    /// Whether it was concluded from a likeness that two names mean the same thing.
    pub is_guess: bool,
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It is another one.
    Changed,
    /// It is new.
    Added,
}

/// What a change means for a caller of the old API, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Code that names it does not compile any more, or means another thing.
    Breaking,
    /// All code compiles as before, and more can be written.
    Additive,
    /// All code compiles as before; what is sent or accepted differs.
    Behavior,
    /// Only what is said about it differs.
    Documentation,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// The client.
    Client,
    /// A correction of the description.
    Fixup,
    /// A builder, and the step that leads to it.
    Builder,
    /// A method that makes requests.
    Operation,
    /// A query option of a request.
    Option,
    /// A type.
    Type,
    /// A member of an object.
    Member,
    /// A value of an enum.
    Value,
}

/// The part of a version that a change raises. Below 1.0.0, Cargo takes each for the one after it: a breaking change raises
/// the minor version, any other the patch version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SemverStep {
    /// Nothing has to be published.
    None,
    /// `1.2.3` becomes `1.2.4`.
    Patch,
    /// `1.2.3` becomes `1.3.0`, and `0.2.3` becomes `0.2.4`.
    Minor,
    /// `1.2.3` becomes `2.0.0`, and `0.2.3` becomes `0.3.0`.
    Major,
}

/// A line of a `.lock` file that keeps an old name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockEdit {
    /// `models.lock` or `paths.lock`.
    pub file: &'static str,
    /// The lines that it stands below, the outermost first.
    pub below: Vec<String>,
    /// The line that is there, or that a run would write.
    pub old: String,
    /// The line to write in its place.
    pub new: String,
}

impl ChangeKind {
    /// It as a word: `removed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

impl Impact {
    /// All impacts, the gravest first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Additive, Self::Behavior, Self::Documentation];

    /// It as a word: `breaking`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Behavior => "behavior",
            Self::Documentation => "documentation",
        }
    }
}

impl Subject {
    /// It as a word: `operation`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Fixup => "correction",
            Self::Builder => "builder",
            Self::Operation => "operation",
            Self::Option => "option",
            Self::Type => "type",
            Self::Member => "member",
            Self::Value => "value",
        }
    }
}

impl SemverStep {
    /// It as a word: `major`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The step for a version below 1.0.0.
    pub fn below_one(self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Patch | Self::Minor => Self::Patch,
            Self::Major => Self::Minor,
        }
    }
}

/// The place of a change: what all changes of one thing have in common.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it is.
    pub subject: Subject,
    /// [`Change::rust`].
    pub rust: String,
    /// [`Change::source`].
    pub source: String,
    /// [`Change::group`].
    pub group: String,
}

impl Place {
    /// A change here.
    pub fn change(&self, kind: ChangeKind, impact: Impact, reason: impl Into<String>) -> Change {
        let Self { subject, rust, source, group } = self.clone();
        let reason = reason.into();
        Change {
            kind,
            impact,
            subject,
            rust,
            source,
            group,
            reason,
            elsewhere: 0,
            operations: Vec::new(),
            lock: None,
            is_guess: false,
        }
    }

    /// What is said of a thing, here.
    pub fn told(&self, old: Told<'_>, new: Told<'_>) -> Vec<Change> {
        let change = |impact, reason: &str| self.change(ChangeKind::Changed, impact, reason);
        let deprecation = match (old.deprecated, new.deprecated) {
            (None, Some(_)) => Some(change(Impact::Additive, "it is deprecated; the compiler warns whoever names it")),
            (Some(_), None) => Some(change(Impact::Documentation, "it is not deprecated any more")),
            (old, new) if old != new => Some(change(Impact::Documentation, "its deprecation says something else")),
            _ => None,
        };
        let doc = (old.doc != new.doc).then(|| change(Impact::Documentation, "its documentation differs"));
        deprecation.into_iter().chain(doc).collect()
    }
}

/// What is said of a thing: digests.
#[derive(Clone, Copy, Debug)]
pub struct Told<'t> {
    /// Of its documentation.
    pub doc: Option<&'t str>,
    /// Of its deprecation.
    pub deprecated: Option<&'t str>,
}

impl<'t> From<&crate::snapshot::Item<'t>> for Told<'t> {
    fn from(item: &crate::snapshot::Item<'t>) -> Self {
        Self { doc: item.doc, deprecated: item.deprecated }
    }
}
