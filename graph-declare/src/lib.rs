//! The language in which operations of Microsoft Graph are declared in Rust.
//!
//! [`parse`] reads declarations into the API that the generator makes of a description, and [`print()`] prints such an API as
//! declarations. The macros and the program share both, so what one of them understands the other does, too.

mod difference;
mod given;
mod lower;
mod nearest;
mod parse;
mod print;
mod report;
mod settle;
pub mod syntax;
pub mod wire;

pub use self::difference::{Difference, differences};
pub use self::given::Given;
pub use self::lower::{Entry, Lowered, Misnamed, Place, lower};
pub use self::parse::{Fault, parse};
pub use self::print::print;
pub use self::report::{Report, error, error_at};
pub use self::settle::settled;
