//! The commands of the chapters on upkeep do what these say.

use std::path::Path;
use std::process::Command;

use crate::support::{DESCRIPTION, Folder};

/// The commands of the chapter `name`, without comments.
fn commands(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/src").join(name);
    let text = std::fs::read_to_string(&path).expect("the chapter is there");
    let lines = text.lines().filter_map(|line| line.strip_prefix("graph-codegen "));
    lines.map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect()
}

#[test]
fn the_chapters_on_upkeep_run() {
    let folder = Folder::new("guide-upkeep");
    folder.write("beta.yaml", DESCRIPTION);
    folder.write("published.yaml", &DESCRIPTION.replace("        name:\n", "        naming:\n"));
    folder.write("graph-codegen.toml", "spec = \"beta.yaml\"\noutput = \"src/api\"\n");
    assert_eq!(folder.run(&["generate"]).code, 0);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").current_dir(folder.path("")).args(identity).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    let has_git = git(&["init", "--quiet"]) && git(&["add", "."]) && git(&["commit", "--quiet", "-m", "One"]);
    let (mut run_count, mut said) = (0, String::new());
    for command in ["upkeep.md", "review.md"].into_iter().flat_map(commands) {
        if command.contains("git:") && !has_git {
            println!("skipped: git is not there, for {command}");
            continue;
        }
        let command = command.replace("https://graph.example/beta.yaml", "published.yaml");
        let run = folder.run(&command.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>());
        assert!(matches!(run.code, 0 | 3), "{command}: {run:?}");
        run_count += 1;
        said += &run.stdout;
    }
    assert!(run_count >= 6, "{run_count}");
    assert!(said.contains("renamed member models::Thing::name"), "{said}");
}
