//! `#[derive(GraphEnum)]`: an open enum from its variants.

use std::collections::HashMap;

use graph_declare::syntax::named;
use graph_declare::wire::{self, Case};
use graph_declare::{Given, Report, error, error_at};
use graph_emit::check::check;
use graph_emit::diagnostic::Diagnostics;
use graph_emit::emit;
use graph_emit::ir::{self, Api, Doc, Node, Segment, TypeDef, TypeKind, TypeName};
use graph_emit::origin::Origin;
use proc_macro2::{Span, TokenStream};
use syn::{Data, DataEnum, DeriveInput, Fields, LitStr, Variant};

use crate::home;
use crate::tokens::Ways;

/// The help wherever the variant for unknown values is at fault.
const UNKNOWN: &str =
    "write `UnknownValue(graph_runtime::model::UnknownValue)`: it keeps the values that are added later";

/// What makes `item` an open enum, or the errors.
pub fn expand(item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let implementation = report.keep(syn::parse2(item)).and_then(|item| implementation(&item, &mut report));
    implementation.unwrap_or_else(|| report.compile_errors())
}

fn implementation(item: &DeriveInput, report: &mut Report) -> Option<TokenStream> {
    let mut given = Given::default();
    let def = definition(item, &mut given, report)?;
    let origin = def.origin.clone();
    let mut found = Diagnostics::new();
    let checked = check(&api(def, origin), &mut found);
    report.extend(&found);
    let checked = checked?;
    let ty = checked.models.types.first()?;
    let ways = Ways { models: HashMap::new(), top: Vec::new(), runtime: home::of_bindings() };
    Some(given.put_in(ways.settle(emit::open_enum(ty), &[])))
}

/// An API of one type.
fn api(def: TypeDef, origin: Origin) -> Api {
    let root = Node {
        segment: Segment::Root,
        rust: None,
        doc: Doc::default(),
        operations: Vec::new(),
        has_trailing_slash: false,
        is_function: false,
        children: Vec::new(),
        origin,
    };
    Api { title: String::new(), base_url: None, version: None, root, types: vec![def], shortcuts: Vec::new() }
}

/// The enum in the IR, or `None` with what is wrong in `report`.
fn definition(item: &DeriveInput, given: &mut Given, report: &mut Report) -> Option<TypeDef> {
    if !item.generics.params.is_empty() {
        report.push(error(&item.generics, "an enum of values cannot be generic", "remove the parameters"));
    }
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("graph")) {
        let help = "`#[graph(rename = \"..\")]` stands on a variant";
        report.push(error(attribute, "there are no options for the enum itself", help));
    }
    let data = report.keep(data(item))?;
    let variants = variants(item, data, given, report);
    report.is_empty().then(|| TypeDef {
        name: TypeName { rust: Some(given.name(&item.ident)), ..TypeName::nameless() },
        doc: Doc::default(),
        deprecated: None,
        kind: TypeKind::Enum(ir::Enum { variants, flags: false }),
        custom: ir::Custom::default(),
        origin: Origin::source(item.ident.span()),
    })
}

fn data(item: &DeriveInput) -> syn::Result<&DataEnum> {
    let help = "it is for enums of known values";
    match &item.data {
        Data::Enum(data) => Ok(data),
        Data::Struct(data) => Err(error_at(data.struct_token.span, "`GraphEnum` does not go on a struct", help)),
        Data::Union(data) => Err(error_at(data.union_token.span, "`GraphEnum` does not go on a union", help)),
    }
}

/// The known values; that there is a variant for the others is seen to here.
fn variants(item: &DeriveInput, data: &DataEnum, given: &mut Given, report: &mut Report) -> Vec<ir::Variant> {
    let mut known: Vec<ir::Variant> = Vec::new();
    let mut has_unknown = false;
    for variant in &data.variants {
        let name = renamed(variant, report);
        if variant.ident == "UnknownValue" {
            has_unknown = true;
            report.keep(keeps_unknown_values(variant, name.as_ref()));
            continue;
        }
        let Some((wire, span)) = report.keep(known_value(variant, name)) else { continue };
        if known.iter().any(|other| other.wire == wire) {
            let help = "rename one of them: `#[graph(rename = \"..\")]`";
            report.push(error_at(span, format!("two variants are the value `{wire}`"), help));
        }
        known.push(value(variant, wire, given));
    }
    if !has_unknown {
        report.push(error_at(
            item.ident.span(),
            format!("`{}` has no variant for unknown values", item.ident),
            UNKNOWN,
        ));
    }
    known
}

fn value(variant: &Variant, wire: String, given: &mut Given) -> ir::Variant {
    let origin = Origin::source(variant.ident.span());
    ir::Variant { wire, name: None, rust: Some(given.name(&variant.ident)), doc: Doc::default(), origin }
}

/// The value of a variant without fields, and where it comes from.
fn known_value(variant: &Variant, name: Option<LitStr>) -> syn::Result<(String, Span)> {
    match &variant.fields {
        Fields::Unit => Ok(name.map_or_else(
            || (wire::value(&variant.ident.to_string(), Case::Camel), variant.ident.span()),
            |name| (name.value(), name.span()),
        )),
        Fields::Named(_) | Fields::Unnamed(_) => {
            Err(error(&variant.fields, "a known value has no fields", "remove them; only `UnknownValue` has one"))
        }
    }
}

fn keeps_unknown_values(variant: &Variant, name: Option<&LitStr>) -> syn::Result<()> {
    if let Some(name) = name {
        return Err(error(name, "`UnknownValue` stands for no value of its own", "remove `rename`"));
    }
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(()),
        Fields::Unnamed(_) | Fields::Named(_) | Fields::Unit => {
            Err(error(variant, "`UnknownValue` does not hold the unknown value", UNKNOWN))
        }
    }
}

/// The `rename` of a variant.
fn renamed(variant: &Variant, report: &mut Report) -> Option<LitStr> {
    let mut name = None;
    let attributes = variant.attrs.iter().filter(|attribute| attribute.path().is_ident("graph"));
    named::in_attributes(attributes, &["rename"], report, |_, input| {
        name = Some(named::assigned(input, "rename = \"inACall\"")?);
        Ok(())
    });
    name
}
