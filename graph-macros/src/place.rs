//! Puts what is emitted into the modules of the declarations, beside what the user has in them.

use std::collections::HashMap;

use graph_declare::syntax::{Declares, Item, Method, Module};
use graph_declare::{Entry, Lowered, Misnamed};
use graph_emit::checked::{Builder, Checked, Namespace, Operation, Options, OwnOptions, Type};
use graph_emit::emit::{self, Attach};
use graph_emit::names::{self, Name};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Visibility};

use crate::attach::Reached;
use crate::tokens::{self, Ways};

/// What is emitted, by the modules that lead to it.
type ByModule = HashMap<Vec<String>, Vec<TokenStream>>;

/// All that `module` becomes.
pub fn all(module: &Module, mut checked: Checked, lowered: &Lowered<'_>, reached: Reached) -> TokenStream {
    let top: Vec<String> = module.name.iter().map(ToString::to_string).collect();
    if !reached.is_api {
        own_options(&mut checked.root);
    }
    without_heirs(&mut checked.models);
    let types = Types::of(&checked, lowered);
    let mut by_module = ByModule::new();
    let way = reached.attach.as_ref().map(|attach| builders(&checked, attach, lowered, &top, &types, &mut by_module));
    for (entry, ty) in &types.0 {
        let items = emit::declared_type(ty);
        by_module.entry(entry.module.clone()).or_default().push(entry_items(entry, items));
    }
    // Steps on a builder stand where that is named, which is beside the module.
    let is_inside = matches!(reached.attach, Some(Attach::Client { .. }));
    by_module.entry(if is_inside { top.clone() } else { Vec::new() }).or_default().extend(way);
    if reached.is_api && !checked.option_sets.is_empty() {
        let marks = emit::declared_options(&checked);
        let mut home = top.clone();
        home.push("options".to_owned());
        by_module.entry(home).or_default().extend(marks);
    }
    let ways = Ways { models: types.places(&checked.models), top: top.clone(), runtime: reached.runtime };
    let items = write(module, &top, &mut by_module, &ways, lowered);
    let beside: TokenStream = by_module.remove(&Vec::new()).unwrap_or_default().into_iter().collect();
    let beside = lowered.given.put_in(ways.settle(beside, &[]));
    let unit = unit(module);
    quote! { #unit #items #beside }
}

/// The types with what declares them.
struct Types<'l, 'c>(Vec<(&'l Entry<'l>, &'c Type)>);

impl<'l, 'c> Types<'l, 'c> {
    fn of(checked: &'c Checked, lowered: &'l Lowered<'_>) -> Self {
        let mut found = Vec::new();
        for builder in checked.root.all() {
            let home = lowered.places.iter().find(|place| place.path == builder.display_path);
            let homes: Vec<_> = home.iter().map(|place| &place.module).collect();
            found.extend(builder.types.iter().filter_map(|ty| Some((inline(lowered, &homes, ty)?, ty))));
        }
        let by_wire: HashMap<_, _> = lowered.types.iter().map(|entry| (entry.wire.as_str(), entry)).collect();
        for namespace in checked.models.all() {
            let named = namespace.types.iter().filter_map(|ty| Some((*by_wire.get(ty.wire.as_deref()?)?, ty)));
            let named: Vec<_> = named.collect();
            let homes: Vec<_> = named.iter().map(|(entry, _)| &entry.module).collect();
            let nameless = namespace.types.iter().filter(|ty| ty.wire.is_none());
            found.extend(nameless.filter_map(|ty| Some((inline(lowered, &homes, ty)?, ty))));
            found.extend(named);
        }
        Self(found)
    }

    /// Where the types of `models` are declared, by the path that the emitter has for them.
    fn places(&self, models: &Namespace) -> HashMap<String, Vec<String>> {
        let mut places = HashMap::new();
        self.add_places(models, &mut Vec::new(), &mut places);
        places
    }

    fn add_places(&self, namespace: &Namespace, above: &mut Vec<String>, places: &mut HashMap<String, Vec<String>>) {
        for ty in &namespace.types {
            let declared = self.0.iter().find(|(_, known)| std::ptr::eq(*known, ty));
            if let Some((entry, _)) = declared {
                let path = above.iter().cloned().chain([ty.name.to_string()]).collect::<Vec<_>>().join("::");
                places.insert(path, entry.module.clone());
            }
        }
        for child in &namespace.children {
            above.push(child.module.to_string());
            self.add_places(child, above, places);
            above.pop();
        }
    }
}

/// What declares `ty`, a type of one place, in one of `homes`.
fn inline<'l>(lowered: &'l Lowered<'_>, homes: &[&Vec<String>], ty: &Type) -> Option<&'l Entry<'l>> {
    let mut same_name = lowered.types.iter().filter(|entry| entry.is_inline() && ty.name == *entry.ident().to_string());
    same_name.find(|entry| homes.contains(&&entry.module))
}

/// Adds the builders; gives the way to them.
fn builders(
    checked: &Checked,
    attach: &Attach,
    lowered: &Lowered<'_>,
    top: &[String],
    types: &Types<'_, '_>,
    by_module: &mut ByModule,
) -> TokenStream {
    let homes: HashMap<&str, &Vec<String>> =
        lowered.places.iter().map(|place| (place.path.as_str(), &place.module)).collect();
    let home =
        |builder: &Builder| homes.get(builder.display_path.as_str()).map_or(top, |home| home.as_slice()).to_vec();
    let named = |builder: &Builder| home(builder).iter().filter_map(|name| names::parse(name)).collect();
    let (declared, way) = emit::declared(checked, attach, &named);
    let vis = lowered.places.first().and_then(|place| place.vis);
    let is_alone = matches!(attach, Attach::Standalone);
    for one in declared {
        let place = lowered.places.iter().find(|place| place.path == one.builder.display_path);
        let own = place.and_then(|place| place.builder);
        if is_alone && place.is_none() {
            continue;
        }
        let vis = place.and_then(|place| place.vis).or(vis);
        let mut items = one.items;
        let outer = own.map(|builder| builder.attributes.passed.as_slice()).unwrap_or_default();
        let inner =
            own.iter().flat_map(|builder| &builder.methods).map(|method| (&method.name, method_attributes(method)));
        passed(&mut items, outer, &inner.collect::<Vec<_>>());
        // The page of a collection, which is written `[T]`, has no declaration of its own.
        let made = one.builder.types.iter().filter(|ty| !types.0.iter().any(|(_, known)| std::ptr::eq(*known, *ty)));
        items.extend(made.flat_map(emit::declared_type));
        let items = tokens::visible(quote! { #(#items)* }, vis);
        by_module.entry(home(one.builder)).or_default().push(items);
    }
    tokens::visible(way, vis)
}

fn method_attributes(method: &Method) -> &[Attribute] {
    &method.attributes.passed
}

/// The items of a type with what its declaration says of them.
fn entry_items(entry: &Entry<'_>, mut items: Vec<TokenStream>) -> TokenStream {
    let (attributes, vis, inner): (_, &Visibility, Vec<(&Ident, &[Attribute])>) = match entry.item {
        Declares::Model(model) => {
            let inner = model.members.iter().map(|member| (&member.ident, member.passed.as_slice()));
            (&model.attributes, &model.vis, inner.collect())
        }
        Declares::Enumeration(list) => {
            let inner = list.variants.iter().map(|variant| (&variant.ident, variant.passed.as_slice()));
            (&list.attributes, &list.vis, inner.collect())
        }
        Declares::Alias(alias) => (&alias.attributes, &alias.vis, Vec::new()),
        Declares::Body(action) => {
            let inner = action.members.iter().flatten().map(|member| (&member.ident, member.passed.as_slice()));
            (&action.attributes, &action.vis, inner.collect())
        }
    };
    passed(&mut items, &attributes.passed, &inner);
    tokens::visible(quote! { #(#items)* }, Some(vis))
}

/// Adds the attributes that a declaration passes on: `outer` to the definition, and `cfg` to all; `inner` to the parts of
/// these names.
fn passed(items: &mut [TokenStream], outer: &[Attribute], inner: &[(&Ident, &[Attribute])]) {
    let inner: HashMap<String, &[Attribute]> =
        inner.iter().filter(|(_, list)| !list.is_empty()).map(|(ident, list)| (ident.to_string(), *list)).collect();
    for (at, item) in items.iter_mut().enumerate() {
        if !inner.is_empty() {
            *item = tokens::with_attributes(std::mem::take(item), &inner);
        }
        let on_this = outer.iter().filter(|attribute| at == 0 || attribute.path().is_ident("cfg"));
        let (on_this, old) = (on_this.collect::<Vec<_>>(), std::mem::take(item));
        *item = quote! { #(#on_this)* #old };
    }
}

/// The module with all in it; for a single item, that alone.
fn write(module: &Module, at: &[String], by_module: &mut ByModule, ways: &Ways, lowered: &Lowered<'_>) -> TokenStream {
    let mut inner = TokenStream::new();
    for item in &module.items {
        match item {
            Item::Other(tokens) => inner.extend(tokens.clone()),
            Item::Module(below) => {
                let mut at = at.to_vec();
                at.extend(below.name.iter().map(ToString::to_string));
                inner.extend(write(below, &at, by_module, ways, lowered));
            }
            Item::Action(_)
            | Item::Builder(_)
            | Item::Model(_)
            | Item::Enumeration(_)
            | Item::Alias(_)
            | Item::Api(_) => {}
        }
    }
    let made = by_module.remove(at).unwrap_or_default();
    let made: TokenStream = made.into_iter().collect();
    inner.extend(lowered.given.put_in(ways.settle(made, at)));
    let mut marks = at.to_vec();
    marks.push("options".to_owned());
    if let Some(made) = by_module.remove(&marks) {
        let made: TokenStream = made.into_iter().collect();
        let made = lowered.given.put_in(ways.settle(made, &marks));
        inner.extend(quote! {
            #[doc = " Which query options an operation declares, as types."]
            pub mod options { #made }
        });
    }
    let Some(name) = &module.name else { return inner };
    let mut doc = module.attributes.doc.clone();
    if doc.text.is_empty() && module.attributes.passed.iter().all(|attribute| !attribute.path().is_ident("doc")) {
        doc.text = format!("What is declared in `{name}`.");
    }
    let (vis, docs, passed) = (&module.vis, emit::doc_attributes(&doc), &module.attributes.passed);
    quote! { #docs #(#passed)* #vis mod #name { #inner } }
}

/// The struct of an action without a body, as it is. It has no use but to hold the declaration.
fn unit(module: &Module) -> Option<TokenStream> {
    let [Item::Action(action)] = module.items.as_slice() else { return None };
    if action.members.is_some() {
        return None;
    }
    let (vis, name) = (&action.vis, &action.name);
    let (docs, passed) = (emit::doc_attributes(&action.attributes.doc), &action.attributes.passed);
    Some(quote! {
        #[allow(dead_code, reason = "it holds the declaration of an action")]
        #docs #(#passed)* #vis struct #name;
    })
}

/// Gives each operation a mark of its own for its options: beside a single builder there is no module for those of several.
fn own_options(builder: &mut Builder) {
    let stem = builder.name.to_string();
    let stem = stem.strip_suffix("RequestBuilder").unwrap_or(&stem).to_owned();
    for operation in &mut builder.operations {
        mark(operation, &stem);
        let options = operation.options.clone();
        for other in &mut operation.others {
            other.options = options.clone();
        }
    }
    for child in &mut builder.children {
        own_options(&mut child.builder);
    }
}

fn mark(operation: &mut Operation, stem: &str) {
    let Options::Shared(set) = &operation.options else { return };
    let verb = operation.method.as_str().to_lowercase();
    let name = |lead: &str| -> Name { names::type_ident(&format!("{lead}{stem}_{verb}_options")) };
    let odata = set.options.clone();
    operation.options =
        Options::Own(OwnOptions { name: name(""), setters_trait: name("set_"), odata, setters: Vec::new() });
}

/// Gives the methods that are not named after an HTTP method the names that they are called by.
pub fn rename(builder: &mut Builder, misnamed: &[Misnamed]) {
    if misnamed.is_empty() {
        return;
    }
    for operation in &mut builder.operations {
        let is_it = |other: &&Misnamed| other.path == builder.display_path && other.method == operation.method;
        if let Some(written) = misnamed.iter().find(is_it) {
            operation.name = Name::from(&written.name);
        }
    }
    builder.children.iter_mut().for_each(|child| rename(&mut child.builder, misnamed));
}

/// Leaves the lists of types that derive from others out: their links are those of the generator's modules.
fn without_heirs(namespace: &mut Namespace) {
    for family in namespace.types.iter_mut().filter_map(|ty| ty.family.as_mut()) {
        family.children.clear();
    }
    namespace.children.iter_mut().for_each(without_heirs);
}

/// `attribute` as tokens.
pub fn attribute_tokens(attributes: &[Attribute]) -> TokenStream {
    attributes.iter().map(quote::ToTokens::to_token_stream).collect()
}
