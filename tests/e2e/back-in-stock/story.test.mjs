/**
 * A shopper's story in a real browser: the form on a product that is sold out, its messages, a variation, without scripts,
 * without WebAssembly. Each request ends on the backend's waitlist. On an instance of the lab that is connected.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, openBrowser } from '../browser.mjs';
import { ask, fill, field, form, makeGoods, pick, shifted, submit, thanks, waiting, watchShifts } from './form.mjs';

let browser;
let page;
let goods;

before(async () => {
  goods = makeGoods();
  ({ browser, page } = await openBrowser());
  await watchShifts(page.context());
});

after(() => browser?.close());

test('nothing is loaded until the form is touched, and then the core checks what is typed', async () => {
  const asked = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto(goods.kettle.url, { waitUntil: 'networkidle' });
  assert.ok(!asked.some((url) => url.includes('pkg/browser')));
  assert.deepEqual(await shifted(page), []);
  await look(page, 'signup', '.storewire-signup');

  await field(page, 'email').fill('ann@example');
  await submit(page);
  await form(page).getByText('such as name@example.com').waitFor();
  assert.deepEqual(await form(page).locator('.storewire-signup-issue').allTextContents(), ['Please enter an e-mail address such as name@example.com.', 'Please tick this box to agree.']);
  assert.ok(await form(page).getByLabel('E-mail address').evaluate((input) => input === document.activeElement));
  assert.ok(asked.some((url) => /storefront_bg\.wasm\?ver=/.test(url)));
  assert.ok(!asked.some((url) => url.startsWith('POST') && url.includes('storewire')), 'what is wrong is not sent');
  await look(page, 'signup-invalid', '.storewire-signup');

  await fill(page, 'ann@example.com');
  await form(page).getByLabel('E-mail address').press('Enter');
  await thanks(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), await form(page).getByRole('status').textContent());
  assert.deepEqual(page.faults, []);
  await look(page, 'signup-done', '.storewire-signup');
});

test('it follows the picker of variations', async () => {
  await page.goto(goods.shirt.url, { waitUntil: 'networkidle' });
  assert.equal(await form(page).count(), 0);
  await pick(page, 'Red');
  await form(page).waitFor();
  await pick(page, 'Blue');
  await form(page).waitFor({ state: 'hidden' });
  await pick(page, 'Red');
  await ask(page, 'ann@example.com');
});

test('it works without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(goods.shirt.url);
  await fill(plain, 'bob@example');
  await submit(plain);
  await form(plain).getByText('such as name@example.com').waitFor();
  assert.equal(await field(plain, 'email').inputValue(), 'bob@example');
  await ask(plain, 'bob@example.com');
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
  assert.match(await strict.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).catch(String)), /Content Security Policy/);
  await ask(strict, 'bob@example.com');
  await context.unroute(goods.kettle.url);
  await context.route('**/wp-json/**', (route) => route.abort());
  await strict.goto(goods.kettle.url);
  await fill(strict, 'eve@example.com');
  await submit(strict);
  await strict.waitForURL(/storewire_signup=/);
  await thanks(strict);
  await context.close();
});

test('each request is on the waitlist', async () => {
  const { kettle, shirt } = goods;
  assert.deepEqual(
    await waiting(kettle.id, shirt.red),
    [`ann@example.com ${kettle.id}`, `bob@example.com ${kettle.id}`, `eve@example.com ${kettle.id}`, `ann@example.com ${shirt.red}`, `bob@example.com ${shirt.red}`].sort(),
  );
});
