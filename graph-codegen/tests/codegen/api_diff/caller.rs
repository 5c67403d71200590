//! A caller of bindings who names all that there is: each builder, step, operation, option, member, key and value, with its type.
//! It is read off the generated Rust, not off the snapshot, so that it knows nothing of what the comparison knows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    FnArg, ImplItem, Item, ItemImpl, ItemMacro, ItemMod, ItemUse, ReturnType, Signature, TraitItem, Type, UseTree,
    Visibility,
};

/// How many functions a caller has at most; a builder that stands at many places is called at some of them.
const MOST: usize = 4000;

/// What the caller begins with; all of it is beside `api`, the bindings.
const START: &str = "\
fn v<T>() -> T { loop {} }
fn page<P: ::graph_runtime::Page<Item = I>, I>() {}
";

/// The Rust of a caller of the bindings `text`, made with the layout `file`: the module `caller` beside the module `api`.
pub fn caller(text: &str) -> String {
    let file = syn::parse_file(text).expect("generated Rust is Rust");
    let root = file.items.iter().find_map(|item| if let Item::Mod(module) = item { Some(module) } else { None });
    let root = root.expect("the bindings are a module");
    let mut caller = Caller { root, text: START.to_owned(), functions: 0, options: BTreeMap::new() };
    for name in ["Count", "Expand", "Filter", "Format", "Orderby", "Search", "Select", "Skip", "Top"] {
        let _ = writeln!(
            caller.text,
            "fn has_{name}<T, Q: ::graph_runtime::options::{name}>(_: &::graph_runtime::Request<T, Q>) {{}}"
        );
    }
    let options = caller.find(&["options".to_owned()]).map(items).unwrap_or_default();
    caller.options = markers(options);
    caller.module(items(root), &[], &[]);
    format!("pub mod caller {{\n{}}}\n", caller.text)
}

/// The option traits of each marker, and the methods that set the options which only one operation has.
type Marks<'m> = (&'m BTreeMap<String, Vec<String>>, &'m BTreeMap<String, Vec<&'m Signature>>);

struct Caller<'r> {
    root: &'r ItemMod,
    text: String,
    functions: usize,
    /// The option traits of the markers that operations share.
    options: BTreeMap<String, Vec<String>>,
}

fn items(module: &ItemMod) -> &[Item] {
    module.content.as_ref().map(|content| content.1.as_slice()).unwrap_or_default()
}

/// The traits of each marker in `items`.
fn markers(items: &[Item]) -> BTreeMap<String, Vec<String>> {
    let mut markers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items {
        if let Item::Impl(ItemImpl { trait_: Some((path, _)), self_ty, items, .. }) = item
            && items.is_empty()
        {
            let name = path.segments.last().expect("a path has a segment").ident.to_string();
            markers.entry(self_ty.to_token_stream().to_string()).or_default().push(name);
        }
    }
    markers
}

/// The methods of the traits that set the options which only one operation has, by marker.
fn setters(items: &[Item]) -> BTreeMap<String, Vec<&Signature>> {
    let traits: BTreeMap<_, _> = items
        .iter()
        .filter_map(|item| if let Item::Trait(one) = item { Some((one.ident.to_string(), one)) } else { None })
        .collect();
    let mut setters = BTreeMap::new();
    for item in items {
        let Item::Impl(ItemImpl { trait_: Some((path, _)), self_ty, .. }) = item else { continue };
        let Some(one) = path.get_ident().and_then(|name| traits.get(&name.to_string())) else { continue };
        let signatures =
            one.items.iter().filter_map(|item| if let TraitItem::Fn(method) = item { Some(&method.sig) } else { None });
        if let Some(marker) = arguments(self_ty).get(1) {
            setters.insert(marker.clone(), signatures.collect());
        }
    }
    setters
}

/// The type arguments of the last segment of a path.
fn arguments(ty: &Type) -> Vec<String> {
    let Type::Path(path) = ty else { return Vec::new() };
    let last = path.path.segments.last().expect("a path has a segment");
    match &last.arguments {
        syn::PathArguments::AngleBracketed(brackets) => {
            brackets.args.iter().map(|one| one.to_token_stream().to_string()).collect()
        }
        _ => Vec::new(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// `super :: super :: a :: B`, seen from the modules `real`, as seen from the crate; any other type as it is.
fn absolute(ty: &str, real: &[String]) -> String {
    let up = ty.split(" :: ").take_while(|part| *part == "super").count();
    if up == 0 || up > real.len() {
        return ty.to_owned();
    }
    let rest: Vec<_> = ty.split(" :: ").skip(up).map(str::to_owned).collect();
    let start = real[..real.len() - up].iter().cloned();
    ["crate".to_owned(), "api".to_owned()].into_iter().chain(start).chain(rest).collect::<Vec<_>>().join("::")
}

impl<'r> Caller<'r> {
    /// The module that `path` leads to.
    fn find(&self, path: &[String]) -> Option<&'r ItemMod> {
        let mut at = self.root;
        for name in path {
            at = items(at).iter().find_map(|item| match item {
                Item::Mod(module) if module.ident == name => Some(module),
                _ => None,
            })?;
        }
        Some(at)
    }

    /// Calls what is in the module with `items`, written at `real` and reached by `shown`.
    fn module(&mut self, items: &'r [Item], real: &[String], shown: &[String]) {
        if self.functions > MOST {
            return;
        }
        self.functions += 1;
        let number = self.functions;
        let imports = items.iter().filter_map(|item| match item {
            Item::Use(line) if line.leading_colon.is_some() => Some(line.to_token_stream().to_string()),
            _ => None,
        });
        let mut text = imports.collect::<Vec<_>>().join("\n");
        if !shown.is_empty() && self.find(&["models".to_owned()]).is_some() {
            text.push_str("\nuse crate::api::models;\n");
        }
        let glob = ["crate", "api"].into_iter().chain(shown.iter().map(String::as_str)).collect::<Vec<_>>().join("::");
        let _ = writeln!(self.text, "mod m{number} {{\nuse super::*;\n{text}\nuse {glob}::*;");
        let (markers, setters) = (markers(items), setters(items));
        for item in items {
            self.item(item, real, (&markers, &setters));
        }
        self.text.push_str("}\n");
        for item in items {
            match item {
                // What is private is seen in the module around it.
                Item::Mod(module) if real.is_empty() && module.ident == "options" => {}
                Item::Mod(module) => {
                    let below = [real, &[module.ident.to_string()]].concat();
                    let shown = if is_public(&module.vis) {
                        [shown, &[module.ident.to_string()]].concat()
                    } else {
                        shown.to_vec()
                    };
                    self.module(self::items(module), &below, &shown);
                }
                Item::Use(line) if is_public(&line.vis) => self.reexport(line, real, shown),
                _ => {}
            }
        }
    }

    /// Calls what is in a module that is written elsewhere.
    fn reexport(&mut self, line: &ItemUse, real: &[String], shown: &[String]) {
        let (mut path, mut tree) = (Vec::new(), &line.tree);
        let name = loop {
            match tree {
                UseTree::Path(part) => {
                    path.push(part.ident.to_string());
                    tree = &part.tree;
                }
                UseTree::Name(name) => {
                    path.push(name.ident.to_string());
                    break name.ident.to_string();
                }
                UseTree::Rename(rename) => {
                    path.push(rename.ident.to_string());
                    break rename.rename.to_string();
                }
                UseTree::Glob(_) | UseTree::Group(_) => return,
            }
        };
        let up = path.iter().take_while(|part| *part == "super").count();
        let skipped = path.iter().take_while(|part| *part == "super" || *part == "self").count();
        let Some(start) = real.len().checked_sub(up) else { return };
        let place = [&real[..start], &path[skipped..]].concat();
        if let Some(module) = self.find(&place) {
            self.module(items(module), &place, &[shown, &[name]].concat());
        }
    }

    fn function(&mut self, parameters: &str, body: &str) {
        self.functions += 1;
        let _ = writeln!(self.text, "fn f{}({parameters}) {{ {body} }}", self.functions);
    }

    fn item(&mut self, item: &Item, real: &[String], marks: Marks<'_>) {
        match item {
            Item::Struct(object) => {
                let fields = object.fields.iter().filter(|field| is_public(&field.vis));
                let fields: Vec<_> =
                    fields.map(|field| (field.ident.to_token_stream(), field.ty.to_token_stream())).collect();
                let name = &object.ident;
                let written: String = fields.iter().map(|(field, ty)| format!("{field}: v::<{ty}>(), ")).collect();
                self.function("", &format!("let _ = {name} {{ {written} ..Default::default() }};"));
                let seen: String = fields.iter().map(|(field, ty)| format!("let _: &{ty} = &x.{field}; ")).collect();
                self.function(&format!("x: {name}"), &seen);
            }
            // Without values it marks the options of a request, which is left to the compiler.
            Item::Enum(values) if values.variants.is_empty() => {}
            Item::Enum(values) => {
                let name = &values.ident;
                let known = values.variants.iter().filter(|variant| variant.fields.is_empty());
                let arms: String = known.map(|variant| format!("{name}::{} => v(), ", variant.ident)).collect();
                self.function(&format!("x: {name}"), &format!("match x {{ {arms} _ => v() }}"));
            }
            Item::Type(alias) => {
                self.function(&format!("x: {}", alias.ident), &format!("let _: {} = x;", alias.ty.to_token_stream()));
            }
            Item::Impl(methods) if methods.trait_.is_none() => {
                let name = methods.self_ty.to_token_stream().to_string();
                for item in &methods.items {
                    match item {
                        ImplItem::Fn(method) if is_public(&method.vis) => self.method(&name, &method.sig, real, marks),
                        ImplItem::Const(value) if is_public(&value.vis) => {
                            self.function(
                                "",
                                &format!("let _: {} = {name}::{};", value.ty.to_token_stream(), value.ident),
                            );
                        }
                        _ => {}
                    }
                }
            }
            Item::Macro(item) => self.made_by(item),
            _ => {}
        }
    }

    fn method(&mut self, builder: &str, signature: &Signature, real: &[String], (markers, setters): Marks<'_>) {
        let ReturnType::Type(_, returned) = &signature.output else { return };
        let types: Vec<_> = types(signature);
        let values: Vec<_> = types.iter().map(|ty| format!("v::<{ty}>()")).collect();
        let has_receiver = signature.receiver().is_some();
        let (on, parameters) = if has_receiver {
            ("x.".to_owned(), format!("x: &{builder}"))
        } else {
            (format!("{builder}::"), String::new())
        };
        let call = format!("{on}{}({})", signature.ident, values.join(", "));
        let returned_text = returned.to_token_stream().to_string();
        let is_request = returned_text.starts_with("Request <") || returned_text.contains(":: Request <");
        if !is_request {
            let ty = if returned_text == "Self" { builder.to_owned() } else { absolute(&returned_text, real) };
            return self.function(&parameters, &format!("let _: {ty} = {call};"));
        }
        let arguments = arguments(returned);
        let answer = arguments.first().cloned().unwrap_or_default();
        let marker = arguments
            .get(1)
            .map(|marker| marker.rsplit(" :: ").next().unwrap_or(marker).to_owned())
            .unwrap_or_default();
        let traits = markers.get(&marker).or_else(|| self.options.get(&marker)).cloned().unwrap_or_default();
        let mut body = format!("let r: ::graph_runtime::Request<{answer}, _> = {call}; ");
        body.extend(traits.iter().map(|name| format!("has_{name}(&r); ")));
        for setter in setters.get(&marker).into_iter().flatten() {
            let values: Vec<_> = self::types(setter).iter().map(|ty| format!("v::<{ty}>()")).collect();
            let _ = write!(body, "let r = r.{}({}); ", setter.ident, values.join(", "));
        }
        self.function(&parameters, &body);
    }

    /// What a macro of the runtime makes.
    fn made_by(&mut self, item: &ItemMacro) {
        let macro_name = item.mac.path.segments.last().expect("a path has a segment").ident.to_string();
        let parts = split(item.mac.tokens.clone(), ',');
        let part = |at: usize| {
            parts.get(at).map(|part| part.iter().cloned().collect::<TokenStream>().to_string()).unwrap_or_default()
        };
        match macro_name.as_str() {
            "model" => self.keys(item.mac.tokens.clone()),
            "derived" => {
                for base in 3..parts.len() {
                    self.function(&format!("x: {}", part(0)), &format!("let _ = {}::from(x);", part(base)));
                    self.function(&format!("x: {}", part(base)), &format!("let _ = x.is::<{}>();", part(0)));
                }
            }
            "page" => {
                let item = part(1).split_once(':').map(|(_, ty)| ty.trim().to_owned()).unwrap_or_default();
                self.function("", &format!("page::<{}, {item}>();", part(0)));
            }
            _ => {}
        }
    }

    /// The keys of the members of a model.
    fn keys(&mut self, tokens: TokenStream) {
        let mut name = String::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if name.is_empty() => name = ident.to_string(),
                TokenTree::Group(group) if !name.is_empty() => {
                    for entry in split(group.stream(), ',') {
                        let text = entry.into_iter().collect::<TokenStream>().to_string();
                        if let Some((key, ty)) = text.rsplit_once(" : ").and_then(|(_, key)| key.split_once(" as ")) {
                            self.function("", &format!("let _: ::graph_runtime::Field<{name}, {ty}> = {name}::{key};"));
                        } else if let Some((before, ty)) = text.split_once(" as ") {
                            let key = before.rsplit(' ').next().unwrap_or_default();
                            self.function("", &format!("let _: ::graph_runtime::Field<{name}, {ty}> = {name}::{key};"));
                        }
                    }
                    return;
                }
                _ => {}
            }
        }
    }
}

/// The types of the arguments.
fn types(signature: &Signature) -> Vec<String> {
    let typed = signature
        .inputs
        .iter()
        .filter_map(|input| if let FnArg::Typed(input) = input { Some(&input.ty) } else { None });
    typed.map(|ty| ty.to_token_stream().to_string()).collect()
}

/// `tokens` between signs that are outside of angle brackets.
fn split(tokens: TokenStream, separator: char) -> Vec<Vec<TokenTree>> {
    let (mut parts, mut depth) = (vec![Vec::new()], 0);
    for token in tokens {
        if let TokenTree::Punct(sign) = &token {
            depth += match sign.as_char() {
                '<' => 1,
                '>' if parts
                    .last()
                    .and_then(|part: &Vec<TokenTree>| part.last())
                    .is_none_or(|last| last.to_string() != "=") =>
                {
                    -1
                }
                _ => 0,
            };
            if sign.as_char() == separator && depth == 0 {
                parts.push(Vec::new());
                continue;
            }
        }
        parts.last_mut().expect("there is one").push(token);
    }
    parts
}
