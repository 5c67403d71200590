//! The features of `graph-runtime`, which every generated crate passes on by their own names.

/// Each feature with what it brings, as the runtime's manifest says it. They are written down here because a published
/// generator has no manifest of the runtime beside it; a test compares the two.
pub const RUNTIME: [(&str, &str); 18] = [
    ("azure", "Credentials of Azure's SDK, `azure_core` 1 and `azure_identity`, as token sources."),
    (
        "rustls",
        "The transport for real services, with TLS by rustls and ring; without it a client needs a transport of the user's own.",
    ),
    ("native-tls", "The same with TLS of the system, in place of the default."),
    ("reqwest", "What both have in common."),
    ("gzip", "Answers that come compressed."),
    ("brotli", "The same, by Brotli."),
    ("batch", "Many requests in one exchange (JSON batching)."),
    ("blocking", "Requests that are waited for on the thread they are made on."),
    ("mock", "A Graph for tests, with typed expectations."),
    (
        "macros",
        "The macros that declare operations and types: `graph_action`, `graph_builder`, `graph_api`, `graph_model` and `graph_enum`.",
    ),
    ("tracing", "A span for each request, by OpenTelemetry's conventions."),
    ("transfer", "Large files: upload sessions that go on where they broke, and downloads that do."),
    ("monitor", "Operations that go on after their answer: asking how far they are until they end."),
    ("tower", "Layers of tower between the client and its transport."),
    (
        "serde",
        "`Serialize` and `Deserialize` of all models and enums, at a tenth of the time and memory of checking all of Graph beta.",
    ),
    ("notifications", "What arrives at a webhook: change notifications about calls and subscriptions."),
    ("notification-decryption", "Resource data that notifications bring along encrypted."),
    ("notification-tokens", "Whether the JSON web tokens of notifications are in order."),
];

/// Whether the runtime has a feature of this name.
pub fn is_of_runtime(name: &str) -> bool {
    RUNTIME.iter().any(|(feature, _)| *feature == name)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use graph_emit::ir::Segment;
    use graph_emit::names;

    use super::RUNTIME;
    use crate::output::features::segment_feature;

    /// The names of the features in a manifest beside this crate, each with the comment above it and what it pulls in.
    fn features_of(manifest: &str) -> Vec<(String, String, String)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(manifest);
        let text = fs::read_to_string(path).expect("the crate is beside this one");
        let table = text.split_once("[features]\n").expect("it has features").1;
        let (mut features, mut comment) = (Vec::new(), Vec::new());
        for line in table.lines().take_while(|line| !line.starts_with('[')) {
            if let Some(text) = line.strip_prefix("# ") {
                comment.push(text);
            } else if let Some((name, pulled)) = line.split_once(" = ") {
                features.push((name.to_owned(), std::mem::take(&mut comment).join(" "), pulled.to_owned()));
            }
        }
        features.retain(|(name, ..)| name != "default");
        features
    }

    #[test]
    fn all_features_of_the_runtime_are_passed_on() {
        let own: Vec<_> = RUNTIME.iter().map(|(name, brings)| ((*name).to_owned(), (*brings).to_owned())).collect();
        let of_runtime = features_of("graph-runtime/Cargo.toml").into_iter().map(|(name, brings, _)| (name, brings));
        assert_eq!(own, of_runtime.collect::<Vec<_>>());
    }

    #[test]
    fn a_segment_that_is_called_like_one_has_another_name() {
        for (name, _) in RUNTIME {
            let segment = Segment::Literal(names::feature_name(name).replace('-', "_"));
            assert_eq!(segment_feature(&segment), format!("{name}-segment"));
        }
        assert_eq!(segment_feature(&Segment::Literal("notificationTokens".into())), "notification-tokens-segment");
        assert_eq!(segment_feature(&Segment::Literal("batches".into())), "batches");
    }

    #[test]
    fn the_bindings_of_this_repository_pass_them_on_as_well() {
        let pulled = |(name, brings): &(&str, &str)| {
            ((*name).to_owned(), (*brings).to_owned(), format!("[\"graph-runtime/{name}\"]"))
        };
        assert_eq!(features_of("generated/Cargo.toml"), RUNTIME.iter().map(pulled).collect::<Vec<_>>());
    }
}
