//! What about the connection needs a look (D5): what is wrong and how bad that is, the worst first, with the figures that
//! its words name. The words are the host's.
//!
//! The limits leave room for what passes by itself: a quiet store's background work is late now and then. What of the facts
//! is missing or wrong counts as none.

use crate::backend::finding::{
    Cause, Finding, FindingCode, Level, critical, finding, recommended, words,
};
use crate::read::field::{Field, Flag, Int, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::sync::plan::STUCK;
use alloc::vec::Vec;
use core::mem::take;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How late background work is worth a word: where visits start it, and where a cron job of the server should.
const LATE: i64 = HOUR;
const LATE_BY_SERVER: i64 = 15 * MINUTE;
/// So is a row that waits so long, and an outage that lasts so long calls for somebody.
const OLD: i64 = HOUR;
const LONG: i64 = HOUR;
/// So is a backend that has heard nothing of the store for so long.
const SILENT: i64 = 3 * HOUR;
/// So is a nightly comparison that has not begun, or is not through, after two nights.
const NIGHTS: i64 = 2 * DAY;

snapshot! {
    /// How the connection does. Spans and moments are in seconds, moments since 1970 UTC, 0 where nobody knows; texts are
    /// blank where there is nothing to say.
    Facts {
        /// Now, milliseconds since 1970 UTC.
        now / "now": Int,
        /// Whether the store is connected: `none`, `connected`, `reconnect` or `locked`.
        state / "state": Text,
        /// The company's name.
        company / "company": Text,
        /// Why it is locked: `address`, `twin` or `promoted`.
        lock / "lock": Text,
        /// Why the connection does not hold, in words for the owner.
        problem / "problem": Text,
        /// Since when it is there.
        connected_at / "connectedAt": Int,
        /// When the backend last heard how the store is.
        heartbeat_at / "heartbeatAt": Int,
        /// How many rows of the outbox wait.
        waiting / "waiting": Int,
        /// For how long the oldest does.
        oldest_seconds / "oldestSeconds": Int,
        /// How many rows are buried.
        undeliverable / "undeliverable": Int,
        /// What the last attempt came to where the backend takes nothing; missing where it does.
        outage / "outage": Text,
        /// Since when it takes nothing.
        outage_since / "outageSince": Int,
        /// The same of shoppers' requests.
        waitlist / "waitlist": Text,
        /// The same of shoppers' requests.
        waitlist_since / "waitlistSince": Int,
        /// For how long a sync has got nothing done.
        idle_seconds / "idleSeconds": Int,
        /// What holds it up, as far as it knows.
        sync_message / "syncMessage": Text,
        /// When the nightly comparison began.
        swept_at / "sweptAt": Int,
        /// Whether it is through.
        swept / "swept": Flag,
        /// For how long it has not been.
        open_seconds / "openSeconds": Int,
        /// How many objects differ still, though they were sent again in several nights.
        left / "left": Int,
        /// Whether the back-in-stock form is switched on and leads nowhere.
        form_closed / "formClosed": Flag,
        /// The header of a proxy by which shoppers came who were taken for one.
        proxy / "proxy": Text,
        /// Whether the server has to start background work, since visits do not.
        by_server / "byServer": Flag,
        /// How late it is.
        late_seconds / "lateSeconds": Int,
        /// For how long something is put off that was scheduled by a wrong clock.
        ahead_seconds / "aheadSeconds": Int,
        /// What has lost its place in the schedule.
        unscheduled / "unscheduled": Text,
        /// Whether the site reaches itself; missing where that was never tried.
        reaches_itself / "reachesItself": Flag,
        /// Why it does not.
        unreached / "unreached": Text,
        /// The site's address where background work found the clone lock closed, blank where it had none; missing where it
        /// did not.
        elsewhere / "elsewhere": Text,
        /// Why the core may not be believed on this host.
        core_problem / "coreProblem": Text,
    }
}

/// Judges the facts. Where they do not say whether the store is connected, nothing can be said.
pub(crate) fn judge(mut facts: Facts, reader: &mut Reader) -> Option<Vec<Finding>> {
    let now = reader.int("now", take(&mut facts.now), Need::Required);
    let state = reader.text("state", take(&mut facts.state), Need::Required);
    let (now, state) = (now?.div_euclid(1000), state?);
    let mut findings = Findings::default();
    match state.as_str() {
        "none" => findings.add(recommended(FindingCode::None).saying(&facts.problem)),
        "reconnect" => findings.add(critical(FindingCode::Reconnect).saying(&facts.problem)),
        "locked" => {
            let locked = critical(FindingCode::Locked).because(cause_of_lock(&facts));
            findings.add(locked.saying(&facts.problem));
        }
        "connected" => {
            findings.add_background(&facts);
            findings.add_delivery(&facts, now);
            findings.add_nights(&facts, now);
            findings.add_form(&facts);
        }
        _ => {
            let message = "This must be none, connected, reconnect or locked.";
            reader.report("state", IssueCode::ChoiceInvalid, message, true);
            return None;
        }
    }
    let undeliverable = number(&facts.undeliverable);
    if undeliverable > 0 {
        findings.add(recommended(FindingCode::Undeliverable).counting(undeliverable));
    }
    if findings.list.is_empty() {
        findings.add(finding(FindingCode::Well, Level::Good).saying(&facts.company));
    }
    Some(findings.list)
}

fn cause_of_lock(facts: &Facts) -> Cause {
    match words(&facts.lock) {
        "twin" => Cause::Twin,
        "promoted" => Cause::Promoted,
        _ if words(&facts.problem).is_empty() => Cause::Address,
        _ => Cause::NoAddress,
    }
}

/// What was found so far: what is critical, then all else.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    criticals: usize,
}

impl Findings {
    #[inline(never)]
    fn add(&mut self, finding: Finding) {
        if finding.level == Level::Critical {
            self.list.insert(self.criticals, finding);
            self.criticals += 1;
        } else {
            self.list.push(finding);
        }
    }

    /// What keeps the core or background work from running, or makes it run in vain. Where a cron job of the server starts
    /// it, the site need not reach itself.
    fn add_background(&mut self, facts: &Facts) {
        if !words(&facts.core_problem).is_empty() {
            self.add(critical(FindingCode::Core).saying(&facts.core_problem));
        }
        let by_server = is_set(&facts.by_server);
        self.add_schedule(facts, by_server);
        if matches!(facts.elsewhere, Field::Value(_)) {
            self.add(critical(FindingCode::Elsewhere).saying(&facts.elsewhere));
        }
        if facts.reaches_itself == Field::Value(Flag(false)) && !by_server {
            self.add(recommended(FindingCode::Loopback).saying(&facts.unreached));
        }
    }

    /// Of several things that are wrong with the schedule the one that has to be put right first.
    fn add_schedule(&mut self, facts: &Facts, by_server: bool) {
        let (ahead, late) = (number(&facts.ahead_seconds), number(&facts.late_seconds));
        if !words(&facts.unscheduled).is_empty() {
            self.add(critical(FindingCode::Unscheduled).saying(&facts.unscheduled));
        } else if ahead > 0 {
            self.add(critical(FindingCode::Clock).lasting(ahead));
        } else if by_server && late >= LATE_BY_SERVER {
            let cron = critical(FindingCode::Cron).because(Cause::Server);
            self.add(cron.lasting(late));
        } else if late >= LATE {
            let cron = recommended(FindingCode::Cron).because(Cause::Visits);
            self.add(cron.lasting(late));
        }
    }

    /// What is on its way to the backend. An outage holds up all of it, and is told of alone.
    fn add_delivery(&mut self, facts: &Facts, now: i64) {
        if has_outage(facts) {
            let seconds = (now - number(&facts.outage_since)).max(0);
            let level = match seconds {
                LONG.. => Level::Critical,
                _ => Level::Recommended,
            };
            let outage = finding(FindingCode::Outage, level).lasting(seconds);
            self.add(outage.saying(&facts.outage));
        } else if matches!(facts.waitlist, Field::Value(_)) {
            let seconds = (now - number(&facts.waitlist_since)).max(0);
            let waitlist = recommended(FindingCode::Waitlist).lasting(seconds);
            self.add(waitlist.saying(&facts.waitlist));
        }
        let oldest = number(&facts.oldest_seconds);
        if oldest >= OLD && !has_outage(facts) {
            let queue = recommended(FindingCode::Queue).lasting(oldest);
            self.add(queue.counting(number(&facts.waiting)));
        }
        let idle = number(&facts.idle_seconds);
        if idle >= STUCK {
            let sync = recommended(FindingCode::Sync).lasting(idle);
            self.add(sync.saying(&facts.sync_message));
        }
        let beaten_at = number(&facts.heartbeat_at);
        if beaten_at != 0 && now - beaten_at >= SILENT && !has_outage(facts) {
            self.add(recommended(FindingCode::Heartbeat).lasting(now - beaten_at));
        }
    }

    /// The nightly comparison. An outage holds it up, and is told of by itself.
    fn add_nights(&mut self, facts: &Facts, now: i64) {
        let open = number(&facts.open_seconds);
        if open >= NIGHTS {
            self.add(recommended(FindingCode::Sweep).lasting(open));
        }
        let since = now - number(&facts.swept_at).max(number(&facts.connected_at));
        if since >= NIGHTS && is_set(&facts.swept) && !has_outage(facts) {
            self.add(recommended(FindingCode::Night).lasting(since));
        }
        let left = number(&facts.left);
        if left > 0 {
            self.add(recommended(FindingCode::Difference).counting(left));
        }
    }

    /// The back-in-stock form.
    fn add_form(&mut self, facts: &Facts) {
        if is_set(&facts.form_closed) {
            self.add(recommended(FindingCode::Form));
        }
        if !words(&facts.proxy).is_empty() {
            self.add(recommended(FindingCode::Proxy).saying(&facts.proxy));
        }
    }
}

fn has_outage(facts: &Facts) -> bool {
    matches!(facts.outage, Field::Value(_))
}

fn number(field: &Field<Int>) -> i64 {
    match field {
        Field::Value(Int(number)) => *number,
        _ => 0,
    }
}

fn is_set(field: &Field<Flag>) -> bool {
    *field == Field::Value(Flag(true))
}
