//! The guide: its snippets are the documentation tests of this module.

// "declarations.md" needs the macros, and is compiled by the package of their tests.

macro_rules! chapters {
    ($($name:ident $file:literal)*) => {$(
        #[doc = include_str!(concat!("../../docs/guide/src/", $file))]
        mod $name {}
    )*};
}

chapters! {
    introduction "introduction.md"
    client "client.md"
    authentication "authentication.md"
    requests "requests.md"
    models "models.md"
    retry "retry.md"
    errors "errors.md"
    paging "paging.md"
    mailbox "mailbox.md"
    batching "batching.md"
    files "files.md"
    transfers "transfers.md"
    long_running "long-running.md"
    notifications "notifications.md"
    event_hubs "event-hubs.md"
    observability "observability.md"
    event_loop "event-loop.md"
    finding "finding.md"
    settings "settings.md"
    upkeep "upkeep.md"
    review "review.md"
    ci "ci.md"
    security "security.md"
    testing "testing.md"
}
