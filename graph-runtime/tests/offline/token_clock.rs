//! Tokens that are kept, by a clock that the test drives.

use std::future::{IntoFuture as _, poll_fn};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{
    AccessToken, BoxError, BoxFuture, CachedToken, Client, Error, Method, Request, Retry, Timer, TokenRequest,
    TokenSource, token_fn,
};

use crate::support::identity::{Identity, poll};
use crate::support::ready;

/// A time that passes when it is told to.
#[derive(Clone)]
struct Clock(Arc<Mutex<SystemTime>>);

impl Clock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000))))
    }

    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    fn pass(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// A token that is valid for so long from now on.
    fn token(&self, text: &str, seconds: u64) -> AccessToken {
        AccessToken::new(text).valid_until(self.now() + Duration::from_secs(seconds))
    }

    fn keep<S: TokenSource>(&self, source: S) -> CachedToken<S> {
        let clock = self.clone();
        CachedToken::new(source).clock(move || clock.now())
    }
}

fn given(source: &impl TokenSource) -> Result<String, BoxError> {
    ready(source.token(TokenRequest::default())).map(|token| token.expose().to_owned())
}

const HOUR: u64 = 3600;

#[test]
fn a_credential_that_cannot_renew_costs_no_request_while_its_token_is_good() {
    let clock = Clock::new();
    let identity = Identity::new([Ok(clock.token("old", HOUR)), Err("unavailable")]);
    let transport = InMemoryTransport::json(204, "");
    let client = Client::builder().token(clock.keep(identity.clone())).transport(transport.clone()).build().unwrap();
    let send = || ready(Request::<()>::new(&client.route(), Method::POST, "{+baseurl}/me/sendMail"));
    send().unwrap();
    clock.pass(HOUR - 300);
    // A request each second, for as long as the token is good.
    let mut asked = Vec::new();
    for second in 0..300 {
        let before = identity.times();
        send().unwrap();
        if identity.times() > before {
            asked.push(second);
        }
        clock.pass(1);
    }
    assert_eq!(asked, [0, 30, 90, 210], "each time, the source is left alone for twice as long");
    assert!(transport.requests().iter().all(|sent| sent.headers["authorization"] == "Bearer old"));
    // From now on there is none.
    assert!(send().unwrap_err().report().to_string().ends_with("the token source gave no token: unavailable"));
}

#[test]
fn a_renewal_that_succeeds_begins_anew() {
    let clock = Clock::new();
    let good = |text, from: u64| Ok(AccessToken::new(text).valid_until(clock.now() + Duration::from_secs(from + HOUR)));
    let answers = [good("1", 0), Err("a"), Err("b"), good("2", HOUR), Err("c"), good("3", 2 * HOUR)];
    let identity = Identity::new(answers);
    let source = clock.keep(identity.clone());
    let at = |seconds| {
        clock.pass(seconds);
        (given(&source).unwrap(), identity.times())
    };
    let told = |text: &str, times| (text.to_owned(), times);
    assert_eq!(at(0), told("1", 1));
    assert_eq!(at(HOUR - 300), told("1", 2));
    assert_eq!((at(29), at(1)), (told("1", 2), told("1", 3)));
    assert_eq!((at(59), at(1)), (told("1", 3), told("2", 4)));
    assert_eq!(at(HOUR - 90), told("2", 5));
    assert_eq!((at(29), at(1)), (told("2", 5), told("3", 6)), "the pause is as short as at first");
}

#[test]
fn a_renewal_that_is_given_up_is_not_begun_by_each_request() {
    let clock = Clock::new();
    let identity = Identity::closed([Ok(clock.token("old", HOUR)), Ok(clock.token("new", 2 * HOUR))]);
    let source = clock.keep(identity.clone());
    identity.open(1);
    given(&source).unwrap();
    clock.pass(HOUR - 100);
    // It hangs, and the request that waits for it is dropped.
    let mut renewing = source.token(TokenRequest::default());
    assert!(poll(&mut renewing).is_none());
    drop(renewing);
    assert_eq!((given(&source).unwrap().as_str(), identity.times()), ("old", 2));
    clock.pass(30);
    identity.open(1);
    assert_eq!((given(&source).unwrap().as_str(), identity.times()), ("new", 3));
}

/// Its waits end when the test says so.
#[derive(Clone, Default)]
struct Waits {
    over: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<Duration>>>,
}

impl Timer for Waits {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.asked.lock().unwrap().push(duration);
        let over = self.over.clone();
        Box::pin(poll_fn(move |_| if over.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }))
    }
}

/// What the tokens of requests were, from a client whose second token hangs `seconds` after the first came.
fn while_renewal_hangs(clock: &Clock, identity: &Identity, waits: &Waits, seconds: u64) -> (Client, InMemoryTransport) {
    let transport = InMemoryTransport::json(204, "");
    let token = clock.keep(identity.clone()).renewal_wait(Duration::from_secs(7));
    let client = Client::builder().token(token).transport(transport.clone()).timer(waits.clone());
    let client = client.retry(Retry::none()).timeout(None).build().unwrap();
    identity.open(1);
    ready(send_mail(&client)).unwrap();
    clock.pass(seconds);
    (client, transport)
}

fn send_mail(client: &Client) -> BoxFuture<'static, Result<(), Error>> {
    Box::pin(Request::<()>::new(&client.route(), Method::POST, "{+baseurl}/me/sendMail").into_future())
}

fn sent(transport: &InMemoryTransport) -> Vec<String> {
    transport.requests().iter().map(|sent| sent.headers["authorization"].to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_renewal_that_hangs_holds_up_its_request_only_for_a_while() {
    let (clock, waits) = (Clock::new(), Waits::default());
    let identity = Identity::closed([Ok(clock.token("old", HOUR)), Ok(clock.token("new", 2 * HOUR))]);
    let (client, transport) = while_renewal_hangs(&clock, &identity, &waits, HOUR - 200);
    let mut renewing = send_mail(&client);
    assert!(poll(&mut renewing).is_none(), "it waits for a while");
    assert_eq!(*waits.asked.lock().unwrap(), [Duration::from_secs(7)]);
    waits.over.store(true, Ordering::Relaxed);
    assert!(poll(&mut renewing).is_some_and(|sent| sent.is_ok()));
    assert_eq!((sent(&transport), identity.times()), (vec!["Bearer old".to_owned(); 2], 2));
    // It counts as a renewal that failed: the next is begun after half a minute, the one after that after a minute.
    for (seconds, times) in [(29, 2), (1, 3), (59, 3), (1, 4)] {
        clock.pass(seconds);
        ready(send_mail(&client)).unwrap();
        assert_eq!(identity.times(), times, "{seconds}");
    }
    identity.open(1);
    clock.pass(110);
    let mut last = send_mail(&client);
    assert!(poll(&mut last).is_some_and(|sent| sent.is_ok()));
    assert_eq!(sent(&transport).last().unwrap(), "Bearer new", "without an old one, it is waited for");
}

#[test]
fn a_token_that_expires_while_its_renewal_hangs_is_not_used() {
    let (clock, waits) = (Clock::new(), Waits::default());
    let identity = Identity::closed([Ok(clock.token("old", HOUR)), Ok(clock.token("new", 2 * HOUR))]);
    let (client, transport) = while_renewal_hangs(&clock, &identity, &waits, HOUR - 5);
    let mut renewing = send_mail(&client);
    assert!(poll(&mut renewing).is_none());
    clock.pass(5);
    waits.over.store(true, Ordering::Relaxed);
    assert!(poll(&mut renewing).is_none(), "there is no token to go on with");
    identity.open(1);
    assert!(poll(&mut renewing).is_some_and(|sent| sent.is_ok()));
    assert_eq!(sent(&transport), ["Bearer old", "Bearer new"]);
}

#[test]
fn a_token_that_has_expired_takes_no_place_of_a_good_one() {
    let clock = Clock::new();
    let answers = [Ok(clock.token("old", HOUR)), Ok(clock.token("stale", 10)), Ok(clock.token("new", 2 * HOUR))];
    let identity = Identity::new(answers);
    let source = clock.keep(identity.clone());
    given(&source).unwrap();
    clock.pass(HOUR - 100);
    assert_eq!((given(&source).unwrap().as_str(), identity.times()), ("old", 2));
    assert_eq!((given(&source).unwrap().as_str(), identity.times()), ("old", 2));
    clock.pass(30);
    assert_eq!((given(&source).unwrap().as_str(), identity.times()), ("new", 3));
}

#[test]
fn a_source_that_hangs_is_asked_again_after_its_time_and_when_the_clock_was_turned_back() {
    for seconds in [60, -1] {
        let clock = Clock::new();
        let identity = Identity::closed([Ok(clock.token("first", HOUR))]);
        let source = clock.keep(identity.clone());
        let mut first = source.token(TokenRequest::default());
        let mut beside = source.token(TokenRequest::default());
        assert!(poll(&mut first).is_none() && poll(&mut beside).is_none());
        assert_eq!(identity.times(), 1);
        match u64::try_from(seconds) {
            Ok(seconds) => clock.pass(seconds),
            Err(_) => *clock.0.lock().unwrap() -= Duration::from_secs(1),
        }
        assert!(poll(&mut source.token(TokenRequest::default())).is_none());
        assert_eq!(identity.times(), 2, "{seconds}");
    }
}

#[test]
fn an_error_without_a_token_is_told_each_time() {
    let source = Clock::new().keep(token_fn(|| async { Err("unavailable".into()) }));
    for _ in 0..2 {
        assert_eq!(given(&source).unwrap_err().to_string(), "the token cannot be fetched");
    }
}
