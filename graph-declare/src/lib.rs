//! The language in which operations of Microsoft Graph are declared in Rust.
//!
//! [`parse`] reads declarations into the API that the generator makes of a description, and [`print()`] prints such an API as
//! declarations. The macros and the program share both, so what one of them understands the other does, too.

#[cfg(feature = "descriptions")]
mod difference;
mod given;
mod lower;
mod nearest;
#[cfg(feature = "descriptions")]
mod parse;
#[cfg(feature = "descriptions")]
mod print;
mod report;
#[cfg(feature = "descriptions")]
mod settle;
pub mod syntax;
pub mod wire;

#[cfg(feature = "descriptions")]
pub use self::difference::{Difference, differences};
pub use self::given::Given;
pub use self::lower::{Entry, Lowered, Misnamed, Place, lower};
#[cfg(feature = "descriptions")]
pub use self::parse::{Fault, parse};
#[cfg(feature = "descriptions")]
pub use self::print::print;
pub use self::report::{Report, error, error_at};
#[cfg(feature = "descriptions")]
pub use self::settle::settled;
