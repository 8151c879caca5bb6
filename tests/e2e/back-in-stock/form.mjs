/** The back-in-stock form on a page of the shop, and what became of it at the backend; for the tests beside this file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { backend, lab } from '../browser.mjs';

/** Runs a step of shop.php inside the shop. */
export function shop(...step) {
  const path = (name) => fileURLToPath(new URL(name, import.meta.url));
  return execFileSync(path('../../lab/lab'), ['php', process.env.STOREWIRE_LAB, path('shop.php'), ...step], { encoding: 'utf8' });
}

/** Products that nobody else knows: what `shop.php make` prints. */
export const makeGoods = () => JSON.parse(shop('make'));

/** What the backend has of this store, once nothing waits any more. */
export async function delivered() {
  assert.equal(shop('deliver'), '0');
  return backend('GET', `export?storeUrl=${encodeURIComponent(lab.SITE_URL)}`);
}

/** Who waits for products at the backend, such as `ann@example.com 12`, with the id of what is waited for. */
export async function waiting(...ids) {
  const { waitlist } = await delivered();
  return waitlist
    .filter((entry) => ids.includes(Number(entry.providerVariantId)))
    .map((entry) => `${entry.email} ${entry.providerVariantId}`)
    .sort();
}

/** The form that can be seen, and its parts by name, whatever the language. */
export const form = (page) => page.locator('.storewire-signup:visible');
export const field = (page, name) => form(page).locator(`[name="storewire_signup[${name}]"]`);

export async function fill(page, email) {
  await field(page, 'email').fill(email);
  await field(page, 'agreed').check();
}

export async function submit(page) {
  await form(page).locator('button[type="submit"]').click();
}

/** Waits until the shopper is thanked. */
export const thanks = (page, words = /Thank you/) => form(page).getByRole('status').getByText(words).waitFor();

/** Asks to be told. */
export async function ask(page, email, words) {
  await fill(page, email);
  await submit(page);
  await thanks(page, words);
}

/** Picks a variation on a classic picker. */
export const pick = (page, color) => page.locator('select[name="attribute_color"]').selectOption(color);

/** Notes what moves on pages of a context without anybody having touched them; see `shifted()`. */
export async function watchShifts(context) {
  // Letters change their widths when a theme's font arrives.
  await context.route(/\.woff2?($|\?)/, (route) => route.abort());
  await context.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
  });
}

/** What moved at the form or after it. What moves before it, it cannot have moved. */
export const shifted = (page) =>
  page.evaluate(() => {
    const section = document.querySelector('.storewire-signup');
    const is_before = (node) => !node || section.compareDocumentPosition(node) === Node.DOCUMENT_POSITION_PRECEDING;
    return shifts
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .flatMap(({ value, sources }) => sources.filter(({ node }) => !is_before(node)).map(({ node }) => `${value}: ${node.className}`));
  });
