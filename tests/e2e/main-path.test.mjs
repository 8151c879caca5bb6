/**
 * The main path in a real browser: upload the zip, connect, approve, confirm, sync, disconnect, delete. One after the
 * other on one instance of the lab, which has a filled shop and no plugin yet.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { activate, backend, chain, lab, look, openBrowser, pluginPage, signIn, upload, zip } from './browser.mjs';

let browser;
let page;

before(async () => {
  await backend('POST', 'reset');
  ({ browser, page } = await openBrowser());
  await signIn(page);
  await removePlugin();
});

after(() => browser?.close());

const test = chain();

const button = (name) => page.getByRole('button', { name, exact: true });
// The page's cards may say the same in other places, some of them folded.
const said = (text) => page.getByText(text).locator('visible=true').first();

/** Deactivates and deletes the plugin as an owner does, if it is there. */
async function removePlugin() {
  await page.goto(`${lab.SITE_URL}/wp-admin/plugins.php`);
  const row = page.locator('tr[data-slug="storewire-for-woocommerce"], tr[data-plugin="storewire/storewire.php"]').first();
  if (await row.count()) {
    const deactivate = row.getByRole('link', { name: /Deactivate/ });
    if (await deactivate.count()) {
      await deactivate.click();
      await page.getByText('Plugin deactivated.').waitFor();
      await page.waitForLoadState('networkidle');
    }
    page.once('dialog', (dialog) => dialog.accept());
    await row.getByRole('link', { name: /Delete/ }).click();
    await page.getByText('was successfully deleted').waitFor();
  }
}

/** Signs in at the backend, if need be, and decides. */
async function decide(decision) {
  await page.waitForURL((url) => url.href.startsWith(lab.BACKEND_URL));
  if (page.url().includes('/sign-in')) {
    await page.fill('#email', 'owner@acme.test');
    await page.fill('#password', 'storewire');
    await button('Sign in').click();
  }
  await page.waitForURL(/\/authorize\//);
  await page.getByLabel('Acme Coffee').check();
  await button(decision).click();
  await page.waitForURL(/wp-admin/);
}

test('the zip installs and activates through the upload screen', async () => {
  await upload(page, zip);
  await activate(page);
  await page.getByRole('link', { name: 'Storewire', exact: true }).first().waitFor({ state: 'attached' });
});

test('D8: nothing has left the site', async () => {
  await page.goto(pluginPage);
  await page.getByRole('heading', { name: 'Connect your store' }).waitFor();
  assert.deepEqual((await backend('GET', 'requests')).requests, []);
  await page.getByText('What exactly is sent?').click();
  await look(page, 'connect');
});

for (const [mode, message] of [
  ['html', /Something else answered/],
  ['truncated', /did not answer/],
  ['wrong_json', /backend/],
  ['redirect', /redirect/],
  ['outage', /503/],
]) {
  test(`a backend in trouble (${mode}) is explained, and the button is still there`, async () => {
    await backend('POST', 'faults', { mode });
    await page.goto(pluginPage);
    await button('Connect').click();
    const notice = page.getByRole('alert');
    await notice.waitFor();
    assert.match(await notice.textContent(), message);
    await page.locator('[role="alert"]:focus').waitFor();
    await button('Connect').waitFor();
    await look(page, `trouble-${mode}`);
    await backend('POST', 'faults', { mode: 'none' });
  });
}

test('C1: a denial is explained', async () => {
  await page.goto(pluginPage);
  await button('Connect').click();
  await decide('Deny');
  await page.getByText('was not approved').waitFor();
  await look(page, 'denied');
});

test('C1: while the approval is awaited, another window says so and goes on by itself', async () => {
  await page.goto(pluginPage);
  await page.getByLabel('Payment Received Trigger').uncheck();
  await button('Connect').click();
  await page.waitForURL((url) => url.href.startsWith(lab.BACKEND_URL));
  const second = await page.context().newPage();
  await second.goto(pluginPage);
  await second.getByRole('heading', { name: /Waiting for your approval/ }).waitFor();
  await look(second, 'waiting');
  await page.bringToFront();
  await decide('Approve');
  await second.getByRole('heading', { name: 'Connect this store to Acme Coffee?' }).waitFor();
  await second.close();
});

test('C1: the company is named before anything is stored; S9: the first sync starts by itself', async () => {
  await page.bringToFront();
  await page.getByRole('heading', { name: 'Connect this store to Acme Coffee?' }).waitFor();
  assert.ok(!page.url().includes('code='), 'the code is not left in the address');
  await look(page, 'confirm');
  await button('Confirm').click();
  await page.getByRole('heading', { name: 'Connected to Acme Coffee' }).waitFor();
  assert.equal(await page.getByLabel('Payment Received Trigger').isChecked(), false, 'C7');
  await look(page, 'syncing');
  await said('The last sync finished').waitFor({ timeout: 180000 });
  const { counts } = await backend('GET', `export?storeUrl=${encodeURIComponent(lab.SITE_URL)}`);
  for (const type of ['products', 'orders', 'transactions']) {
    const row = page.locator(`[data-type="${type}"]`);
    const note = await row.locator('[data-note]').textContent();
    const sent = /([\d,]+) sent/.exec(note) ?? /^([\d,]+)/.exec(await row.locator('[data-text]').textContent());
    // F28: an order in the trash that the backend never had is not counted as sent.
    assert.equal(Number(sent[1].replaceAll(',', '')), counts[type], type);
  }
  await look(page, 'connected');
});

test('S10: what was left out is listed with its reason', async () => {
  await page.getByText('What was left out, and why').click();
  for (const reason of ['price is zero', 'not published', 'type grouped', 'draft']) {
    await page.getByText(reason).first().waitFor();
  }
  await look(page, 'left-out');
});

test('S9: Sync Store for one type, and its progress while the page is open', async () => {
  await page.getByText('Only a part').click();
  await page.locator('[name="types[]"][value="products"]').check();
  await button('Sync Store').click();
  await page.locator('[data-type="orders"]').waitFor({ state: 'hidden' });
  await said('The last sync finished').waitFor({ timeout: 180000 });
});

test('D4: an outage during a sync is shown, and the sync goes on by itself', async () => {
  await backend('POST', 'faults', { mode: 'outage', times: 1, path: 'items' });
  await button('Sync Store').click();
  await said('goes on by itself').waitFor();
  await look(page, 'outage');
  await said('The last sync finished').waitFor({ timeout: 180000 });
});

test('D3: a token that is no longer accepted asks to reconnect, and reconnecting works', async () => {
  await backend('POST', 'faults', { mode: '401', path: 'items' });
  await button('Sync Store').click();
  await said('The sync is paused.').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Reconnect to Acme Coffee' }).waitFor();
  await look(page, 'reconnect');
  await backend('POST', 'faults', { mode: 'none' });
  await button('Reconnect').click();
  await decide('Approve');
  await button('Confirm').click();
  await page.getByRole('heading', { name: 'Connected to Acme Coffee' }).waitFor();
  await said('The last sync finished').waitFor({ timeout: 180000 });
});

test('C8: disconnect, by keyboard alone', async () => {
  await page.getByText('Disconnect…').focus();
  await page.keyboard.press('Enter');
  await look(page, 'disconnect');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Connect your store' }).waitFor();
  const { requests } = await backend('GET', 'requests');
  assert.equal(requests.at(-1).path, '/api/woocommerce/disconnect');
});

test('the plugin can be deleted in wp-admin', async () => {
  await removePlugin();
  await page.goto(pluginPage);
  assert.match(await page.textContent('body'), /not allowed|Cannot load/);
});

test('no script failed and no request of the plugin was refused', () => {
  assert.deepEqual(page.faults.filter((fault) => !fault.includes(`403 ${pluginPage}`)), []);
});
