//! What the repository holds as text. Apart from what compiles it, which has to run when that does not.

mod goldens;
mod guide;
