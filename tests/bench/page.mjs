/**
 * Measures what a shopper's browser gets of Storewire: bytes and requests on pages with and without the back-in-stock
 * form, before it is touched and after; what takes the WebAssembly's size; and, by page.php, what the pages cost the
 * server.
 *
 * page.mjs WASM_ITEMS.json OUTPUT.json [ROUNDS]: the first is twiggy's list of the storefront's module with names
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { lab, openBrowser } from '../e2e/browser.mjs';

const [items, output, rounds = '40'] = process.argv.slice(2);
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const metrics = [];

/** A figure, and the most it may be. */
function metric(name, value, unit, most = null) {
  const rounded = Math.round(value * 10000) / 10000;
  metrics.push({ name, value: rounded, unit, target: most === null ? null : `<= ${most}`, ok: most === null ? null : rounded <= most });
}

const sum = (files, size = (body) => body.length) => files.reduce((bytes, { body }) => bytes + size(body), 0);
const gzipped = (body) => gzipSync(body).length;
const named = (files, end) => files.filter(({ name }) => name.endsWith(end));

/** What comes of Storewire while something is done on a page: `{name, body}` each. */
async function received(page, action) {
  const coming = [];
  const hear = (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.includes('storewire')) {
      coming.push(response.body().then((body) => ({ name: pathname, body })));
    }
  };
  page.on('response', hear);
  await action();
  // For what nobody waits for.
  await page.waitForTimeout(500);
  page.off('response', hear);
  return Promise.all(coming);
}

/** Opens a page that has the form, touches it and sends it. */
async function visitForm(page, { url }) {
  const form = page.locator('.storewire-signup:visible');
  const before = await received(page, () => page.goto(url, { waitUntil: 'networkidle' }));
  metric('form, before it is touched: JavaScript', sum(named(before, '.js')), 'bytes', 4096);
  metric('form, before it is touched: WebAssembly and glue', sum(before.filter(({ name }) => name.includes('/pkg/'))), 'bytes', 0);
  metric('form, before it is touched: style sheet', sum(named(before, '.css')), 'bytes');
  metric('form, before it is touched: requests', before.length, 'count', 2);

  const touched = await received(page, async () => {
    const module = page.waitForResponse(/_bg\.wasm/);
    await form.getByLabel('E-mail address').fill('ann@example.com');
    await module;
  });
  metric('form, first touch: WebAssembly and glue, gzip', sum(touched, gzipped), 'bytes', 45000);
  metric('form, first touch: WebAssembly, gzip', sum(named(touched, '.wasm'), gzipped), 'bytes');
  metric('form, first touch: glue, gzip', sum(named(touched, '.js'), gzipped), 'bytes');
  metric('form, first touch: WebAssembly', sum(named(touched, '.wasm')), 'bytes');
  metric('form, first touch: glue', sum(named(touched, '.js')), 'bytes');
  metric('form, first touch: requests', touched.length, 'count', 2);
  const further = await received(page, () => form.getByRole('checkbox').check());
  metric('form, further touches: requests', further.length, 'count', 0);

  const sent = await received(page, async () => {
    await form.getByRole('button').click();
    await form.getByText(/Thank you/).waitFor();
  });
  metric('form, sent: requests', sent.length, 'count', 1);
}

/** What the module is made of: bytes by crate; what is inlined counts for where it is. Small ones are put together. */
function crates() {
  const sizes = new Map();
  const add = (crate, size) => sizes.set(crate, (sizes.get(crate) ?? 0) + size);
  for (const { name, shallow_size: size } of JSON.parse(readFileSync(items, 'utf8'))) {
    // The names themselves are in this copy of the module only.
    if (name !== '"function names" subsection') {
      add(/^(data segment|import )/.exec(name)?.[0].trim() ?? /(\w+)(?:\[\w+\])?::/.exec(name)?.[1] ?? name, size);
    }
  }
  for (const [crate, size] of sizes) {
    if (size < 250) {
      sizes.delete(crate);
      add('all else', size);
    }
  }
  return [...sizes].sort(([, a], [, b]) => b - a);
}

const pages = JSON.parse(execFileSync(path('../lab/lab'), ['php', process.env.STOREWIRE_LAB, path('page.php'), rounds], { encoding: 'utf8' }));
const { browser, page } = await openBrowser();
try {
  for (const [name, { url, form, html, gzip }] of Object.entries(pages)) {
    if (form) {
      metric(`${name}: further HTML`, html, 'bytes');
      metric(`${name}: further HTML, gzip`, gzip, 'bytes');
    } else {
      metric(`${name}: bytes of Storewire's`, html + sum(await received(page, () => page.goto(url, { waitUntil: 'networkidle' }))), 'bytes', 0);
    }
  }
  await visitForm(page, pages['product sold out']);
} finally {
  await browser.close();
}
// A share of a page counts only where the page is a store's; those of the stand-in shop are quickly made.
const share = lab.SHOP === 'woocommerce' ? 0.01 : null;
for (const [name, { form, without, own, added, queries }] of Object.entries(pages)) {
  metric(`${name}, server: whole request without Storewire, median`, without, 'ms');
  metric(`${name}, server: Storewire's own time, median`, own, 'ms');
  metric(`${name}, server: Storewire / the page without it`, own / without, 'ratio', form ? null : share);
  metric(`${name}, server: whole requests differ by, median`, added, 'ms');
  metric(`${name}, server: further queries`, queries, 'count', form ? null : 0);
}
for (const [crate, size] of crates()) {
  metric(`WebAssembly: ${crate}`, size, 'bytes');
}

for (const { name, value, unit, target, ok } of metrics) {
  console.log(`${name.padEnd(75)} ${String(value).padStart(10)} ${unit.padEnd(6)} ${target === null ? '' : (ok ? 'meets ' : 'MISSES ') + target}`);
}
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `${JSON.stringify({ metrics }, null, 4)}\n`);
process.exitCode = metrics.some(({ ok }) => ok === false) ? 1 : 0;
