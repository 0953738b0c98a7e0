// Accessibility, checked by machine: opens every view of the page in Chromium, in both themes and
// two sizes, and lets axe-core judge it by the rules of WCAG 2.2 AA. Needs a running server:
//
//   node tests/axe.js http://127.0.0.1:8080 [folder]
//
// Prints one line a view and leaves with 1 when something was found; with a folder, keeps a picture
// of each view there. CHROMIUM names the browser, AXE_LANGUAGE the language (en).
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** @typedef {import('playwright-core').Page} Page */

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [
  { name: 'desktop', width: 1280, height: 800 },
  { name: 'phone', width: 390, height: 844 },
];
const WAIT = { timeout: 10_000 };

/** @param {string} name */
const id = (name) => `[data-testid="${name}"]`;

/**
 * What axe finds on the page as it is now. Runs in the page's debugger, so the page's content
 * security policy stays as it is.
 *
 * @param {Page} page
 * @returns {Promise<{ rule: string, impact: string, where: string[] }[]>}
 */
export async function audit(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    const { axe } = /** @type {any} */ (window);
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.map((/** @type {any} */ found) => ({
      rule: found.id,
      impact: found.impact,
      where: found.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} ${node.failureSummary}`),
    }));
  }, RULES);
}

/** Pages that are wider than the screen scroll sideways: WCAG 1.4.10. @param {Page} page */
async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/**
 * Does something while somebody else is in the room.
 *
 * @param {Page} page
 * @param {string} server
 * @param {() => Promise<void>} work
 */
async function withGuest(page, server, work) {
  const context = await /** @type {import('playwright-core').Browser} */ (page.context().browser()).newContext();
  const guest = await context.newPage();
  await guest.goto(`${server}${new URL(page.url()).pathname}`);
  await guest.fill(id('nickname-input'), `Guest ${Math.random().toString(36).slice(2, 8)}`);
  await guest.click(id('enter'));
  await page.waitForSelector(id('member-menu'), WAIT);
  await work();
  await context.close();
}

/**
 * What a leader can do with people.
 *
 * @param {Page} page
 * @param {(view: string) => Promise<void>} look
 */
async function people(page, look) {
  await page.click(id('member-menu'));
  await look('person');
  await page.click(id('person-rename'));
  await look('person, renaming');
  await page.keyboard.press('Escape');
  await page.click(id('member-menu'));
  await page.click(id('person-ban'));
  await look('person, asked twice');
  await page.keyboard.press('Escape');
  await page.click(id('bans'));
  await page.waitForSelector(id('bans-empty'), WAIT);
  await look('nobody banned');
  await page.keyboard.press('Escape');
  await page.click(id('active-users'));
  await page.waitForSelector(id('active-user'), WAIT);
  await look('active users');
  await page.keyboard.press('Escape');
  await page.click(id('member-menu'));
  await page.click(id('person-message'));
  await page.fill(id('chat-input'), 'Only for you');
  await page.press(id('chat-input'), 'Enter');
  await page.waitForSelector(id('direct-message'), WAIT);
  await look('room, private message');
  await page.click(id('context-cancel'));
}

/**
 * The list of those who stay out.
 *
 * @param {Page} page
 * @param {(view: string) => Promise<void>} look
 */
async function banning(page, look) {
  if (await page.locator('#tab-people').isVisible()) await page.click('#tab-people');
  await page.click(id('member-menu'));
  await page.click(id('person-ban'));
  await page.click(id('person-confirm-yes'));
  await page.click(id('bans'));
  await page.waitForSelector(id('ban'), WAIT);
  await look('ban list');
  await page.keyboard.press('Escape');
}

/**
 * A sound file where there is none: half a minute of silence.
 *
 * @param {import('playwright-core').Route} route
 */
async function music(route) {
  const file = Buffer.alloc(44 + 8_000 * 30, 128);
  file.write('RIFF....WAVEfmt ');
  file.writeUInt32LE(file.length - 8, 4);
  // Length of the header, format and channels, samples and bytes a second, bytes and bits a sample.
  for (const [at, value] of [
    [16, 16],
    [20, 0x1_0001],
    [24, 8_000],
    [28, 8_000],
    [32, 0x8_0001],
  ])
    file.writeUInt32LE(/** @type {number} */ (value), at);
  file.write('data', 36);
  file.writeUInt32LE(file.length - 44, 40);
  await route.fulfill({ contentType: 'audio/wav', body: file });
}

/**
 * The queue, what has played, and music.
 *
 * @param {Page} page
 * @param {(view: string) => Promise<void>} look
 */
async function queue(page, look) {
  await page.fill(id('add-link-input'), '/sample.mp4 https://media.example.org/a-song-with-a-long-name.mp3');
  await page.click(id('add-link'));
  await page.waitForSelector(`${id('queue-item')} >> nth=1`, WAIT);
  await look('room, queue');
  await page.click(id('clear-queue'));
  await look('room, clearing the queue');
  await page.click(`${id('clear-queue-sure')} + button`);
  await page.click(id('view-history'));
  await look('room, nothing played before');
  await page.click(id('compact'));
  await look('room, compact view');
  await page.click(id('compact'));
  await page.click(id('skip'));
  await page.waitForSelector(id('history-item'), WAIT);
  await page.click(id('skip'));
  await page.waitForSelector(`${id('player')}[data-state="ready"] ${id('audio-view')}`, WAIT);
  await look('room, music and history');
  await page.click(`${id('play-again')} >> nth=1`);
  await page.waitForSelector(`${id('player')}[data-state="ready"] video:visible`, WAIT);
  await page.click(id('view-queue'));
}

/**
 * The views, in the order in which a visitor meets them.
 *
 * @param {Page} page
 * @param {string} server
 * @param {boolean} phone
 * @param {(view: string, shown?: Page) => Promise<void>} look
 */
async function walk(page, server, phone, look) {
  await page.goto(server);
  await page.waitForSelector(id('create-room'), WAIT);
  await look('start page');
  await page.click(id('try-it'));
  await look('nickname dialog');
  await page.click(id('enter'));
  await look('nickname missing');
  await page.fill(id('nickname-input'), `Axe ${Math.random().toString(36).slice(2, 8)}`);
  await page.click(id('enter'));
  await page.waitForSelector(`${id('player')}[data-item]`, WAIT);
  await page.fill(id('chat-input'), 'Hello https://example.org/');
  await page.press(id('chat-input'), 'Enter');
  await page.waitForSelector(`${id('chat-message')}[data-state="sent"]`, WAIT);
  await page.hover(id('chat-message'));
  await page.click(id('chat-react'));
  await look('room, reacting');
  await page.click(`${id('reaction-picker')} button`);
  await page.waitForSelector(id('reaction'), WAIT);
  await page.hover(id('chat-message'));
  await page.click(id('chat-reply'));
  await look('room, replying');
  await page.keyboard.press('Escape');
  if (phone) await page.click('#tab-timer');
  await page.click(id('timer-toggle'));
  await page.waitForSelector(id('timer-reset'), WAIT);
  await look('room, timer');
  await page.click(id('timer-settings'));
  await look('timer settings');
  await page.keyboard.press('Escape');
  if (phone) await page.click('#tab-queue');
  await queue(page, look);
  if (phone) await page.click('#tab-people');
  await look('room, people');
  await page.click(id('rename'));
  await look('room, renaming');
  await page.keyboard.press('Escape');
  await page.click(id('room-settings'));
  await page.selectOption(id('room-visibility'), 'public');
  await page.click(id('room-save'));
  await look('room settings');
  await page.keyboard.press('Escape');
  await withGuest(page, server, async () => {
    await people(page, look);
    await banning(page, look);
  });
  if (phone) await page.click('#tab-chat');
  await look('room, chat');
  await page.click(id('share'));
  await look('share dialog');
  await page.keyboard.press('Escape');
  await page.locator(id('leave')).focus();
  await page.keyboard.press('?');
  await page.waitForSelector(id('shortcuts-switch'), WAIT);
  await look('shortcuts');
  await page.keyboard.press('Escape');
  const visitor = await page.context().newPage();
  await visitor.goto(server);
  await visitor.waitForSelector(id('public-rooms'), WAIT);
  await look('start page with public rooms', visitor);
  await visitor.close();
  await page.goto(`${server}/r/no-such-room-1`);
  await page.waitForSelector(id('enter-page'), WAIT);
  await look('link of a room');
  await page.click(id('enter'));
  await page.waitForFunction((error) => document.querySelector(error)?.textContent !== '', id('enter-error'), WAIT);
  await look('room not found');
}

/**
 * @param {string} server
 * @param {string | undefined} folder
 */
async function main(server, folder) {
  if (folder) mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  let bad = 0;
  try {
    for (const size of SIZES) {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const context = await browser.newContext({
          viewport: size,
          colorScheme,
          locale: process.env['AXE_LANGUAGE'] ?? 'en',
          reducedMotion: 'reduce',
        });
        await context.route('https://media.example.org/**', music);
        const page = await context.newPage();
        let views = 0;
        await walk(page, server, size.name === 'phone', async (view, shown = page) => {
          views += 1;
          const name = `${size.name}-${colorScheme}-${String(views).padStart(2, '0')}-${view.replace(/\W+/g, '-')}`;
          if (folder) await shown.screenshot({ path: `${folder}/${name}.png` });
          const found = await audit(shown);
          if (await overflow(shown))
            found.push({ rule: 'reflow', impact: 'serious', where: ['the page scrolls sideways'] });
          bad += found.length;
          console.log(`${found.length === 0 ? 'ok ' : 'BAD'} ${size.name} ${colorScheme} ${view}`);
          for (const one of found) console.log(`    ${one.rule} (${one.impact})\n      ${one.where.join('\n      ')}`);
        });
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
  return bad;
}

if (process.argv[1]?.endsWith('axe.js')) {
  const server = process.argv[2] ?? 'http://127.0.0.1:8080';
  process.exitCode = (await main(server.replace(/\/$/, ''), process.argv[3])) === 0 ? 0 : 1;
}
