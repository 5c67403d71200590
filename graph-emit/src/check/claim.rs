//! How a name is taken, and what is said where it is another than was wanted.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::names::{Book, Claimed, Key, Name, Scope};
use crate::origin::Origin;

/// Takes the name that the book has, else `wanted`, else the next free name with a warning. An identifier that the user
/// wrote is not changed: taking it twice is an error at the second.
pub fn claim<'o>(
    scope: &mut Scope<&'o Origin>,
    (book, key): (&Book, Key),
    wanted: &Name,
    alternative: impl FnOnce() -> Option<Name>,
    origin: &'o Origin,
    found: &mut Diagnostics,
) -> Name {
    let (name, claimed) = scope.claim_kept((book, key, 0), wanted, alternative, origin);
    found.extend(match (claimed, origin) {
        (Claimed::Free, _) => None,
        (Claimed::Other(Some(first)), Origin::Source(_)) => {
            let taken = format!("the name `{wanted}` is taken");
            Some(Diagnostic::error(origin.clone(), taken).related(first.clone(), "by this"))
        }
        (Claimed::Other(first), _) => Some(renamed(origin, wanted, &name, first)),
        (Claimed::Twice(first), _) => {
            let message = format!("the recorded name `{name}` is taken");
            let help = "change one of the two names in the `.lock` files, or take its line out";
            Some(Diagnostic::error(origin.clone(), message).related(first.clone(), "by this").help(help))
        }
    });
    name
}

/// That `name` is given since `first`, or something recorded, has the name `wanted`.
pub fn renamed(origin: &Origin, wanted: &Name, name: &Name, first: Option<&Origin>) -> Diagnostic {
    let message = format!("the name `{wanted}` is taken; this becomes `{name}`");
    let diagnostic = Diagnostic::warning(origin.clone(), message);
    match first {
        Some(first) => diagnostic.related(first.clone(), "by this"),
        None => diagnostic.help("the name was given before, and may come back; `--forget` drops what is gone"),
    }
}
