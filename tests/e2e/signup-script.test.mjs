/**
 * The script of the back-in-stock form by itself, with the core as it is built: whatever the store's route answers, or
 * does not, the shopper hears something or the form is posted (K2). What comes over the network is made up here.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';

const SHOP = 'http://shop.example';
const TYPES = { js: 'text/javascript', wasm: 'application/wasm' };
const DATA = JSON.stringify({ url: `${SHOP}/signup`, core: `${SHOP}/pkg/browser/storefront.js?ver=1`, words: { email_invalid: 'Eine Adresse wie name@example.com.' } });
const name = (field) => `name="storewire_signup[${field}]"`;
const PAGE = `<!doctype html><title>Kettle</title>
<section class="storewire-signup" data-product="501" data-state="" data-storewire='${DATA}'>
<p role="status" tabindex="-1"></p>
<form method="post">
<input type="hidden" ${name('product')} value="501"><input type="hidden" ${name('variation')} value="0">
<label>E-mail <input type="email" ${name('email')} required></label><span data-issue="email"></span>
<label><input type="checkbox" ${name('agreed')} value="1" required> Yes</label><span data-issue="agreed"></span>
<input type="hidden" ${name('website')}><button>Notify me</button>
</form></section><script src="/plugin/assets/signup.js" defer></script>`;

let browser;

before(async () => ({ browser } = await openBrowser()));
after(() => browser?.close());

/**
 * A page with the form, filled in. `sent` counts the requests to the store's route, `posted` holds what came as a plain
 * post; `answer` fulfills a route, `lost` says which files cannot be had.
 */
async function open(answer, lost = /^$/) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const seen = { page, sent: [], posted: [] };
  await context.route(`${SHOP}/**`, async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (lost.test(pathname)) {
      await route.abort();
    } else if (pathname === '/signup') {
      seen.sent.push(request.postDataJSON());
      await answer(route);
    } else if (pathname !== '/') {
      const body = await readFile(new URL(`../..${pathname}`, import.meta.url));
      await route.fulfill({ body, contentType: TYPES[pathname.split('.').pop()] });
    } else {
      if (request.method() === 'POST') {
        seen.posted.push(request.postData());
      }
      await route.fulfill({ body: request.method() === 'POST' ? 'Taken.' : PAGE, contentType: 'text/html' });
    }
  });
  await page.goto(`${SHOP}/`);
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('Yes').check();
  return seen;
}

const json = (status, body) => (route) => route.fulfill({ status, json: body });
const submit = (page) => page.getByRole('button').click();
const status = (page) => page.getByRole('status');

/** Waits for the plain post, which says the same as the form. */
async function isPosted({ page, posted }) {
  await page.getByText('Taken.').waitFor();
  assert.equal(posted.length, 1);
  const fields = new URLSearchParams(posted[0]);
  assert.equal(fields.get('storewire_signup[product]'), '501');
  assert.equal(fields.get('storewire_signup[email]'), 'ann@example.com');
  assert.equal(fields.get('storewire_signup[agreed]'), '1');
  await page.context().close();
}

test('what is taken is said, once, however often the button is clicked', async () => {
  const { page, sent, posted } = await open(async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await json(200, { state: 'done', message: 'Thank you.', issues: {} })(route);
  });
  await page.getByRole('button').dblclick();
  await status(page).getByText('Thank you.').waitFor();
  assert.ok(await status(page).evaluate((element) => element === document.activeElement));
  assert.ok(await page.locator('form').isHidden());
  assert.deepEqual(sent, [{ product: '501', variation: '0', email: 'ann@example.com', agreed: true, website: '' }]);
  assert.deepEqual(posted, []);
  await page.context().close();
});

test('what the store does not take is said where it belongs', async () => {
  const answers = [
    json(422, { state: 'invalid', message: '', issues: { email: 'Not this one.' } }),
    json(422, { state: 'invalid', message: 'This product is in stock.', issues: {} }),
    json(429, { state: 'later', message: 'Please try again later.', issues: {} }),
  ];
  const { page, posted } = await open((route) => answers.shift()(route));
  const email = page.getByLabel('E-mail');
  await submit(page);
  await page.getByText('Not this one.').waitFor();
  assert.equal(await email.getAttribute('aria-invalid'), 'true');
  assert.ok(await email.evaluate((element) => element === document.activeElement));
  await submit(page);
  await status(page).getByText('This product is in stock.').waitFor();
  assert.equal(await email.getAttribute('aria-invalid'), null);
  await submit(page);
  await status(page).getByText('Please try again later.').waitFor();
  assert.ok(await page.locator('form').isVisible());
  assert.deepEqual(posted, []);
  await page.context().close();
});

test('what is wrong is said in the words of the page, and not sent', async () => {
  const { page, sent } = await open(json(500, {}));
  await page.getByLabel('E-mail').fill('ann@example');
  await page.getByLabel('Yes').uncheck();
  await submit(page);
  await page.getByText('Eine Adresse wie name@example.com.').waitFor();
  await page.getByText('Please tick this box to agree.').waitFor();
  assert.deepEqual(sent, []);
  await page.context().close();
});

test('where something else answers than the store, the form is posted', async () => {
  const page = (code) => (route) => route.fulfill({ status: code, contentType: 'text/html', body: '<title>Just a moment</title>' });
  for (const answer of [page(200), page(403), page(503), json(200, { success: true }), json(404, { code: 'rest_no_route' }), (route) => route.abort()]) {
    const seen = await open(answer);
    await submit(seen.page);
    await isPosted(seen);
  }
});

test('where the core cannot be had, the form is posted at once', async () => {
  for (const lost of [/storefront\.js$/, /\.wasm$/]) {
    const seen = await open(json(500, {}), lost);
    await submit(seen.page);
    await isPosted(seen);
    assert.deepEqual(seen.sent, []);
  }
});

test('where the store or the core hang, the form is posted after a while', async () => {
  const hang = () => {};
  const store = await open(hang);
  const stuck = await open(hang);
  await stuck.page.evaluate(() => (window.fetch = () => Promise.reject('stuck')));
  await Promise.all([submit(store.page), submit(stuck.page)]);
  await Promise.all([isPosted(store), isPosted(stuck)]);
  assert.equal(store.sent.length, 1);
});
