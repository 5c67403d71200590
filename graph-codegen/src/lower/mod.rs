//! From an OpenAPI description to the API that both front ends share.
//!
//! ```text
//! paths      -path-> segments -tree-> nodes -operation, parameter, body, response-> operations
//! components -schema, object, enums, scalar-> types -inherit, discriminator-> the same types, each member declared once
//! ```
//!
//! Microsoft publishes Graph in two dialects that say the same in different words: one file per module, or one large
//! file with discriminators and unions for nullable things. Both come out of here as the same [`Api`], so that nothing
//! behind this module has to know them. Wire names only: no token and no Rust identifier is made here.

mod alternatives;
mod body;
mod circle;
mod collection;
mod constraint;
mod context;
mod discriminator;
mod doc;
mod enums;
#[cfg(test)]
mod fixture;
mod inherit;
mod media;
mod name;
mod object;
mod operation;
mod parameter;
pub(crate) mod path;
mod pattern;
mod piece;
mod response;
mod scalar;
mod schema;
mod security;
pub(crate) mod server;
mod shape;
mod shortcut;
mod tree;
mod variable;

use std::sync::atomic::AtomicUsize;

use graph_emit::diagnostic::Diagnostics;
use graph_emit::ir::{Api, TypeDef};
use graph_emit::parallel;
use openapiv3::OpenAPI;

use self::context::{Context, Ground, State};
use self::piece::Piece;
use crate::spec::{Description, StandIn};

/// The API of `description`.
///
/// What the generator cannot express is generated in a simpler form, and a warning in `found` names both.
/// `None` when a path does not fit OpenAPI 3.0: then all such paths are told, and nothing else.
pub fn lower(mut description: Description, found: &mut Diagnostics) -> Option<Api> {
    let (mut state, copies) = (State::default(), AtomicUsize::new(0));
    let stand_ins = std::mem::take(&mut description.stand_ins);
    let lowered = description.with_paths(
        found,
        |openapi, places, path| Piece::of(Ground::new(openapi, places, &copies), path),
        |openapi, places, pieces| {
            lower_parts(openapi, Ground::new(openapi, places, &copies), pieces, &stand_ins, &mut state)
        },
    );
    if lowered.is_some() {
        found.extend(state.found);
    }
    lowered
}

/// The API of `openapi`, which is on `ground` and whose paths come one by one as `pieces`.
fn lower_parts(
    openapi: &OpenAPI,
    ground: Ground<'_>,
    pieces: &mut dyn Iterator<Item = Piece>,
    stand_ins: &[StandIn],
    state: &mut State,
) -> Api {
    let root = tree::build(ground, pieces, state);
    let mut cx = Context::new(ground, state);
    let mut types = component_types(&mut cx, ground, openapi);
    circle::cut(&mut cx, &mut types);
    inherit::settle(&mut cx, &mut types);
    discriminator::name_types(&mut cx, &mut types);
    cx.finish();
    let origin = cx.whole_origin();
    security::report_api(&mut cx, openapi, &origin);
    let shortcuts = shortcut::all(&cx, stand_ins);
    let base_url = server::base_url(openapi);
    let version = base_url.as_deref().and_then(server::version);
    Api { title: openapi.info.title.clone(), base_url, version, root, types, shortcuts }
}

/// The types of `components/schemas`, in their order, made on all cores.
fn component_types<'a>(cx: &mut Context<'a>, ground: Ground<'a>, openapi: &'a OpenAPI) -> Vec<TypeDef> {
    let schemas = openapi.components.iter().flat_map(|components| &components.schemas);
    let pieces = parallel::map(schemas.collect(), |(name, schema): (&String, _)| {
        let mut state = State::default();
        let ty = schema::component(&mut Context::new(ground, &mut state), name, schema);
        (ty, state)
    });
    let add = |(ty, state)| {
        cx.add(state);
        ty
    };
    let mut types: Vec<_> = pieces.into_iter().map(add).collect();
    types.retain(|ty| !name::is_helper(&ty.name.wire) || cx.is_mentioned(&ty.name.wire));
    types
}
