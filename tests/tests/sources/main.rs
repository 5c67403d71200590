//! What the repository holds as text, and what else the generator writes. Apart from what compiles the former, which
//! has to run when that does not.

mod compiled;
mod declared;
mod goldens;
mod guide;
