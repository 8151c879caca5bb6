/**
 * A shopper's story in a real browser: the form on a product that is sold out, its messages, a variation, without scripts,
 * without WebAssembly; then the product is back and sells out again. On an instance of the lab that is connected.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { backend, lab, look, openBrowser } from '../browser.mjs';

const THANKS = /Thank you/;

let browser;
let page;
let goods;

/** Runs a step of shop.php inside the shop. */
function shop(...step) {
  const path = (name) => fileURLToPath(new URL(name, import.meta.url));
  return execFileSync(path('../../lab/lab'), ['php', process.env.STOREWIRE_LAB, path('shop.php'), ...step.map(String)], { encoding: 'utf8' });
}

/** What the backend has of this store. */
const exported = () => backend('GET', `export?storeUrl=${encodeURIComponent(lab.SITE_URL)}`);

/** The form that can be seen. */
const form = (on = page) => on.locator('.storewire-signup:visible');

async function fill(email, on = page) {
  await form(on).getByLabel('E-mail address').fill(email);
  await form(on).getByRole('checkbox').check();
}

async function submit(on = page) {
  await form(on).getByRole('button', { name: 'Notify me' }).click();
}

before(async () => {
  goods = JSON.parse(shop('make'));
  ({ browser, page } = await openBrowser());
});

after(() => browser?.close());

test('nothing is loaded until the form is touched, and then the core checks what is typed', async () => {
  const asked = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto(goods.kettle.url, { waitUntil: 'networkidle' });
  assert.ok(!asked.some((url) => url.includes('pkg/browser')));
  await look(page, 'signup', '.storewire-signup');

  await form().getByLabel('E-mail address').fill('ann@example');
  await submit();
  await form().getByText('such as name@example.com').waitFor();
  assert.deepEqual(await form().locator('.storewire-signup-issue').allTextContents(), ['Please enter an e-mail address such as name@example.com.', 'Please tick this box to agree.']);
  assert.ok(await form().getByLabel('E-mail address').evaluate((field) => field === document.activeElement));
  assert.ok(asked.some((url) => /storefront_bg\.wasm\?ver=/.test(url)));
  assert.ok(!asked.some((url) => url.startsWith('POST') && url.includes('storewire')), 'what is wrong is not sent');
  await look(page, 'signup-invalid', '.storewire-signup');

  await fill('ann@example.com');
  await form().getByLabel('E-mail address').press('Enter');
  await form().getByText(THANKS).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), await form().getByRole('status').textContent());
  assert.deepEqual(page.faults, []);
  await look(page, 'signup-done', '.storewire-signup');
});

test('it follows the picker of variations', async () => {
  await page.goto(goods.shirt.url, { waitUntil: 'networkidle' });
  assert.equal(await form().count(), 0);
  const picker = page.locator('select[name="attribute_color"]');
  await picker.selectOption('Red');
  await form().waitFor();
  await picker.selectOption('Blue');
  await form().waitFor({ state: 'hidden' });
  await picker.selectOption('Red');
  await fill('ann@example.com');
  await submit();
  await form().getByText(THANKS).waitFor();
});

test('it works without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(goods.shirt.url);
  await fill('bob@example', plain);
  await submit(plain);
  await form(plain).getByText('such as name@example.com').waitFor();
  assert.equal(await form(plain).getByLabel('E-mail address').inputValue(), 'bob@example');
  await fill('bob@example.com', plain);
  await submit(plain);
  await form(plain).getByText(THANKS).waitFor();
  await context.close();
});

test('it works where neither WebAssembly nor the REST route can be had', async () => {
  const context = await browser.newContext();
  await context.route(goods.kettle.url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': "script-src 'self'; style-src 'self'" } });
  });
  const strict = await context.newPage();
  await strict.goto(goods.kettle.url);
  await fill('bob@example.com', strict);
  await submit(strict);
  await form(strict).getByText(THANKS).waitFor();
  await context.unroute(goods.kettle.url);
  await context.route('**/wp-json/**', (route) => route.abort());
  await strict.goto(goods.kettle.url);
  await fill('eve@example.com', strict);
  await submit(strict);
  await strict.waitForURL(/storewire_signup=/);
  await form(strict).getByText(THANKS).waitFor();
  await context.close();
});

test('each request is on the waitlist, and who waits is told', async () => {
  assert.equal(shop('deliver'), '0');
  const asked = (await exported()).waitlist.map((entry) => `${entry.email} ${entry.providerVariantId ?? entry.variantId}`).sort();
  assert.deepEqual(asked, ['ann', 'bob', 'eve'].map((name) => `${name}@example.com ${goods.kettle.id}`).concat(['ann', 'bob'].map((name) => `${name}@example.com ${goods.shirt.red}`)).sort());

  shop('stock', goods.kettle.id, 'in');
  assert.equal(shop('deliver'), '0');
  shop('stock', goods.kettle.id, 'out');
  assert.equal(shop('deliver'), '0');
  const triggered = (await exported()).triggers.map((trigger) => trigger.name ?? trigger.trigger).filter((name) => name.includes('back_in_stock')).sort();
  assert.deepEqual(triggered, [...Array(3).fill('ecommerce.back_in_stock'), ...Array(3).fill('ecommerce.back_in_stock_out_of_stock')]);
});
