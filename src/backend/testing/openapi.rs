//! openapi.yaml as something to hold requests and answers against.

use axum::http::{HeaderMap, Method};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Faults told of one body; more would only repeat them.
const MOST_FAULTS: usize = 5;

/// The document, made ready.
pub struct Document {
    operations: Vec<Operation>,
}

struct Operation {
    method: String,
    /// Parts of the path; none for a parameter.
    path: Vec<Option<String>>,
    is_secured: bool,
    body: Option<Body>,
    /// By status; none for an answer without a body.
    answers: BTreeMap<u16, Option<Validator>>,
}

struct Body {
    is_required: bool,
    schema: Validator,
}

impl Document {
    /// The document that is part of the program: made ready once, for that takes time and room.
    pub fn load() -> Result<&'static Self, String> {
        static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
        DOCUMENT
            .get_or_init(Self::read)
            .as_ref()
            .map_err(Clone::clone)
    }

    fn read() -> Result<Self, String> {
        let document: Value = serde_yaml_ng::from_str(include_str!("../openapi.yaml"))
            .map_err(|error| error.to_string())?;
        let mut operations = Vec::new();
        for path in object(&document, "/paths")?.keys() {
            let at = format!("/paths/{}", escape(path));
            for method in object(&document, &at)?.keys() {
                operations.push(Operation::read(
                    &document,
                    path,
                    method,
                    &format!("{at}/{method}"),
                )?);
            }
        }
        Ok(Self { operations })
    }

    /// What is wrong with a request; empty for a good one.
    pub fn request_faults(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        body: &str,
    ) -> Vec<String> {
        let Some(operation) = self.operation(method, path) else {
            return vec!["there is no such operation".to_owned()];
        };
        let header = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let mut faults = Vec::new();
        if operation.is_secured && !header("authorization").starts_with("Bearer ") {
            faults.push("header authorization: a bearer token is missing".to_owned());
        }
        match (&operation.body, body.is_empty()) {
            (None, true) => {}
            (None, false) => faults.push("body: there should be none".to_owned()),
            (Some(body), true) if body.is_required => faults.push("body: it is missing".to_owned()),
            (Some(_), true) => {}
            (Some(Body { schema, .. }), false) => {
                if header("content-type").split(';').next().map(str::trim)
                    != Some("application/json")
                {
                    faults.push("header content-type: it is not application/json".to_owned());
                }
                faults.extend(body_faults(schema, body));
            }
        }
        faults
    }

    /// What is wrong with the answer to a request; empty for a good one, and for a request that is not described.
    pub fn answer_faults(
        &self,
        method: &Method,
        path: &str,
        status: u16,
        body: &str,
    ) -> Vec<String> {
        let Some(operation) = self.operation(method, path) else {
            return Vec::new();
        };
        match operation.answers.get(&status) {
            None => vec![format!("status {status} is not described")],
            Some(None) if body.is_empty() => Vec::new(),
            Some(None) => vec!["body: there should be none".to_owned()],
            Some(Some(schema)) => body_faults(schema, body),
        }
    }

    fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let parts: Vec<&str> = path.split('/').collect();
        self.operations.iter().find(|operation| {
            operation.method == method.as_str()
                && operation.path.len() == parts.len()
                && operation
                    .path
                    .iter()
                    .zip(&parts)
                    .all(|(part, found)| match part {
                        Some(part) => part == found,
                        None => !found.is_empty(),
                    })
        })
    }
}

impl Operation {
    fn read(document: &Value, path: &str, method: &str, at: &str) -> Result<Self, String> {
        let body_at = format!("{at}/requestBody");
        let body = match document.pointer(&body_at) {
            None => None,
            Some(body) => Some(Body {
                is_required: body.get("required") == Some(&Value::Bool(true)),
                schema: schema(
                    document,
                    &format!("{body_at}/content/application~1json/schema"),
                )?,
            }),
        };
        let mut answers = BTreeMap::new();
        for (status, answer) in object(document, &format!("{at}/responses"))? {
            // Answers that operations share stand among the components.
            let answer_at = match answer.get("$ref").and_then(Value::as_str) {
                Some(reference) => reference.trim_start_matches('#').to_owned(),
                None => format!("{at}/responses/{status}"),
            };
            let schema_at = format!("{answer_at}/content/application~1json/schema");
            let status = status
                .parse()
                .map_err(|_| format!("{at}: {status} is not a status"))?;
            let schema = document
                .pointer(&schema_at)
                .map(|_| schema(document, &schema_at))
                .transpose()?;
            answers.insert(status, schema);
        }
        Ok(Self {
            method: method.to_ascii_uppercase(),
            path: path
                .split('/')
                .map(|part| (!part.starts_with('{')).then(|| part.to_owned()))
                .collect(),
            is_secured: document.pointer(&format!("{at}/security")).is_some(),
            body,
            answers,
        })
    }
}

/// The schema at a place in the document, with the components beside it that it refers to.
fn schema(document: &Value, at: &str) -> Result<Validator, String> {
    let mut root = object(document, at)?.clone();
    root.insert(
        "components".to_owned(),
        document.get("components").cloned().unwrap_or_default(),
    );
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .build(&Value::Object(root))
        .map_err(|error| format!("{at}: {error}"))
}

fn object<'a>(document: &'a Value, at: &str) -> Result<&'a Map<String, Value>, String> {
    document
        .pointer(at)
        .and_then(Value::as_object)
        .ok_or_else(|| format!("{at} is missing"))
}

/// A key as part of a JSON pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn body_faults(schema: &Validator, body: &str) -> Vec<String> {
    match serde_json::from_str::<Value>(body) {
        Err(error) => vec![format!("body: not JSON: {error}")],
        Ok(body) => schema
            .iter_errors(&body)
            .take(MOST_FAULTS)
            .map(|error| format!("body{}: {}", error.instance_path(), error.masked()))
            .collect(),
    }
}
