//! `update` from a server on this machine: what is new, what is the same, what goes wrong on the way, and kills.

use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use graph_codegen::{Config, Update};

use crate::support::{DESCRIPTION, Folder, Run, program};

/// What the server does with a connection, told the lines of the request.
type Answer = dyn Fn(&[String], &mut TcpStream) + Send + Sync;

/// A server on this machine. Its thread ends with the process.
struct Server {
    url: String,
    /// The requests that came.
    requests: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    fn new(answer: impl Fn(&[String], &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer): (_, Arc<Answer>) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || {
                    let lines = BufReader::new(&stream).lines().map_while(Result::ok);
                    let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
                    seen.lock().expect("no test panics with it").push(head.clone());
                    answer(&head, &mut stream);
                });
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.lock().expect("no test panics with it").len()
    }
}

fn send(stream: &mut TcpStream, head: &str, body: &str) {
    let length = body.len();
    // Who has read enough closes the connection.
    drop(write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"));
}

fn newer() -> String {
    DESCRIPTION.replace("        name:\n", "        naming:\n")
}

/// A folder with an old description and its bindings.
fn folder() -> Folder {
    let folder = Folder::new("update");
    folder.write("beta.yaml", DESCRIPTION);
    assert_eq!(folder.run(&["generate", "--spec", "beta.yaml", "--output", "out"]).code, 0);
    folder
}

fn update(folder: &Folder, more: &[&str]) -> Run {
    let output = program()
        .env_remove("CI")
        .current_dir(folder.path(""))
        .args(["update", "--spec", "beta.yaml", "--output", "out"])
        .args(more)
        .output()
        .expect("the program was built");
    let text = |bytes| String::from_utf8(bytes).expect("what it prints is UTF-8");
    Run {
        code: output.status.code().expect("it was not killed"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// All files, with their texts.
fn all(folder: &Folder) -> Vec<(std::path::PathBuf, String)> {
    folder.files("")
}

#[test]
fn a_new_description_comes_with_its_bindings_and_the_same_one_does_not_come_again() {
    let server = Server::new(|head, stream| {
        let is_known = head.iter().any(|line| line.eq_ignore_ascii_case("if-none-match: \"two\""));
        let (head, body) =
            if is_known { ("304 Not Modified", String::new()) } else { ("200 OK\r\nETag: \"two\"", newer()) };
        send(stream, head, &body);
    });
    let folder = folder();
    let run = update(&folder, &["--from", &server.url, "--fail-on", "breaking"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stdout.contains("renamed member models::Thing::name"), "{}", run.stdout);
    assert_eq!(folder.text("beta.yaml"), newer());
    let lock = folder.text("out/description.lock");
    assert!(lock.contains(&format!("\nsource {}\netag \"two\"\nsha256 ", server.url)), "{lock}");
    let before = all(&folder);
    let again = update(&folder, &[]);
    assert!(again.code == 0 && again.stderr.starts_with("the description is the same\n"), "{again:?}");
    assert_eq!(again.stdout, "The API is the same.\n");
    assert_eq!((all(&folder), server.requests()), (before, 2));
    // What was changed by hand is told, and fetched as a whole.
    folder.write("beta.yaml", DESCRIPTION);
    let check = folder.run(&["check", "--spec", "beta.yaml", "--output", "out"]);
    assert!(check.stderr.contains("this is not the description that was fetched from"), "{}", check.stderr);
    assert_eq!(update(&folder, &[]).code, 0);
    assert_eq!(folder.text("beta.yaml"), newer());
}

#[test]
fn a_file_is_a_source_too() {
    let folder = folder();
    folder.write("elsewhere/new.yaml", &newer());
    let run = update(&folder, &["--from", "elsewhere/new.yaml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(folder.text("beta.yaml"), newer());
    let check = folder.run(&["check", "--spec", "beta.yaml", "--output", "out"]);
    assert_eq!((check.code, check.stderr.contains("warning")), (0, false), "{}", check.stderr);
}

#[test]
fn what_goes_wrong_changes_nothing_and_is_told() {
    let elsewhere = Server::new(|_, stream| send(stream, "200 OK", &newer()));
    let target = elsewhere.url.clone();
    let server = Server::new(move |head, stream| match head[0].split(' ').nth(1).unwrap_or_default() {
        "/cut" => drop(write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nopenapi: 3.0.3\n")),
        "/cut-chunk" => drop(write!(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nopenapi")),
        "/away" => send(stream, &format!("302 Found\r\nLocation: {target}"), ""),
        "/down" => send(stream, "302 Found\r\nLocation: http://192.0.2.1/x", ""),
        "/circle" => send(stream, "302 Found\r\nLocation: /circle", ""),
        "/nowhere" => send(stream, "302 Found", ""),
        "/compressed" => send(stream, "200 OK\r\nContent-Encoding: compress", "x"),
        "/same" => send(stream, "304 Not Modified", ""),
        "/faulty" => send(stream, "200 OK", "openapi: 3.0.3\ninfo: {}\npaths: 7\n"),
        "/binary" => drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe")),
        _ => send(stream, "404 Not Found", ""),
    });
    let folder = folder();
    let before = all(&folder);
    for (path, said) in [
        ("/cut", "error"),
        ("/cut-chunk", "error"),
        ("/away", "a redirect to another host is not followed"),
        ("/down", "the URL has no https"),
        ("/circle", "there are more than 5 redirects"),
        ("/nowhere", "answers 302 Found"),
        ("/compressed", "encoded as `compress`"),
        ("/same", "answers 304 Not Modified"),
        ("/faulty", "paths"),
        ("/binary", "not UTF-8"),
        ("/none", "answers 404 Not Found"),
    ] {
        let run = update(&folder, &["--from", &format!("{}{path}", server.url)]);
        assert!(run.code == 1 && run.stderr.contains(said), "{path}: {run:?}");
        assert_eq!(all(&folder), before, "{path}");
    }
    assert_eq!(elsewhere.requests(), 0);
    for source in ["http://192.0.2.1/x", "https://a:b@192.0.2.1/x", "ftp://192.0.2.1/x", "none.yaml"] {
        let run = update(&folder, &["--from", source]);
        assert_eq!((run.code, all(&folder) == before), (1, true), "{source}: {run:?}");
    }
    let run = update(&folder, &[]);
    assert!(run.code == 1 && run.stderr.contains("it is not known where the description comes from"), "{run:?}");
}

#[test]
fn nothing_is_fetched_where_ci_is_set() {
    let server = Server::new(|_, stream| send(stream, "200 OK", &newer()));
    let folder = folder();
    let run = |more: &[&str]| {
        let mut program = program();
        program.env("CI", "true").current_dir(folder.path("")).args([
            "update",
            "--spec",
            "beta.yaml",
            "--output",
            "out",
        ]);
        program.args(["--from", &server.url]).args(more).output().expect("the program was built")
    };
    let offline = run(&[]);
    assert_eq!((offline.status.code(), server.requests()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&offline.stderr).contains("--online"), "{offline:?}");
    assert_eq!((run(&["--online"]).status.code(), server.requests()), (Some(0), 1));
}

#[test]
fn too_much_and_too_slow_is_refused() {
    let server = Server::new(|head, stream| {
        if head[0].contains("/silent") {
            // Until the other side gives up.
            drop(BufReader::new(&*stream).lines().next());
        } else if head[0].contains("/endless") {
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
            while stream.write_all(&[b'#'; 8192]).is_ok() {}
        } else {
            send(stream, "200 OK", &newer());
        }
    });
    let folder = folder();
    let before = all(&folder);
    let config = Config::new().spec(folder.path("beta.yaml")).output(folder.path("out"));
    for (path, update, said) in [
        ("/silent", Update::new().timeout(Duration::from_millis(500)), "error"),
        ("/endless", Update::new().most_bytes(1 << 20), "there are more than 1048576 bytes"),
        ("/whole", Update::new().most_bytes(100), "there are more than 100 bytes"),
    ] {
        let refused = config.update(&update.from(format!("{}{path}", server.url))).expect_err(path).to_string();
        assert!(refused.contains(said), "{path}: {refused}");
        assert_eq!(all(&folder), before, "{path}");
    }
}

/// After the next run there is the old description with the old bindings, or the new with the new.
#[test]
fn a_killed_update_ends_old_or_new() {
    let folder = folder();
    folder.write("new.yaml", &newer());
    let arguments = ["update", "--spec", "beta.yaml", "--output", "out", "--from", "new.yaml", "--forget"];
    let old = all(&folder);
    assert_eq!(folder.run(&arguments).code, 0);
    let new = all(&folder);
    let mut ends = [0, 0];
    for number in 0..40_u64 {
        // Back to the old ones, without what the lock keeps.
        drop(std::fs::remove_dir_all(folder.path("out")));
        for (path, text) in &old {
            folder.write(&path.to_string_lossy(), text);
        }
        let mut program = program();
        program.current_dir(folder.path("")).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = program.spawn().expect("the program was built");
        thread::sleep(Duration::from_micros(number * 700));
        // It may have ended by itself.
        drop(child.kill());
        child.wait().expect("it was started");
        let check = folder.run(&["check", "--spec", "beta.yaml", "--output", "out"]);
        assert!(matches!(check.code, 0 | 1), "{check:?}");
        let now = all(&folder);
        let end = [&old, &new].iter().position(|end| **end == now);
        let names = || now.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join(" ");
        ends[end.unwrap_or_else(|| panic!("kill {number}: {}", names()))] += 1;
    }
    println!("{} old, {} new", ends[0], ends[1]);
}
