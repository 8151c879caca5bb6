/** Chromium and the lab's instance, for the tests beside this file. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where the parts of the lab's instance are: `target/lab/NAME/env`, NAME from STOREWIRE_LAB. */
export const lab = Object.fromEntries(
  readFileSync(`${root}target/lab/${process.env.STOREWIRE_LAB ?? 'e2e'}/env`, 'utf8')
    .trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)),
);

/** The plugin as `./build.sh zip` packs it. */
export const zip = process.env.STOREWIRE_ZIP ?? `${root}target/storewire-${/^version = "(.*)"/m.exec(readFileSync(`${root}Cargo.toml`, 'utf8'))[1]}.zip`;

export const pluginPage = `${lab.SITE_URL}/wp-admin/admin.php?page=storewire`;

/** The sizes at which every screen is looked at. */
const SIZES = { phone: { width: 390, height: 844 }, wide: { width: 1280, height: 900 } };

const AVATAR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="2" height="2" fill="#999"/></svg>';

/** How long a page may take to show what a test waits for: a machine may be busy with other things. Milliseconds. */
export const PATIENCE = 90000;

/** A browser with one page. What goes wrong on the pages of the shop is kept in `page.faults`. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: SIZES.wide });
  context.setDefaultTimeout(PATIENCE);
  // The avatar would come from elsewhere.
  await context.route(/gravatar\.com/, (route) => route.fulfill({ contentType: 'image/svg+xml', body: AVATAR }));
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400 && /storewire/.test(response.url())) {
      page.faults.push(`${response.status()} ${response.url()}`);
    }
  });
  return { browser, page };
}

/** For tests that build on those before them: after the first failure the others are not tried. */
export function chain() {
  let broken = '';
  return (name, body) =>
    test(name, async (context) => {
      if (broken) {
        context.skip(`this failed: ${broken}`);
        return;
      }
      broken = name;
      await body(context);
      broken = '';
    });
}

/** Uploads a zip under Plugins → Add New. */
export async function upload(page, file) {
  await page.goto(`${lab.SITE_URL}/wp-admin/plugin-install.php?tab=upload`);
  await page.setInputFiles('#pluginzip', file);
  await page.click('#install-plugin-submit');
}

/** Activates the plugin that was just uploaded. */
export async function activate(page) {
  await page.getByText('Plugin installed successfully.').waitFor();
  await page.getByRole('link', { name: 'Activate Plugin' }).click();
  await page.getByText('Plugin activated.').waitFor();
}

/** Signs the administrator in to wp-admin. */
export async function signIn(page) {
  await page.goto(`${lab.SITE_URL}/wp-login.php`);
  await page.fill('#user_login', lab.ADMIN_USER);
  await page.fill('#user_pass', lab.ADMIN_PASSWORD);
  await page.click('#wp-submit');
  await page.waitForURL(/wp-admin/);
}

/**
 * Looks at a screen of the plugin, or at another part of a page, at both sizes: nothing sticks out on a phone, axe finds nothing, and a picture of it
 * is kept in target/e2e.
 */
export async function look(page, name, part = '.storewire') {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: `${root}target/e2e/${name}-${size}.png`, fullPage: true });
    const wider = await page.evaluate((of) => document.querySelector(of).getBoundingClientRect().right - innerWidth, part);
    assert.ok(wider <= 0, `${name} sticks out by ${wider} px at ${viewport.width} px`);
  }
  await page.evaluate(axe);
  const { violations } = await page.evaluate((of) => axe.run(of), part);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`), [], name);
}

/** Asks the reference backend's test API. */
export async function backend(method, path, body) {
  const response = await fetch(`${lab.BACKEND_URL}/test/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.equal(response.status, 200, `${path}: ${response.status}`);
  return response.json();
}
