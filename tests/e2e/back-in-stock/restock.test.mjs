/**
 * What was waited for is back, on the product's screen in wp-admin, and sells out again: at the checkout, and by the owner's
 * hand. The backend tells who waits, with the whole payload of K3. On an instance of the lab that is connected.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PATIENCE, lab, openBrowser, signIn } from '../browser.mjs';
import { ask, delivered, makeGoods, pick, shop } from './form.mjs';

const BACK = 'ecommerce.back_in_stock';
const GONE = 'ecommerce.back_in_stock_out_of_stock';
const skip = lab.SHOP === 'woocommerce' ? false : 'the stand-in shop has neither product screens nor a checkout';

let browser;
let admin;
let shopper;
let goods;

before(async () => {
  if (skip) return;
  goods = makeGoods();
  ({ browser, page: admin } = await openBrowser());
  await signIn(admin);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(PATIENCE);
  shopper = await context.newPage();
});

after(() => browser?.close());

const now = () => new Date().toISOString();

/** What was triggered for a product or variation, the earliest first. */
async function triggers(id) {
  const { triggers: all } = await delivered();
  return all.filter(({ data }) => data.providerVariantId === String(id));
}

/** K3's payload without its times, of a product or of one of its variations. */
const payload = ({ id, title, url, image }, variation = id) => ({
  provider: 'woocommerce',
  providerProductId: String(id),
  providerVariantId: String(variation),
  productTitle: title,
  productUrl: url,
  imageUrl: image,
});

/** Takes the moments of a payload, which must lie in this order, as they are written on the wire; gives the rest. */
function without_times(data, ...order) {
  const { requestedAt, backInStockAt, ...rest } = data;
  const moments = [order[0], requestedAt, order[1], backInStockAt, order[2]];
  assert.ok(moments.every((moment) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(moment)), moments.join());
  assert.deepEqual(moments.toSorted(), moments);
  return rest;
}

/** What each tab shows once WooCommerce has filled it. */
const FILLED = { inventory_product_data: 'input:visible', variable_product_options: '.woocommerce_variation' };

/** Opens a product's screen in wp-admin, one of its tabs, changes something there, and saves. */
async function edit(id, tab, change) {
  const panel = admin.locator(`#${tab}`);
  const filled = () => panel.locator(FILLED[tab]).first().waitFor({ timeout: 20_000 }).then(() => true, () => false);
  // WooCommerce asks the server for variations once, and shows none where that comes to nothing: an owner opens the page again.
  let tries = 0;
  do {
    assert.ok(tries++ < 4, `${tab} stays empty`);
    await admin.goto(`${lab.SITE_URL}/wp-admin/post.php?post=${id}&action=edit`);
    await admin.locator(`.product_data_tabs a[href="#${tab}"]`).click();
  } while (!(await filled()));
  await change(panel);
  await admin.locator('#publish').click();
  await admin.getByText('Product updated.').waitFor();
}

/** Chooses a stock status of a variation, as an owner does. */
const set_variation = (id, status) => async (tab) => {
  const variation = tab.locator('.woocommerce_variation', { has: admin.locator(`.variable_post_id[value="${id}"]`) });
  await variation.locator('h3').click();
  await variation.locator('[name^="variable_stock_status["]').selectOption(status);
  await tab.locator('.save-variation-changes').click();
  await tab.locator('.variation-needs-update').waitFor({ state: 'detached' });
};

/** Buys one, on the block checkout. */
async function buy(url) {
  await shopper.goto(url);
  await shopper.getByRole('button', { name: 'Add to cart', exact: true }).first().click();
  // Whoever leaves before the shop has answered takes no cart along.
  await shopper.getByText('added to your cart').first().waitFor();
  await shopper.goto(`${lab.SITE_URL}/checkout/`);
  const address = { 'Email address': 'zoe@example.com', 'First name': 'Zoe', 'Last name': 'Shopper', Address: '7 Quay Road', City: 'San Francisco', 'ZIP Code': '94105' };
  for (const [label, value] of Object.entries(address)) {
    await shopper.getByLabel(label, { exact: true }).first().fill(value);
  }
  // The checkout overlooks a click while it works out the total for the address.
  const ordered = shopper.waitForURL(/order-received/).then(() => true);
  const moment = () => new Promise((done) => setTimeout(done, 1500, false));
  do {
    await shopper.getByRole('button', { name: 'Place Order' }).click({ timeout: 1000 }).catch(() => {});
  } while (!(await Promise.race([ordered, moment()])));
}

test('K3: a product comes back and the last one is bought', { skip }, async () => {
  const { kettle } = goods;
  const asked = now();
  await shopper.goto(kettle.url);
  await ask(shopper, 'ann@example.com');
  assert.deepEqual(await triggers(kettle.id), []);
  const restocked = now();
  await edit(kettle.id, 'inventory_product_data', async (tab) => {
    await tab.locator('#_manage_stock').check();
    await tab.locator('#_stock').fill('1');
  });
  const [back, ...more] = await triggers(kettle.id);
  assert.deepEqual([back.name, back.email, more], [BACK, 'ann@example.com', []]);
  assert.deepEqual(without_times(back.data, asked, restocked, now()), payload(kettle));

  await buy(kettle.url);
  const [, gone, ...others] = await triggers(kettle.id);
  assert.deepEqual([gone.name, gone.email, others], [GONE, 'ann@example.com', []]);
  const { outOfStockAt, ...rest } = gone.data;
  assert.deepEqual(rest, back.data);
  assert.ok(outOfStockAt > back.data.backInStockAt);
});

test('K3: a variation comes back and is taken off the shelf again', { skip }, async () => {
  const { shirt } = goods;
  const asked = now();
  await shopper.goto(shirt.url, { waitUntil: 'networkidle' });
  await pick(shopper, 'Red');
  await ask(shopper, 'bob@example.com');
  assert.equal(shop('deliver'), '0');
  const restocked = now();
  await edit(shirt.id, 'variable_product_options', set_variation(shirt.red, 'instock'));
  const [back, ...more] = await triggers(shirt.red);
  assert.deepEqual([back.name, back.email, more], [BACK, 'bob@example.com', []]);
  assert.deepEqual(without_times(back.data, asked, restocked, now()), payload({ ...shirt, url: `${shirt.url}?attribute_color=Red` }, shirt.red));

  await edit(shirt.id, 'variable_product_options', set_variation(shirt.red, 'outofstock'));
  const [, gone, ...others] = await triggers(shirt.red);
  assert.deepEqual([gone.name, gone.email, others], [GONE, 'bob@example.com', []]);
});
