//! Refuses circles between the rooms of a crate: `rooms CRATE…`, each the folder that holds a `lib.rs`.
//!
//! A room is a module that `lib.rs` declares, with its whole folder; `lib.rs` itself counts as one that stands above the
//! others, so what it exports again is used from where it is. A room uses another where its code names it, as in
//! `crate::other` or `super::other`, in macros and unit tests, too.

use anyhow::{Context, Result, anyhow, ensure};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The root of a crate, as a room.
const ROOT: &str = "lib.rs";

/// Which room uses which others, and where: `FILE:LINE`.
type Uses = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn main() -> Result<ExitCode> {
    let crates: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    ensure!(!crates.is_empty(), "rooms CRATE…");
    let mut code = ExitCode::SUCCESS;
    for folder in &crates {
        let uses = uses(folder)?;
        for circle in circles(&uses) {
            code = ExitCode::FAILURE;
            println!("{}: a circle of rooms", folder.display());
            for (room, other) in circle {
                let places = uses.get(room).and_then(|others| others.get(other));
                let places = places.map_or_else(String::new, |places| places.join(", "));
                println!("  {room} uses {other}: {places}");
            }
        }
    }
    Ok(code)
}

/// Reads a crate.
fn uses(folder: &Path) -> Result<Uses> {
    let root = folder.join(ROOT);
    let tokens = read(&root)?;
    let rooms = declared(&tokens);
    ensure!(!rooms.is_empty(), "{} declares no module", root.display());
    let mut uses = Uses::new();
    let mut note = |room: &str, file: &Path, depth, tokens| {
        let mut scan = Scan::of(&rooms);
        scan.stream(tokens, depth, depth == 0);
        for (other, line) in scan.named.into_iter().filter(|(other, _)| other != room) {
            let place = format!("{}:{line}", file.display());
            let others = uses.entry(room.to_owned()).or_default();
            others.entry(other).or_default().push(place);
        }
    };
    note(ROOT, &root, 0, tokens);
    for room in &rooms {
        for file in files(folder, room)? {
            note(room, &file, depth(folder, &file), read(&file)?);
        }
    }
    Ok(uses)
}

fn read(file: &Path) -> Result<TokenStream> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    text.parse()
        .map_err(|error| anyhow!("{}: {error}", file.display()))
}

/// The modules that a root declares: `mod name;`.
fn declared(root: &TokenStream) -> BTreeSet<String> {
    let tokens: Vec<TokenTree> = root.clone().into_iter().collect();
    let names = tokens.windows(3).filter_map(|tokens| match tokens {
        [
            TokenTree::Ident(word),
            TokenTree::Ident(name),
            TokenTree::Punct(end),
        ] => (word == "mod" && end.as_char() == ';').then(|| name.to_string()),
        _ => None,
    });
    names.collect()
}

/// The files of a room: the one of its name, and all in its folder.
fn files(folder: &Path, room: &str) -> Result<Vec<PathBuf>> {
    let file = folder.join(room).with_extension("rs");
    let mut files: Vec<PathBuf> = file.exists().then_some(file).into_iter().collect();
    let mut folders = vec![folder.join(room)];
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// How far below the root a file's module is: so many `super` lead there.
fn depth(folder: &Path, file: &Path) -> usize {
    let parts = file.strip_prefix(folder).unwrap_or(file).components();
    parts.count() - usize::from(file.ends_with("mod.rs"))
}

/// Looks through tokens rather than syntax, for inside of macros there is no syntax that is known here.
struct Scan<'a> {
    rooms: &'a BTreeSet<String>,
    /// Which rooms are named, and in which lines.
    named: BTreeSet<(String, usize)>,
}

impl<'a> Scan<'a> {
    fn of(rooms: &'a BTreeSet<String>) -> Self {
        Self {
            rooms,
            named: BTreeSet::new(),
        }
    }

    /// Notes what tokens name. `is_bare` says that a path may begin with one of the root's modules.
    fn stream(&mut self, tokens: TokenStream, depth: usize, is_bare: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut supers = 0;
        for (at, token) in tokens.iter().enumerate() {
            let is_in_path = at >= 2 && is_separator(&tokens, at - 2);
            match token {
                TokenTree::Group(group) => {
                    let depth = depth + usize::from(is_module(&tokens, at));
                    self.stream(group.stream(), depth, is_bare && !is_in_path);
                }
                TokenTree::Ident(word) => {
                    supers = match (word == "super", is_in_path) {
                        (true, true) => supers + 1,
                        (true, false) => 1,
                        (false, _) => 0,
                    };
                    if !is_separator(&tokens, at + 1) {
                        continue;
                    }
                    if word == "crate" || supers > 0 && supers == depth {
                        self.below_root(tokens.get(at + 3));
                    } else if is_bare && !is_in_path && self.rooms.contains(&word.to_string()) {
                        self.note(token);
                    }
                }
                _ => {}
            }
        }
    }

    /// What follows the root's `::`: a name, or several in braces.
    fn below_root(&mut self, token: Option<&TokenTree>) {
        match token {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let mut is_first = true;
                for token in group.stream() {
                    if is_first {
                        self.note(&token);
                    }
                    is_first = matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',');
                }
            }
            Some(token) => self.note(token),
            None => {}
        }
    }

    /// Whatever is no room is in the root itself.
    fn note(&mut self, token: &TokenTree) {
        let name = token.to_string();
        let room = match self.rooms.contains(&name) {
            true => name,
            false => ROOT.to_owned(),
        };
        self.named.insert((room, token.span().start().line));
    }
}

/// Whether `::` is there.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at| match tokens.get(at) {
        Some(TokenTree::Punct(punct)) if punct.as_char() == ':' => Some(punct.spacing()),
        _ => None,
    };
    colon(at) == Some(Spacing::Joint) && colon(at + 1).is_some()
}

/// Whether a group is the body of a module that is written where it is declared.
fn is_module(tokens: &[TokenTree], group: usize) -> bool {
    group >= 2
        && matches!(tokens.get(group - 2), Some(TokenTree::Ident(word)) if word == "mod")
        && matches!(tokens.get(group - 1), Some(TokenTree::Ident(_)))
}

/// For each room on a circle, unless one of those before holds it: a shortest one, step by step.
fn circles(uses: &Uses) -> Vec<Vec<(&str, &str)>> {
    let mut circles: Vec<Vec<(&str, &str)>> = Vec::new();
    for room in uses.keys() {
        let is_named = circles.iter().flatten().any(|(from, _)| from == room);
        if !is_named && let Some(circle) = circle(uses, room) {
            circles.push(circle);
        }
    }
    circles
}

fn circle<'a>(uses: &'a Uses, room: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut ways = VecDeque::from([vec![room]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        let others = way.last().and_then(|last| uses.get(*last)).into_iter();
        for other in others.flat_map(BTreeMap::keys) {
            if other == room {
                let next = way.iter().copied().skip(1).chain([room]);
                return Some(way.iter().copied().zip(next).collect());
            }
            if seen.insert(other) {
                ways.push_back(way.iter().copied().chain([other.as_str()]).collect());
            }
        }
    }
    None
}
