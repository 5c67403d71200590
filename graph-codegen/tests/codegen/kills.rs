//! The program killed at any moment: before the next run there are the old or the new bindings, or some that do not
//! compile, and after it the old or the new ones and nothing beside them.
//!
//! `cargo test --release -p graph-codegen --test codegen kills -- --ignored --nocapture` kills it 250 times and counts.
//! `GRAPH_KILLS_SEED` takes another seed than the one that is printed.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Folder, program};

/// How many paths, each with a type, the descriptions have.
const PATHS: usize = 60;

/// A description in which everything that `generation` does not leave alone is another: texts, and every seventh path.
fn description(generation: &str) -> String {
    let mut paths = String::new();
    let mut schemas = String::new();
    for number in 0..PATHS {
        let name = if number % 7 == 0 { format!("item{number}{generation}") } else { format!("item{number}") };
        let schema = format!("{{$ref: '#/components/schemas/{name}'}}");
        let content = format!("{{application/json: {{schema: {schema}}}}}");
        let _ = writeln!(
            paths,
            "  /{name}/{{id}}/below:\n    get:\n      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      \
             responses: {{'200': {{description: It., content: {content}}}}}"
        );
        let _ = writeln!(
            schemas,
            "    {name}: {{type: object, description: '{generation}', properties: {{one: {{type: string}}, two: {{type: boolean}}}}}}"
        );
    }
    format!(
        "openapi: 3.0.3\ninfo: {{title: '{generation}', version: '1'}}\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}

/// A layout as the program spells it, its output, and the file that decides whether that compiles.
#[derive(Clone, Copy)]
struct Case {
    layout: &'static str,
    output: &'static str,
    root: &'static str,
}

const CASES: [Case; 3] = [
    Case { layout: "modules", output: "out", root: "mod.rs" },
    Case { layout: "crate", output: "out", root: "src/lib.rs" },
    Case { layout: "file", output: "out/graph.rs", root: "graph.rs" },
];

/// What a file system had at a time: paths below the output's folder, with their texts.
type Files = Vec<(PathBuf, String)>;

/// What became of all kills.
#[derive(Debug, Default)]
struct Count {
    /// The process was still at work.
    killed: usize,
    /// Something was left for the next run.
    left: usize,
    /// Before that run, the bindings did not compile.
    failing: usize,
}

struct Killer {
    folder: Folder,
    case: Case,
    random: fastrand::Rng,
    /// The old files, and the new ones.
    ends: [Files; 2],
    /// How long a whole run takes, and how long it takes from when it begins to write.
    lengths: [Duration; 2],
}

impl Killer {
    fn new(case: Case, seed: u64) -> Self {
        let folder = Folder::new(&format!("kills-{}", case.layout));
        folder.write("old.yaml", &description("Old"));
        folder.write("new.yaml", &description("New"));
        folder.write("out/notes.rs", "// mine\n");
        let mut killer = Self {
            folder,
            case,
            random: fastrand::Rng::with_seed(seed),
            ends: Default::default(),
            lengths: Default::default(),
        };
        for at in [0, 1] {
            // Without the names of the other, which a lock keeps.
            killer.clear();
            killer.lengths = killer.lengths_of_a_run(at);
            killer.ends[at] = killer.files();
        }
        killer
    }

    /// Leaves nothing of bindings.
    fn clear(&self) {
        fs::remove_dir_all(self.folder.path("out")).expect("it is there");
        self.folder.write("out/notes.rs", "// mine\n");
    }

    fn files(&self) -> Files {
        self.folder.files("out")
    }

    fn start(&self, command: &str, description: usize, layout: &str) -> Child {
        let spec = ["old.yaml", "new.yaml"][description];
        let mut arguments = vec![command, "--spec", spec, "--output", self.case.output, "--layout", layout];
        // Names that are kept would make the outcome depend on what was before.
        arguments.extend((command == "generate").then_some("--forget"));
        let mut program = program();
        program.current_dir(self.folder.path("")).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        program.spawn().expect("the program was built")
    }

    fn lengths_of_a_run(&self, description: usize) -> [Duration; 2] {
        let (begin, mut run) = (Instant::now(), self.start("generate", description, self.case.layout));
        self.wait_for_work(&mut run);
        let writing = Instant::now();
        assert!(run.wait().expect("it runs").success());
        [begin.elapsed(), writing.elapsed()]
    }

    /// Waits until the process writes to the disk, or ends.
    fn wait_for_work(&self, run: &mut Child) {
        while run.try_wait().expect("it runs").is_none() {
            let entries = fs::read_dir(self.folder.path("out")).into_iter().flatten().flatten();
            let mut work = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".graph-codegen"));
            if work.any(|folder| folder.path().join("tree").exists()) {
                return;
            }
            thread::yield_now();
        }
    }

    /// Starts a run and kills it at some moment; whether it had not ended.
    fn kill(&mut self, command: &str, description: usize) -> bool {
        let mut run = self.start(command, description, self.case.layout);
        let is_writing = self.random.u8(0..4) > 0;
        if is_writing {
            self.wait_for_work(&mut run);
        }
        thread::sleep(self.lengths[usize::from(is_writing)].mul_f64(self.random.f64()));
        // It may have ended before.
        let _ = run.kill();
        !run.wait().expect("it was started").success()
    }

    /// Asserts that a build sees all of the old or of the new, or fails, and returns whether anything is left to do.
    fn assert_is_whole_or_fails(&self, count: &mut Count) -> bool {
        let files = self.files();
        let is_work = |path: &PathBuf| {
            path.components()
                .next()
                .is_some_and(|first| first.as_os_str().to_string_lossy().starts_with(".graph-codegen"))
        };
        let seen: Files = files.iter().filter(|(path, _)| !is_work(path)).cloned().collect();
        let root = seen.iter().find(|(path, _)| path == std::path::Path::new(self.case.root));
        let fails = root.is_none_or(|(_, text)| text.contains("compile_error!"));
        let is_whole = self.ends.contains(&seen) || seen.len() == 1;
        assert!(is_whole || (fails && self.case.layout != "file"), "{}: {seen:#?}", self.case.layout);
        count.failing += usize::from(!is_whole);
        seen.len() < files.len()
    }

    fn trial(&mut self, count: &mut Count) {
        let target = self.random.usize(0..2);
        if self.random.u8(0..4) == 0 {
            self.clear();
        }
        count.killed += usize::from(self.kill("generate", target));
        let is_left = self.assert_is_whole_or_fails(count);
        count.left += usize::from(is_left);
        if is_left && self.random.bool() {
            self.kill("check", target);
            self.assert_is_whole_or_fails(count);
        }
        // With whatever settings.
        let (description, layout) = (self.random.usize(0..2), CASES[self.random.usize(0..3)].layout);
        self.start("check", description, layout).wait().expect("it runs");
        let files = self.files();
        let mine = vec![(PathBuf::from("notes.rs"), "// mine\n".to_owned())];
        assert!(self.ends.contains(&files) || files == mine, "{}: {files:#?}", self.case.layout);
        let work = fs::read_dir(self.folder.path("out")).expect("it is there").flatten();
        assert!(!work.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(".graph-codegen")));
    }
}

fn kill_all(case: Case, trials: usize) -> Count {
    let seed = std::env::var("GRAPH_KILLS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(15);
    let mut killer = Killer::new(case, seed);
    let mut count = Count::default();
    for _ in 0..trials {
        killer.trial(&mut count);
    }
    println!("{}, seed {seed}: {trials} of {trials} whole, {count:?}", case.layout);
    count
}

#[test]
fn a_few_kills_leave_the_old_or_the_new_bindings_and_nothing_beside() {
    for case in CASES {
        kill_all(case, 3);
    }
}

#[test]
#[ignore = "takes a minute"]
fn many_kills_leave_the_old_or_the_new_bindings_and_nothing_beside() {
    for (case, trials) in CASES.into_iter().zip([100, 100, 50]) {
        // Kills that all come too late would show nothing.
        let count = kill_all(case, trials);
        assert!(count.killed > 0 && count.left > 0, "{}: {count:?}", case.layout);
    }
}
