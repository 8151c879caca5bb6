-- What follows from what stores tell: who waits for what, who is reminded when, and what was triggered. Moments are
-- milliseconds since 1970 UTC.

-- Who bought with which order, to find a person's orders.
CREATE TABLE IF NOT EXISTS buyers (
    store_id INTEGER NOT NULL REFERENCES stores,
    order_id TEXT NOT NULL,
    email TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    PRIMARY KEY (store_id, order_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS buyers_by_email ON buyers (store_id, email, placed_at);

-- B3: the workflow log. `data` is what the trigger hands to a workflow.
CREATE TABLE IF NOT EXISTS triggers (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES stores,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    fired_at INTEGER NOT NULL,
    data TEXT NOT NULL,
    -- Why the sequence that it started was stopped; null while it runs.
    stopped TEXT
);
CREATE INDEX IF NOT EXISTS triggers_by_store ON triggers (store_id, fired_at);

-- The newest that is known of each variant's stock.
CREATE TABLE IF NOT EXISTS stock_levels (
    store_id INTEGER NOT NULL REFERENCES stores,
    variant_id TEXT NOT NULL,
    available INTEGER NOT NULL,
    since INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    PRIMARY KEY (store_id, variant_id)
) WITHOUT ROWID;

-- B4: who waits for what. Those that came to an end stay, so that a repeated request is known.
CREATE TABLE IF NOT EXISTS waitlist (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES stores,
    email TEXT NOT NULL,
    product_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    product_title TEXT NOT NULL,
    variant_title TEXT,
    consent TEXT,
    withdraw_url TEXT,
    requested_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    after INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'notified', 'sold_out', 'bought', 'withdrawn')),
    back_in_stock_at INTEGER,
    trigger_id INTEGER REFERENCES triggers
);
-- K4: what was withdrawn, and when: a request from before may still be on its way.
CREATE TABLE IF NOT EXISTS withdrawals (
    store_id INTEGER NOT NULL REFERENCES stores,
    email TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (store_id, email, variant_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waitlist_by_variant ON waitlist (store_id, variant_id, state);
CREATE INDEX IF NOT EXISTS waitlist_by_email ON waitlist (store_id, email);

-- B5: what owners set for their products.
CREATE TABLE IF NOT EXISTS replenishment (
    store_id INTEGER NOT NULL REFERENCES stores,
    product_id TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    days INTEGER NOT NULL,
    by_variant INTEGER NOT NULL,
    by_quantity INTEGER NOT NULL,
    PRIMARY KEY (store_id, product_id)
) WITHOUT ROWID;

-- B5: reminders. `variant_id` is empty where any variant of the product matches.
CREATE TABLE IF NOT EXISTS reminders (
    store_id INTEGER NOT NULL REFERENCES stores,
    email TEXT NOT NULL,
    product_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'due', 'skipped', 'stopped')),
    reason TEXT,
    trigger_id INTEGER REFERENCES triggers,
    PRIMARY KEY (store_id, email, product_id, variant_id, order_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reminders_due ON reminders (due_at) WHERE state = 'pending';
