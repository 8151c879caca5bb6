-- Everything the reference backend knows. Moments are milliseconds since 1970 UTC, except those that came over the
-- wire as text; choices, versions and health are JSON as it came.

CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS companies (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (email TEXT PRIMARY KEY, password_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memberships (
    email TEXT NOT NULL REFERENCES users,
    company_id TEXT NOT NULL REFERENCES companies,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    PRIMARY KEY (email, company_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY,
    email TEXT NOT NULL REFERENCES users,
    company_id TEXT NOT NULL REFERENCES companies,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- C4: a connection that was begun here and goes on in the plugin.
CREATE TABLE IF NOT EXISTS drafts (
    id TEXT PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies,
    store_url TEXT NOT NULL,
    choices TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- One attempt of a plugin to connect. The code and the token are known here only by their hashes.
CREATE TABLE IF NOT EXISTS connections (
    id TEXT PRIMARY KEY,
    store_url TEXT NOT NULL,
    store_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    timezone TEXT NOT NULL,
    versions TEXT NOT NULL,
    return_url TEXT NOT NULL,
    commands_url TEXT NOT NULL,
    challenge TEXT NOT NULL,
    choices TEXT NOT NULL,
    draft_company_id TEXT REFERENCES companies,
    company_id TEXT REFERENCES companies,
    approved INTEGER,
    code_hash TEXT,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS stores (
    id INTEGER PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies,
    -- C10: null for a store whose address another one has moved to.
    url TEXT,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    timezone TEXT NOT NULL,
    versions TEXT NOT NULL,
    commands_url TEXT NOT NULL,
    choices TEXT NOT NULL,
    health TEXT,
    UNIQUE (company_id, url)
);

-- One for each approval: the plugin's token (hashed) and the secret that signs commands to it (C3).
CREATE TABLE IF NOT EXISTS installations (
    token_hash TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL UNIQUE REFERENCES connections,
    store_id INTEGER NOT NULL REFERENCES stores,
    signing_secret TEXT NOT NULL,
    approved_at INTEGER NOT NULL,
    first_used_at INTEGER,
    last_seen_at INTEGER,
    revoked_at INTEGER
) WITHOUT ROWID;
-- B4: installations whose store is theirs without doubt, so that shoppers' requests from its address go to them: nobody
-- else had the address when they came, or the store answered a signed ping there.
CREATE TABLE IF NOT EXISTS confirmed (token_hash TEXT PRIMARY KEY REFERENCES installations) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS installations_by_store ON installations (store_id);

-- U1: where the plugin was heard from with a token; a place is disowned where another database that was there first does
-- not know it.
CREATE TABLE IF NOT EXISTS places (
    token_hash TEXT NOT NULL REFERENCES installations,
    place TEXT NOT NULL,
    since INTEGER NOT NULL,
    heard_at INTEGER NOT NULL,
    disowned INTEGER NOT NULL,
    PRIMARY KEY (token_hash, place)
) WITHOUT ROWID;
-- C8: stores in which the plugin is deactivated.
CREATE TABLE IF NOT EXISTS paused (store_id INTEGER PRIMARY KEY REFERENCES stores) WITHOUT ROWID;

-- What the plugin is asked to do; a row stays until the plugin took it or says that it has done it.
CREATE TABLE IF NOT EXISTS commands (
    id TEXT PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES stores,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- C7: types whose sync was switched on, here or there, and that were not synced as a whole since.
CREATE TABLE IF NOT EXISTS missed (
    store_id INTEGER NOT NULL REFERENCES stores,
    type TEXT NOT NULL,
    PRIMARY KEY (store_id, type)
) WITHOUT ROWID;

-- Ids of the items that were applied: the same id is never applied twice (B2).
CREATE TABLE IF NOT EXISTS seen_items (
    store_id INTEGER NOT NULL REFERENCES stores,
    id TEXT NOT NULL,
    PRIMARY KEY (store_id, id)
) WITHOUT ROWID;

-- Products, categories, orders and transactions, and events under their item's id. `data` is what came, byte for byte.
CREATE TABLE IF NOT EXISTS records (
    store_id INTEGER NOT NULL REFERENCES stores,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    -- What lists are sorted by, newest first: when an order was placed, when money moved.
    sorted_by TEXT NOT NULL,
    -- S6: why a product is no longer available; null while it is.
    unavailable TEXT,
    data TEXT NOT NULL,
    PRIMARY KEY (store_id, kind, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_sorted ON records (store_id, kind, sorted_by);
CREATE INDEX IF NOT EXISTS transactions_by_order ON records (store_id, data->>'orderId') WHERE kind = 'transaction';

-- S8: what was deleted in a store, and when, so that older news that arrive later do not bring it back.
CREATE TABLE IF NOT EXISTS deleted (
    store_id INTEGER NOT NULL REFERENCES stores,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    PRIMARY KEY (store_id, kind, id)
) WITHOUT ROWID;

-- A person is one e-mail address within a company, whichever store they buy from.
CREATE TABLE IF NOT EXISTS contacts (
    company_id TEXT NOT NULL REFERENCES companies,
    email TEXT NOT NULL,
    store_id INTEGER NOT NULL REFERENCES stores,
    external_id TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    sorted_by TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (company_id, email)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS contacts_by_external_id ON contacts (store_id, external_id);

-- E7: who may be written to, by an act of their own; whoever has no row, may not.
CREATE TABLE IF NOT EXISTS marketing (
    company_id TEXT NOT NULL REFERENCES companies,
    email TEXT NOT NULL,
    subscribed INTEGER NOT NULL,
    at INTEGER NOT NULL,
    source TEXT,
    text TEXT,
    PRIMARY KEY (company_id, email)
) WITHOUT ROWID;
