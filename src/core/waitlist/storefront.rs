//! The store's answer to the back-in-stock form, as a shopper's browser hears it (K2): whether it is one, and what to show.
//!
//! | status | `state` in the body | what the form does |
//! |---|---|---|
//! | 200 | `done` | thanks, and goes |
//! | 422 | `invalid` | says what is wrong, at its field |
//! | 429 | `later` | asks to try again later |
//! | any other, any other pair of the two, nothing at all | | is posted as it would be without a script |
//!
//! The body is `{"state", "message", "issues": {"email"?, "agreed"?}}`, all texts for the shopper. Where something else
//! answers in the store's place (a firewall, a login, a page cache), a plain post shows the shopper what it says.

use crate::read::field::{Field, Text};
use crate::read::scalars::is_blank;
use crate::read::snapshot;
use alloc::boxed::Box;
use alloc::string::String;
use serde::Serialize;

/// How long a browser waits for the answer, in milliseconds.
pub const PATIENCE: u32 = 8000;
/// The most bytes that an answer has: a few sentences, in any language.
pub const LARGEST: usize = 16_384;

snapshot! {
    /// The body, as it came.
    Body {
        /// See the table above.
        state / "state": Text,
        /// What to say of the whole form; may be empty.
        message / "message": Text,
        /// What to say of a field.
        issues / "issues": Box<Notes>,
    }
}
snapshot! {
    /// What to say of a field.
    Notes {
        /// Of the e-mail address.
        email / "email": Text,
        /// Of the consent.
        agreed / "agreed": Text,
    }
}

/// What to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormAnswer {
    /// See the table above.
    pub state: State,
    /// Of the whole form; may be empty.
    pub message: String,
    /// Of its fields.
    pub issues: Issues,
}

/// See [`FormAnswer::state`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum State {
    Done,
    Invalid,
    Later,
}

/// What is wrong, by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Issues {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<String>,
}

/// What the store says to a form; none where this is no store's answer, so that the form is to be posted.
pub fn read_answer(status: u16, body: Body) -> Option<FormAnswer> {
    let state = match (status, body.state) {
        (200, Field::Value(Text(state))) if state == "done" => State::Done,
        (422, Field::Value(Text(state))) if state == "invalid" => State::Invalid,
        (429, Field::Value(Text(state))) if state == "later" => State::Later,
        _ => return None,
    };
    let (Field::Value(Text(message)), Field::Value(notes)) = (body.message, body.issues) else {
        return None;
    };
    let issues = Issues {
        email: note(notes.email)?,
        agreed: note(notes.agreed)?,
    };
    // An answer that says nothing would leave the shopper in the dark.
    let is_silent = is_blank(&message) && issues.email.is_none() && issues.agreed.is_none();
    (!is_silent).then_some(FormAnswer {
        state,
        message,
        issues,
    })
}

/// What is said of a field, which may be nothing; none where it is no text.
fn note(field: Field<Text>) -> Option<Option<String>> {
    match field {
        Field::Missing => Some(None),
        Field::Value(Text(text)) => Some(Some(text).filter(|text| !is_blank(text))),
        Field::Wrong => None,
    }
}
