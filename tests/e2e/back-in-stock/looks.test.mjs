/**
 * The form in shops that look and speak otherwise, and for whoever is logged in: a theme with classic templates, a language
 * that is written from right to left, a phone. Each request ends on the backend's waitlist.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { PATIENCE, lab, look, openBrowser } from '../browser.mjs';
import { ask, field, form, makeGoods, pick, shifted, shop, submit, waiting, watchShifts } from './form.mjs';

const BLOCKS = 'twentytwentyfive';
const CLASSIC = 'twentytwentyone';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const no_classic = existsSync(`${lab.WP_DIR}/wp-content/themes/${CLASSIC}`) ? false : 'there is no theme with classic templates here';

let browser;
let goods;

before(async () => {
  goods = makeGoods();
  ({ browser } = await openBrowser());
});

after(() => browser?.close());

/** A new shopper's page. */
async function visitor(options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  await watchShifts(context);
  return context.newPage();
}

/** The whole way, in pictures: a kettle and a red shirt are asked for. */
async function shops(name, words) {
  const page = await visitor();
  const { kettle, shirt } = goods;
  await page.goto(kettle.url, { waitUntil: 'networkidle' });
  assert.deepEqual(await shifted(page), []);
  await look(page, name, '.storewire-signup');
  await field(page, 'email').fill(`${name}@example`);
  await submit(page);
  await form(page).locator('[data-issue="email"]:not(:empty)').waitFor();
  await look(page, `${name}-invalid`, '.storewire-signup');
  await ask(page, `${name}@example.com`, words);

  await page.goto(shirt.url, { waitUntil: 'networkidle' });
  assert.equal(await form(page).count(), 0);
  await pick(page, 'Red');
  await form(page).waitFor();
  await look(page, `${name}-variation`, '.storewire-signup:not([hidden])');
  await ask(page, `${name}@example.com`, words);
  await page.context().close();
  assert.deepEqual((await waiting(kettle.id, shirt.red)).filter((entry) => entry.startsWith(name)), [kettle.id, shirt.red].map((id) => `${name}@example.com ${id}`).sort());
}

test('a theme with classic templates', { skip: no_classic }, async (context) => {
  shop('dress', CLASSIC);
  context.after(() => shop('dress', BLOCKS));
  await shops('classic');
});

test('a language that is written from right to left', async (context) => {
  shop('dress', BLOCKS, 'ar');
  context.after(() => shop('dress', BLOCKS));
  await shops('rtl', /شكرًا/);
  const page = await visitor();
  await page.goto(goods.kettle.url);
  assert.equal(await page.evaluate(() => document.dir), 'rtl');
  const { heading, box, text } = await form(page).evaluate((section) => {
    const of = (what) => section.querySelector(what).getBoundingClientRect().right;
    return { heading: of('h2'), box: of('[type="checkbox"]'), text: of('.storewire-signup-consent span') };
  });
  assert.ok(text < box && box <= heading, 'the box stands to the right of its text');
  await page.context().close();
});

test('a phone, and a thumb', async () => {
  const page = await visitor(PHONE);
  await page.goto(goods.kettle.url, { waitUntil: 'networkidle' });
  assert.deepEqual(await shifted(page), []);
  const { width, height } = await form(page).locator('button').boundingBox();
  assert.ok(width >= 44 && height >= 44, `the button has ${width} × ${height} px`);
  assert.ok(await field(page, 'email').evaluate((input) => parseFloat(getComputedStyle(input).fontSize)) >= 16, 'telephones zoom in on smaller letters');
  await field(page, 'email').tap();
  await field(page, 'email').fill('phone@example.com');
  await form(page).locator('.storewire-signup-consent span').tap();
  await form(page).locator('button').tap();
  await form(page).getByText('Thank you').waitFor();
  await page.context().close();
  assert.ok((await waiting(goods.kettle.id)).includes(`phone@example.com ${goods.kettle.id}`));
});

test('who is logged in finds the own address, on a page that nobody may keep', async () => {
  shop('customer');
  const page = await visitor();
  await page.goto(`${lab.SITE_URL}/wp-login.php`);
  await page.fill('#user_login', 'dora');
  await page.fill('#user_pass', 'storewire');
  await page.click('#wp-submit');
  await page.waitForURL((url) => !url.pathname.includes('wp-login'));
  const own = await page.goto(goods.kettle.url, { waitUntil: 'networkidle' });
  assert.match(own.headers()['cache-control'], /no-cache.*private|private.*no-cache/);
  assert.equal(await field(page, 'email').inputValue(), 'dora@example.com');
  await look(page, 'signup-logged-in', '.storewire-signup');
  await field(page, 'agreed').check();
  await submit(page);
  await form(page).getByText('Thank you').waitFor();

  // Everybody else gets a page that any cache may keep: the same for all, with nothing in it that expires.
  const stranger = await visitor();
  const pages = [];
  for (let visit = 0; visit < 2; visit++) {
    const response = await stranger.goto(goods.kettle.url);
    assert.doesNotMatch(response.headers()['cache-control'] ?? '', /no-cache|no-store|private/);
    pages.push(await response.text());
  }
  const [section] = /<section class="storewire-signup".*?<\/section>/s.exec(pages[0]);
  assert.ok(pages[1].includes(section));
  assert.doesNotMatch(section, /nonce/i);
  assert.ok(!pages[0].includes('dora'));
  await stranger.context().close();
  await page.context().close();
  assert.ok((await waiting(goods.kettle.id)).includes(`dora@example.com ${goods.kettle.id}`));
});
