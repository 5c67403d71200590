//! How what is declared is reached: which builder it goes on from, and by what.

use graph_declare::syntax::{ApiOptions, Item, Module};
use graph_declare::{Lowered, Report, error};
use graph_emit::checked::Builder;
use graph_emit::emit::Attach;
use graph_emit::ir::{Node, Segment};
use graph_emit::names;
use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::TypePath;

use crate::home;

/// How what is declared is reached.
pub struct Reached {
    /// From where; `None` for types alone.
    pub attach: Option<Attach>,
    /// Whether it is a module, which has room for what its parts share.
    pub is_api: bool,
    /// Where the runtime is.
    pub runtime: Option<syn::Path>,
}

impl Reached {
    /// How `module` is reached, which `api` says if it is an API.
    pub fn of(module: &Module, api: Option<&ApiOptions>, lowered: &Lowered<'_>) -> Self {
        let runtime = runtime(module, api);
        if let Some(api) = api {
            let name = module.name.as_ref().map(ToString::to_string).unwrap_or_default();
            let attach = match &api.on {
                Some(on) => {
                    let prefix = api.path.as_ref().map(syn::LitStr::value).unwrap_or_default();
                    let above = lowered.path_above(&prefix);
                    extension(on, api.trait_name.as_ref(), &format!("{name}_steps"), Some(above), lowered)
                }
                None => Attach::Client { module: names::parse(&name).into_iter().collect() },
            };
            return Self { attach: Some(attach), is_api: true, runtime };
        }
        let attach = module.items.first().and_then(|item| match item {
            Item::Action(action) => {
                let options = &action.options;
                Some((options.on.as_ref(), options.trait_name.as_ref(), format!("{}_action", stem(&lowered.api.root))))
            }
            Item::Builder(builder) => {
                let options = &builder.options;
                let name = builder.name.to_string();
                let stem = name.strip_suffix("RequestBuilder").unwrap_or(&name);
                Some((options.on.as_ref(), options.trait_name.as_ref(), format!("{stem}_step")))
            }
            _ => None,
        });
        let attach = attach.map(|(on, trait_name, derived)| match on {
            Some(on) => extension(on, trait_name, &derived, None, lowered),
            None => Attach::Standalone,
        });
        Self { attach, is_api: false, runtime }
    }
}

impl Reached {
    /// Whether it is reached by a trait on another builder.
    pub fn is_attached(&self) -> bool {
        matches!(self.attach, Some(Attach::Extension { .. }))
    }

    /// Leaves the proofs to the compiler out, which are of no use where the declaration is at fault.
    pub fn prove_nothing(&mut self) {
        if let Some(Attach::Extension { is_proved, .. }) = &mut self.attach {
            *is_proved = false;
        }
    }
}

fn runtime(module: &Module, api: Option<&ApiOptions>) -> Option<syn::Path> {
    let own = module.items.first().and_then(|item| match item {
        Item::Action(action) => action.options.runtime.as_ref(),
        Item::Builder(builder) => builder.options.runtime.as_ref(),
        Item::Model(model) => model.options.runtime.as_ref(),
        Item::Enumeration(list) => list.options.runtime.as_ref(),
        Item::Alias(_) | Item::Api(_) | Item::Module(_) | Item::Other(_) => None,
    });
    let path = match api {
        Some(api) => api.runtime.as_ref(),
        None => own,
    };
    path.and_then(|path| syn::parse2(path.to_token_stream()).ok()).or_else(home::of_bindings)
}

/// The extension of `on`. The path that it has is that of the nearest node above all declared ones whose builder is called
/// like it; where there is none, `fallback`, or else the parent of the first. That it is, is proved when it is compiled.
fn extension(
    on: &TypePath,
    trait_name: Option<&Ident>,
    derived: &str,
    fallback: Option<String>,
    lowered: &Lowered<'_>,
) -> Attach {
    let wanted = on.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let (mut at, mut parent, mut path) = (&lowered.api.root, None::<&Node>, String::new());
    let (mut found, mut above) = (None, String::new());
    loop {
        let name = names::builder_name(&at.segment, parent.map(|parent| &parent.segment));
        if name == *wanted {
            found = Some(path.clone());
        }
        let is_declared = lowered.places.iter().any(|place| place.path == path);
        let [child] = at.children.as_slice() else { break };
        if is_declared {
            break;
        }
        above.clone_from(&path);
        path = format!("{path}/{}", child.segment.text());
        (parent, at) = (Some(at), child);
    }
    let is_declared = lowered.places.iter().any(|place| place.path == path);
    let path = found.or(fallback).unwrap_or(if is_declared { above } else { path });
    let trait_name = trait_name.map_or_else(|| names::type_ident(derived), names::Name::from);
    Attach::Extension { on: on.to_token_stream(), path, trait_name, is_proved: true }
}

/// Checks that the names of the one item in `module` differ: they stand in one module.
///
/// # Errors
/// Two are the same; the place is that of the one that the user wrote.
pub fn names_are_apart(module: &Module, reached: &Reached, lowered: &Lowered<'_>) -> syn::Result<()> {
    let (struct_name, written_trait, builder) = match module.items.first() {
        Some(Item::Action(action)) => (Some(&action.name), action.options.trait_name.as_ref(), None),
        Some(Item::Builder(builder)) => (None, builder.options.trait_name.as_ref(), Some(builder.name.to_string())),
        _ => return Ok(()),
    };
    if reached.is_api {
        return Ok(());
    }
    let builder = builder.unwrap_or_else(|| last_builder(&lowered.api.root));
    let trait_name = match &reached.attach {
        Some(Attach::Extension { trait_name, .. }) => Some(trait_name.to_string()),
        Some(Attach::Standalone | Attach::Client { .. }) | None => None,
    };
    let clash = |name: &Ident, kind: &str, taken: &str| {
        Err(error(name, format!("the {taken} is called `{name}` already"), format!("name the {kind} otherwise")))
    };
    if let (Some(name), None) = (written_trait, &trait_name) {
        let help = "say which builder it is attached to: `on = CallItemRequestBuilder`";
        return Err(error(name, "a builder that stands alone has no trait to name", help));
    }
    match (written_trait, struct_name) {
        (Some(name), _) if *name == builder => clash(name, "trait", "builder"),
        (_, Some(name)) if *name == builder => clash(name, "struct", "builder"),
        (_, Some(name)) if trait_name.as_ref().is_some_and(|taken| name == taken) => clash(name, "struct", "trait"),
        _ => Ok(()),
    }
}

/// Reports declared builders that have the name of one which is made on the way to them, and gives that another name.
pub fn part_builders(root: &mut Builder, reached: &Reached, lowered: &Lowered<'_>, report: &mut Report) {
    let from = match &reached.attach {
        Some(Attach::Extension { path, .. }) => path.as_str(),
        Some(Attach::Client { .. }) => "",
        // Nothing is made on the way then.
        Some(Attach::Standalone) | None => return,
    };
    let place = |builder: &Builder| lowered.places.iter().find(|place| place.path == builder.display_path);
    for child in &mut root.children {
        let builder = &mut child.builder;
        let is_made =
            place(builder).is_none() && !format!("{from}/").starts_with(&format!("{}/", builder.display_path));
        let same = |other: &&&Builder| other.name == builder.name && other.display_path != builder.display_path;
        let below = builder.all();
        let clash = below.iter().find(same).and_then(|other| place(other)?.builder).filter(|_| is_made);
        if let Some(declared) = clash {
            let message = format!("`{}` is the builder of `{}`", declared.name, builder.display_path);
            let help = "name this one otherwise: that one is made on the way to it";
            report.push(error(&declared.name, message, help));
            builder.name = names::type_ident(&format!("{}_on_the_way", declared.name));
        }
        part_builders(builder, reached, lowered, report);
    }
}

/// The name of the builder of the only path.
fn last_builder(root: &Node) -> String {
    let (mut at, mut parent) = (root, &Segment::Root);
    while let Some(child) = at.children.first() {
        (parent, at) = (&at.segment, child);
    }
    names::builder_name(&at.segment, Some(parent)).to_string()
}

/// What the names of the last segment of the only path begin with.
fn stem(root: &Node) -> String {
    let (mut at, mut parent) = (root, &Segment::Root);
    while let Some(child) = at.children.first() {
        (parent, at) = (&at.segment, child);
    }
    names::inline_name_stem(&at.segment, Some(parent))
}
