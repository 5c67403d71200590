//! The goldens compile, without a warning. Apart from the comparison in `sources`, which has to run when they do not.

/// Takes in the output of a case.
macro_rules! cases {
    ($($name:ident),*) => {
        $(
            /// The output of a case.
            pub mod $name {
                include!(concat!("../../goldens/", stringify!($name), "/expected.rs"));
            }
        )*
    };
}

cases!(collection, drives, function, hostile, media, models);
