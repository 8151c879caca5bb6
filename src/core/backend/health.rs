//! What about the connection needs a look (D5): what is wrong and how bad that is, the worst first, with the figures that
//! its words name. The words are the host's.
//!
//! The limits leave room for what passes by itself: a quiet store's background work is late now and then.

use crate::backend::finding::{Cause, Finding, FindingCode, Level, critical, finding, recommended};
use crate::backend::health_report::{Connection, Cron, Loopback, Outage, Queue, Report, Sweep};
use crate::read::field::{Field, Flag, Int, Text};
use crate::read::issue::IssueCode;
use crate::read::lenient::{flag, number, some, some_of, text, values};
use crate::read::reader::{Need, Reader};
use crate::sync::plan::STUCK;
use alloc::string::String;
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

/// Judges a report. Of one that does not say how the connection is, nothing can be said.
pub(crate) fn judge(mut report: Report, reader: &mut Reader) -> Option<Vec<Finding>> {
    let now = reader.int("now", take(&mut report.now), Need::Required);
    let connection = take(&mut report.connection);
    let connection = reader.value("connection", connection, "a map", Need::Required);
    let (now, mut connection) = (now?.div_euclid(1000), connection?);
    let state = take(&mut connection.state);
    let state = reader
        .within("connection")
        .text("state", state, Need::Required)?;
    let mut findings = Findings::default();
    let company = text(take(&mut connection.company));
    let undeliverable = undeliverable(&report.queue);
    match state.as_str() {
        "none" => findings.add(recommended(FindingCode::None).saying(text(connection.problem))),
        "locked" => findings.add(locked(connection)),
        "reconnect" => {
            findings.add(critical(FindingCode::Reconnect).saying(text(connection.problem)))
        }
        "connected" => findings.add_connected(report, connection, now),
        _ => {
            let message = "This must be none, connected, reconnect or locked.";
            reader
                .within("connection")
                .report("state", IssueCode::ChoiceInvalid, message, true);
            return None;
        }
    }
    if undeliverable > 0 {
        findings.add(recommended(FindingCode::Undeliverable).counting(undeliverable));
    }
    if findings.list.is_empty() {
        findings.add(finding(FindingCode::Well, Level::Good).saying(company));
    }
    Some(findings.list)
}

fn undeliverable(queue: &Field<Queue>) -> i64 {
    match queue {
        Field::Value(Queue {
            undeliverable: Field::Value(Int(rows)),
            ..
        }) => *rows,
        _ => 0,
    }
}

fn locked(connection: Connection) -> Finding {
    let problem = text(connection.problem);
    let cause = match text(connection.lock).as_str() {
        "twin" => Cause::Twin,
        "promoted" => Cause::Promoted,
        _ if problem.is_empty() => Cause::Address,
        _ => Cause::NoAddress,
    };
    critical(FindingCode::Locked).because(cause).saying(problem)
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

    fn add_if(&mut self, holds: bool, finding: Finding) {
        if holds {
            self.add(finding);
        }
    }

    /// What may be wrong while the store is connected.
    fn add_connected(&mut self, report: Report, connection: Connection, now: i64) {
        let problem = some_of(report.core).map_or_else(String::new, |core| text(core.problem));
        self.add_if(
            !problem.is_empty(),
            critical(FindingCode::Core).saying(problem),
        );
        self.add_background(report.cron, report.elsewhere, report.loopback);

        let (outage, waitlist) = (trouble(report.outage, now), trouble(report.waitlist, now));
        let is_open = outage.is_none();
        self.add_outage(outage, waitlist);
        let queue = some_of(report.queue).unwrap_or_default();
        let (waiting, oldest) = (number(queue.waiting), number(queue.oldest_seconds));
        let old = recommended(FindingCode::Queue)
            .counting(waiting)
            .lasting(oldest);
        self.add_if(is_open && oldest >= OLD, old);

        let sync = some_of(report.sync).unwrap_or_default();
        let idle = number(sync.idle_seconds);
        let stuck = recommended(FindingCode::Sync)
            .lasting(idle)
            .saying(text(sync.message));
        self.add_if(idle >= STUCK, stuck);
        let beaten_at = number(connection.heartbeat_at);
        let silence = now - beaten_at;
        let silent = recommended(FindingCode::Heartbeat).lasting(silence);
        self.add_if(is_open && beaten_at != 0 && silence >= SILENT, silent);
        let connected_at = number(connection.connected_at);
        self.add_nights(
            some_of(report.sweep).unwrap_or_default(),
            connected_at,
            is_open,
            now,
        );

        let form = some_of(report.form).unwrap_or_default();
        self.add_if(flag(form.closed), recommended(FindingCode::Form));
        let proxy = text(form.proxy);
        self.add_if(
            !proxy.is_empty(),
            recommended(FindingCode::Proxy).saying(proxy),
        );
    }

    /// What keeps background work from running, or makes it run in vain. Where a cron job of the server starts it, the site
    /// need not reach itself.
    fn add_background(
        &mut self,
        cron: Field<Cron>,
        elsewhere: Field<Text>,
        loopback: Field<Loopback>,
    ) {
        let cron = some_of(cron).unwrap_or_default();
        let by_server = flag(cron.disabled);
        self.add_schedule(
            values(cron.missing),
            number(cron.ahead_seconds),
            number(cron.late_seconds),
            by_server,
        );
        if let Some(home) = some(elsewhere) {
            self.add(critical(FindingCode::Elsewhere).saying(home));
        }
        let loopback = some_of(loopback).unwrap_or_default();
        let is_cut_off = loopback.ok == Field::Value(Flag(false)) && !by_server;
        let cut_off = recommended(FindingCode::Loopback).saying(text(loopback.message));
        self.add_if(is_cut_off, cut_off);
    }

    /// Of several things that are wrong with the schedule the one that has to be put right first.
    fn add_schedule(&mut self, missing: Vec<Text>, ahead: i64, late: i64, by_server: bool) {
        if !missing.is_empty() {
            let hooks: Vec<String> = missing.into_iter().map(|Text(hook)| hook).collect();
            self.add(critical(FindingCode::Unscheduled).saying(hooks.join(", ")));
        } else if ahead > 0 {
            self.add(critical(FindingCode::Clock).lasting(ahead));
        } else if by_server {
            let cron = critical(FindingCode::Cron).because(Cause::Server);
            self.add_if(late >= LATE_BY_SERVER, cron.lasting(late));
        } else {
            let cron = recommended(FindingCode::Cron).because(Cause::Visits);
            self.add_if(late >= LATE, cron.lasting(late));
        }
    }

    /// That the backend takes nothing, or nothing of shoppers though it takes everything else.
    fn add_outage(&mut self, outage: Option<Trouble>, waitlist: Option<Trouble>) {
        if let Some(Trouble { seconds, message }) = outage {
            let level = match seconds {
                LONG.. => Level::Critical,
                _ => Level::Recommended,
            };
            self.add(
                finding(FindingCode::Outage, level)
                    .lasting(seconds)
                    .saying(message),
            );
        } else if let Some(Trouble { seconds, message }) = waitlist {
            self.add(
                recommended(FindingCode::Waitlist)
                    .lasting(seconds)
                    .saying(message),
            );
        }
    }

    /// The nightly comparison. An outage holds it up, and is told of by itself.
    fn add_nights(&mut self, sweep: Sweep, connected_at: i64, is_open: bool, now: i64) {
        let open = number(sweep.open_seconds);
        self.add_if(
            open >= NIGHTS,
            recommended(FindingCode::Sweep).lasting(open),
        );
        let since = now - number(sweep.started_at).max(connected_at);
        self.add_if(
            is_open && flag(sweep.ended) && since >= NIGHTS,
            recommended(FindingCode::Night).lasting(since),
        );
        let left = number(sweep.left);
        self.add_if(
            left > 0,
            recommended(FindingCode::Difference).counting(left),
        );
    }
}

/// An outage that goes on.
struct Trouble {
    seconds: i64,
    message: String,
}

fn trouble(outage: Field<Outage>, now: i64) -> Option<Trouble> {
    let outage = some_of(outage)?;
    Some(Trouble {
        seconds: (now - number(outage.since)).max(0),
        message: some(outage.message)?,
    })
}
