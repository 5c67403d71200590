//! Query options: markers that say which of them an operation declares.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::{Contents, Module};
use super::runtime::Paths;
use super::{builder, doc, ty};
use crate::checked::{Argument, Operation, OptionSet, Options, OwnOptions};
use crate::ir::ODataOption;
use crate::names;

/// The module of the shared sets; none where no operation has one.
pub fn module(sets: &[OptionSet]) -> Option<Module<'_>> {
    let docs = vec!["Which query options an operation declares, as types.".to_owned()];
    let module = || Module::new(names::module_ident("options"), docs, Contents::Options(sets), Vec::new());
    (!sets.is_empty()).then(module)
}

/// The items of that module.
pub fn markers(sets: &[OptionSet], paths: &mut Paths) -> Vec<TokenStream> {
    sets.iter().map(|set| marker(&set.name, &set.options, paths)).collect()
}

/// The marker and the setters of an operation with options of its own.
pub fn own(operation: &Operation, paths: &mut Paths) -> Option<TokenStream> {
    let Options::Own(own) = &operation.options else { return None };
    let marker = marker(&own.name, &own.odata, paths);
    let setters = (!own.setters.is_empty()).then(|| setters(own, &operation.path, paths));
    Some(quote! { #marker #setters })
}

fn marker(name: &names::Name, odata: &[ODataOption], paths: &mut Paths) -> TokenStream {
    let listed: Vec<_> = odata.iter().map(|option| doc::code(option.wire())).collect();
    let docs = match listed.as_slice() {
        [] => "Marks a request with query options of its own.".to_owned(),
        _ => format!("Marks a request that declares {}.", listed.join(", ")),
    };
    let docs = doc::attributes(&[docs]);
    let derive = paths.derive(&["Clone", "Copy", "Debug"]);
    let traits: Vec<_> = odata.iter().map(|option| paths.option_trait(*option)).collect();
    quote! {
        #docs
        #derive
        pub enum #name {}
        #(impl #traits for #name {})*
    }
}

/// The trait that sets the options which only this operation has, and its one implementation.
fn setters(own: &OwnOptions, path: &str, paths: &mut Paths) -> TokenStream {
    let OwnOptions { name, setters_trait, setters, .. } = own;
    let trait_docs = doc::attributes(&[format!("Sets the query options that only {} has.", doc::code(path))]);
    let signatures: Vec<_> = setters.iter().map(|setter| signature(setter, paths)).collect();
    let docs = setters.iter().map(|setter| {
        doc::attributes(&doc::lines(&setter.doc, &format!("Sets {}.", doc::code(&setter.name.to_string()))))
    });
    let values: Vec<_> = setters.iter().map(|setter| builder::value(setter, paths)).collect();
    let bodies = setters.iter().zip(values).map(|(Argument { variable, .. }, value)| {
        quote! { self.parameter(#variable, #value) }
    });
    let (request, sized) = (paths.runtime("Request"), paths.sized());
    quote! {
        #trait_docs
        pub trait #setters_trait: #sized {
            #(#docs #[must_use] #signatures;)*
        }

        impl<T> #setters_trait for #request<T, #name> {
            #(#signatures { #bodies })*
        }
    }
}

fn signature(setter: &Argument, paths: &mut Paths) -> TokenStream {
    let (name, ty) = (&setter.name, ty::argument(setter.ty, paths));
    quote! { fn #name(self, #name: #ty) -> Self }
}
