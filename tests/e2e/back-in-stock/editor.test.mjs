/** The block in the editor: found by its name, shown as it will look, with words of its own; and then on the page. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lab, look, openBrowser, signIn } from '../browser.mjs';
import { form, makeGoods } from './form.mjs';

let browser;
let page;
let goods;

before(async () => {
  goods = makeGoods();
  ({ browser, page } = await openBrowser());
});

after(() => browser?.close());

test('an owner puts the block on a page and gives it words', async () => {
  await signIn(page);
  await page.goto(`${lab.SITE_URL}/wp-admin/post-new.php?post_type=page&post_title=Waiting`);
  await page.waitForFunction(() => window.wp?.data?.select('core/editor')?.getCurrentPostId());
  // What the editor tells newcomers would cover it.
  await page.evaluate(() => wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false));
  const paper = page.frameLocator('iframe[name="editor-canvas"]');
  await paper.getByRole('button', { name: 'Add default block' }).click();
  await page.keyboard.type('/back in stock');
  await page.getByRole('option', { name: 'Back in stock' }).click();

  await paper.getByText('Tell me when it is back in stock').waitFor();
  assert.ok(await paper.getByLabel('E-mail address').isDisabled(), 'nothing in the preview can be used');
  await page.evaluate(() => wp.data.dispatch('core/interface').enableComplementaryArea('core', 'edit-post/block'));
  await page.getByLabel('Product ID').fill(String(goods.kettle.id));
  await page.getByRole('textbox', { name: 'Heading' }).fill('Want this kettle?');
  await paper.getByText('Want this kettle?').waitFor();
  await page.screenshot({ path: new URL('../../../target/e2e/signup-editor.png', import.meta.url).pathname });
  assert.deepEqual(page.faults, []);

  const url = await page.evaluate(async () => {
    await wp.data.dispatch('core/editor').editPost({ status: 'publish' });
    await wp.data.dispatch('core/editor').savePost();
    return wp.data.select('core/editor').getPermalink();
  });
  await page.goto(url);
  await form(page).getByRole('heading', { name: 'Want this kettle?' }).waitFor();
  await look(page, 'signup-block', '.storewire-signup');
});
