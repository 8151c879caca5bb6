/**
 * The update of a store in which much waits. An early 0.1.0 is installed and connected, the shop trades, and nothing is
 * delivered; then this version's zip replaces it on the upload screen. Nothing is lost, and everything arrives once.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before } from 'node:test';
import { activate, backend, chain, lab, openBrowser, pluginPage, signIn, upload, zip } from '../browser.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = (command, ...args) => execFileSync(path('../../lab/lab'), [command, process.env.STOREWIRE_LAB, ...args], { encoding: 'utf8' });
const shop = (...step) => run('php', path('shop.php'), ...step);

const hasCarts = lab.SHOP === 'woocommerce';
const EMAIL = 'zoe@shop.example';
const RECORDS = ['category', 'contact', 'order', 'product'];
const ORDER_FACTS = ['order_cancelled', 'order_fulfilled', 'order_placed', 'order_refunded', 'payment_received'];
const CART_FACTS = ['cart_cleared', 'cart_started', 'checkout_started'];

const test = chain();
let browser;
let page;
let stored;

before(async () => {
  await backend('POST', 'reset');
  ({ browser, page } = await openBrowser());
  await signIn(page);
});

after(() => browser?.close());

const button = (name) => page.getByRole('button', { name, exact: true });

/** What the backend has of this store. */
const held = () => backend('GET', `export?storeUrl=${encodeURIComponent(lab.SITE_URL)}`);

/** Facts by what they are about, however often each is there. */
const told = ({ events }) =>
  events.map(({ data }) => `${data.name} ${data.orderId ?? data.cartId ?? data.id}`).sort();

/** Nothing of the plugin failed, or warned, in any request so far. */
function nothingLogged() {
  const log = existsSync(lab.DEBUG_LOG) ? readFileSync(lab.DEBUG_LOG, 'utf8') : '';
  assert.deepEqual(log.split('\n').filter((line) => /PHP Fatal|Uncaught|plugins\/storewire\//.test(line)), []);
}

test('the early version is installed, connected, and has choices of its owner', async () => {
  await upload(page, path('storewire-e5d4d91.zip'));
  await activate(page);
  shop('choose');
  run('connect');
});

test('the backend fails: a sync and a relay wait, the shop trades, and nothing is delivered', async () => {
  await backend('POST', 'faults', { mode: 'reject', match: 'category:', path: 'items' });
  shop('rename');
  await backend('POST', 'faults', { mode: 'outage' });
  shop('trade');
  stored = JSON.parse(shop('rows'));
  const topics = [...new Set(stored.rows.map(({ topic }) => topic))].sort();
  assert.deepEqual(topics, [...RECORDS, ...ORDER_FACTS, ...(hasCarts ? CART_FACTS : []), 'stock_changed', 'back_in_stock'].sort());
  assert.deepEqual(stored.rows.filter(({ buried_at }) => buried_at).map(({ topic }) => topic), ['category']);
  assert.deepEqual(['storewire_sync', 'storewire_relay'].map((name) => stored.options[name].failures), [1, 1]);
  nothingLogged();
});

test('the new zip replaces it on the upload screen, and every row, the connection and the choices are as they were', async () => {
  await upload(page, zip);
  await page.getByText('This plugin is already installed.').waitFor();
  await page.getByRole('link', { name: 'Replace current with uploaded' }).click();
  await page.getByText('Plugin updated successfully.').waitFor();
  assert.deepEqual(JSON.parse(shop('rows')), stored);
  nothingLogged();
});

test('the sync goes on, on the owner’s page, which has the choices', async () => {
  await backend('POST', 'faults', { mode: 'none' });
  await page.goto(pluginPage);
  await page.getByRole('heading', { name: 'Connected to Acme Coffee' }).waitFor();
  assert.equal(await page.locator('[name="signup[heading]"]').inputValue(), 'Ask here');
  assert.ok(await page.getByLabel('Delete it at the backend, too').isChecked());
  await page.getByText('The last sync finished').locator('visible=true').first().waitFor({ timeout: 180000 });
});

test('what waited has arrived, each fact once', async () => {
  assert.equal(shop('tick'), '0');
  const backendHas = await held();
  const facts = stored.rows.filter(({ transition, topic }) => transition && topic !== 'back_in_stock');
  assert.deepEqual(told(backendHas), facts.map(({ topic, object }) => `ecommerce.${topic} ${object}`).sort());
  const totals = new Map(backendHas.orders.map((order) => [order.id, order.totalCents]));
  for (const { data } of backendHas.events.filter(({ data: { orderId } }) => orderId)) {
    assert.equal(data.contact.email, EMAIL);
    assert.equal(data.lineItems[0].quantity, 2);
    assert.equal(data.totalCents, totals.get(data.orderId));
  }
  for (const { data } of backendHas.events.filter(({ data: { cartId, orderId } }) => cartId && !orderId)) {
    assert.equal(data.contact.email, EMAIL);
    assert.deepEqual(data.lineItems.map(({ quantity }) => quantity), data.name.endsWith('cleared') ? [] : [2]);
  }
  assert.deepEqual(backendHas.waitlist.map(({ email, state }) => ({ email, state })), [{ email: EMAIL, state: 'waiting' }]);
});

test('links of a cart and of a request lead back to the shop', async () => {
  const { events, waitlist } = await held();
  await page.goto(waitlist[0].withdrawUrl);
  await button('Withdraw my request').waitFor();
  if (hasCarts) {
    // The last of the carts was left with something in it.
    const { data } = events.filter(({ data }) => data.name === 'ecommerce.checkout_started').at(-1);
    await page.goto(data.recoveryUrl);
    await page.getByText(data.lineItems[0].title).first().waitFor();
  }
});

test('what was buried is sent again, and the backend has the whole shop', async () => {
  shop('replay');
  assert.equal(shop('tick'), '0');
  assert.ok((await held()).categories.some(({ name }) => name === 'Renamed and refused'));
  run('compare');
});

test('the night finds nothing to tell that was told', async () => {
  const before = told(await held());
  const { ended, waiting } = JSON.parse(shop('night'));
  assert.deepEqual({ ended, waiting }, { ended: true, waiting: 0 });
  assert.deepEqual(told(await held()), before);
  run('compare');
});

test('nothing failed meanwhile', () => {
  nothingLogged();
  assert.deepEqual(page.faults, []);
});
