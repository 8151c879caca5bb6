//! Consent to marketing (E7): who may be written to.
//!
//! Somebody is subscribed by an act of their own, which the store tells once. What a record says subscribes nobody, however
//! often a sync brings it; but where it says that somebody has withdrawn, that counts. The later word wins.

use crate::time::Millis;

/// What a store says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Somebody subscribed at this moment.
    Subscribed(Millis),
    /// A record that was read at this moment says that somebody has withdrawn.
    Withdrawn(Millis),
}

/// What is known of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether they may be written to.
    pub subscribed: bool,
    /// By a word of this moment.
    pub at: Millis,
}

impl Standing {
    /// What is known after a word; none where it is no news.
    pub fn after(known: Option<Self>, word: Word) -> Option<Self> {
        let (subscribed, at) = match word {
            Word::Subscribed(at) => (true, at),
            Word::Withdrawn(at) => (false, at),
        };
        let is_news = known.is_none_or(|known| known.at <= at);
        is_news.then_some(Self { subscribed, at })
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, Word};

    fn told(words: &[Word]) -> Option<(bool, i64)> {
        let standing = words
            .iter()
            .fold(None, |known, word| Standing::after(known, *word).or(known));
        standing.map(|standing| (standing.subscribed, standing.at))
    }

    #[test]
    fn e7_the_later_word_wins_in_whatever_order_they_come() {
        let (tick, untick, again) = (Word::Subscribed(1), Word::Withdrawn(5), Word::Subscribed(9));
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[tick, untick]), Some((false, 5)));
        assert_eq!(told(&[untick, tick]), Some((false, 5)));
        assert_eq!(told(&[tick, untick, tick]), Some((false, 5)));
        assert_eq!(told(&[tick, untick, again]), Some((true, 9)));
        assert_eq!(told(&[tick, again, untick]), Some((true, 9)));
    }
}
