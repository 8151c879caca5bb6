//! How the connection does, as the host reports it to the backend and judges it by [`super::health`]. What is missing or
//! wrong counts as none.
//!
//! Spans and moments are in seconds, moments since 1970 UTC, 0 where nobody knows.

use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;

snapshot! {
    /// All that findings are about.
    Report {
        /// Now, milliseconds since 1970 UTC.
        now / "now": Int,
        /// With whom, and whether it holds.
        connection / "connection": Connection,
        /// What waits to be sent.
        queue / "queue": Queue,
        /// That the backend takes nothing.
        outage / "outage": Outage,
        /// That it takes no shoppers' requests.
        waitlist / "waitlist": Outage,
        /// Sync Store.
        sync / "sync": Sync,
        /// The nightly comparison.
        sweep / "sweep": Sweep,
        /// The back-in-stock form.
        form / "form": Form,
        /// What runs in the background.
        cron / "cron": Cron,
        /// Whether the site reaches itself.
        loopback / "loopback": Loopback,
        /// The site's address where background work found the clone lock closed; blank where it had none.
        elsewhere / "elsewhere": Text,
        /// Whether the core may be believed on this host.
        core / "core": Trust,
    }
}
snapshot! {
    /// The connection.
    Connection {
        /// `none`, `connected`, `reconnect` or `locked`.
        state / "state": Text,
        /// The company's name.
        company / "company": Text,
        /// Why it is locked: `address`, `twin` or `promoted`.
        lock / "lock": Text,
        /// Since when it is there.
        connected_at / "connectedAt": Int,
        /// When the backend last heard how the store is.
        heartbeat_at / "heartbeatAt": Int,
        /// Why it does not hold, in words for the owner.
        problem / "problem": Text,
    }
}
snapshot! {
    /// Rows of the outbox.
    Queue {
        /// How many wait.
        waiting / "waiting": Int,
        /// For how long the oldest does.
        oldest_seconds / "oldestSeconds": Int,
        /// How many are buried.
        undeliverable / "undeliverable": Int,
    }
}
snapshot! {
    /// An outage; one without a message is none.
    Outage {
        /// When it began.
        since / "since": Int,
        /// What the last attempt came to.
        message / "message": Text,
    }
}
snapshot! {
    /// A sync.
    Sync {
        /// For how long it has got nothing done.
        idle_seconds / "idleSeconds": Int,
        /// What holds it up, as far as it knows.
        message / "message": Text,
    }
}
snapshot! {
    /// A comparison.
    Sweep {
        /// When it began.
        started_at / "startedAt": Int,
        /// Whether it is through.
        ended / "ended": Flag,
        /// For how long it has not been.
        open_seconds / "openSeconds": Int,
        /// How many objects differ still, though they were sent again in several nights.
        left / "left": Int,
    }
}
snapshot! {
    /// The form.
    Form {
        /// Whether it is switched on and leads nowhere.
        closed / "closed": Flag,
        /// The header of a proxy by which shoppers came who were taken for one; blank where none did.
        proxy / "proxy": Text,
    }
}
snapshot! {
    /// The background.
    Cron {
        /// Whether the server has to start it, since visits do not.
        disabled / "disabled": Flag,
        /// How late it is.
        late_seconds / "lateSeconds": Int,
        /// For how long something is put off that was scheduled by a wrong clock.
        ahead_seconds / "aheadSeconds": Int,
        /// What has lost its place in the schedule.
        missing / "missing": List<Text>,
    }
}
snapshot! {
    /// The last time that it was tried.
    Loopback {
        /// What came of it; missing where it was never tried.
        ok / "ok": Flag,
        /// What went wrong.
        message / "message": Text,
    }
}
snapshot! {
    /// The last test of the core.
    Trust {
        /// Why it may not be believed; blank where it may.
        problem / "problem": Text,
    }
}
