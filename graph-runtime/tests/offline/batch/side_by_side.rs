//! Several batches at once: how many, in which order, and what waits for what.

use graph_runtime::driver::{Driver, Reply, Step};
use graph_runtime::{Answers, Bytes, Client, Earlier, Error, Method, Ticket, http};
use serde_json::{Value, json};

/// A batch of so many requests, of which some come after others, and what drives it.
struct Sending {
    driver: Driver<graph_runtime::BoxFuture<'static, Answers>>,
    tickets: Vec<Ticket<()>>,
}

impl Sending {
    fn new(requests: usize, side_by_side: Option<usize>, after: &[(usize, usize)]) -> Self {
        let client = Client::builder().without_transport().build().unwrap();
        let batch = client.batch();
        let mut batch = match side_by_side {
            Some(exchanges) => batch.side_by_side(exchanges),
            None => batch,
        };
        let mut tickets: Vec<Ticket<()>> = Vec::new();
        for number in 0..requests {
            let request = client.request(Method::DELETE, &format!("/{number}"));
            let earlier = after.iter().filter(|(later, _)| *later == number);
            let earlier: Vec<_> = earlier.map(|(_, earlier)| &tickets[*earlier] as &dyn Earlier).collect();
            let ticket = batch.add_after(request, &earlier);
            tickets.push(ticket);
        }
        Self { driver: Driver::new(batch.send()), tickets }
    }

    /// All that is to be sent now.
    fn out(&mut self) -> Vec<Exchange> {
        let mut out = Vec::new();
        while let Step::Send(request, reply) = self.driver.step() {
            out.push(Exchange::new(&request, reply));
        }
        out
    }

    /// How the requests end, and how long was waited in between; all is answered that is still to be sent.
    fn end(mut self) -> (Vec<Result<(), Error>>, Vec<u64>) {
        let mut waits = Vec::new();
        let mut answers = loop {
            match self.driver.step() {
                Step::Send(request, reply) => Exchange::new(&request, reply).succeed(),
                Step::Wait(duration, pause) => {
                    waits.push(duration.as_secs());
                    pause.over();
                }
                Step::Done(answers) => break answers,
                Step::Out | Step::Elsewhere => panic!("all was answered"),
            }
        };
        (self.tickets.into_iter().map(|ticket| answers.take(ticket)).collect(), waits)
    }
}

/// One `$batch` that is under way.
struct Exchange {
    ids: Vec<String>,
    numbers: Vec<usize>,
    reply: Reply,
}

impl Exchange {
    fn new(request: &http::Request<Bytes>, reply: Reply) -> Self {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let requests = body["requests"].as_array().unwrap();
        let text = |request: &Value, name: &str| request[name].as_str().unwrap().to_owned();
        let ids = requests.iter().map(|request| text(request, "id")).collect();
        let numbers = requests.iter().map(|request| text(request, "url")[1..].parse().unwrap()).collect();
        Self { ids, numbers, reply }
    }

    fn succeed(self) {
        self.answer(&json!({ "status": 204 }));
    }

    fn answer(self, answer: &Value) {
        let with_id = |id: &String| {
            let mut answer = answer.clone();
            answer["id"] = json!(id);
            answer
        };
        let answers: Vec<Value> = self.ids.iter().map(with_id).collect();
        self.reply.answer(http::Response::new(Bytes::from(json!({ "responses": answers }).to_string())));
    }
}

fn numbers(out: &[Exchange]) -> Vec<Vec<usize>> {
    out.iter().map(|exchange| exchange.numbers.clone()).collect()
}

fn range(from: usize, to: usize) -> Vec<usize> {
    (from..to).collect()
}

#[test]
fn by_itself_one_batch_comes_after_the_other() {
    for side_by_side in [None, Some(0), Some(1)] {
        let mut sending = Sending::new(50, side_by_side, &[]);
        for expected in [range(0, 20), range(20, 40), range(40, 50)] {
            let mut out = sending.out();
            assert_eq!(numbers(&out), [expected]);
            out.remove(0).succeed();
        }
        assert!(sending.end().0.iter().all(Result::is_ok));
    }
}

#[test]
fn there_are_no_more_at_once_than_was_said_and_they_begin_in_order() {
    let mut sending = Sending::new(95, Some(3), &[]);
    let mut out = sending.out();
    assert_eq!(numbers(&out), [range(0, 20), range(20, 40), range(40, 60)]);
    // They are answered in any order.
    out.remove(2).succeed();
    let next = sending.out();
    assert_eq!(numbers(&next), [range(60, 80)]);
    out.into_iter().chain(next).rev().for_each(Exchange::succeed);
    let (outcomes, waits) = sending.end();
    assert_eq!((outcomes.len(), outcomes.iter().all(Result::is_ok), waits.len()), (95, true, 0));
}

#[test]
fn what_comes_after_others_waits_for_them_alone() {
    // 50 comes after 0, which is in the first batch, and 51 after 50.
    let mut sending = Sending::new(52, Some(5), &[(50, 0), (51, 50)]);
    let mut out = sending.out();
    let first = out.iter().position(|exchange| exchange.numbers.contains(&0)).unwrap();
    let begun: Vec<usize> = out.iter().flat_map(|exchange| exchange.numbers.clone()).collect();
    assert_eq!(begun.len(), 50, "all that waits for nobody is under way: {begun:?}");
    assert!(!begun.contains(&50) && !begun.contains(&51));
    out.remove(first).succeed();
    let chain = sending.out();
    assert_eq!(numbers(&chain), [vec![50, 51]], "the others are still under way");
    out.into_iter().chain(chain).for_each(Exchange::succeed);
    assert!(sending.end().0.iter().all(Result::is_ok));
}

#[test]
fn one_that_fails_costs_no_other() {
    let mut sending = Sending::new(45, Some(3), &[(44, 25)]);
    let mut out = sending.out();
    assert_eq!(numbers(&out).iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 4]);
    out.remove(1).answer(&json!({ "status": 403 }));
    out.into_iter().for_each(Exchange::succeed);
    let (outcomes, _) = sending.end();
    for (number, outcome) in outcomes.into_iter().enumerate() {
        match number {
            20..40 => assert!(outcome.unwrap_err().is_forbidden()),
            44 => assert!(outcome.unwrap_err().is_failed_dependency()),
            _ => outcome.unwrap(),
        }
    }
}

#[test]
fn what_is_throttled_goes_out_once_more_when_all_others_are_through() {
    let mut sending = Sending::new(40, Some(2), &[]);
    let mut out = sending.out();
    out.remove(0).answer(&json!({ "status": 429, "headers": { "Retry-After": "7" } }));
    assert!(matches!(sending.driver.step(), Step::Out), "the second is still under way");
    out.remove(0).succeed();
    let (outcomes, waits) = sending.end();
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(waits, [7]);
}
