// Debian's Chromium, and people who use it: each has a profile of their own that nothing is left of.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'
import { createFolder, removeFolder } from './programs.mjs'

/** The time limits of a test and of one step of it, in milliseconds. They only end what hangs. */
export const LIMIT = 180_000
const STEP_LIMIT = 90_000

// Chromium is to talk to the pages alone. The sandbox needs what root and containers don't have; all pages that
// are opened are the tests' own.
const SWITCHES = ['--disable-background-networking', '--disable-component-update', '--disable-gpu', '--disable-quic',
  '--disable-sync', '--no-first-run', '--no-sandbox']

function launch (home) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: SWITCHES,
    env: { PATH: process.env.PATH, HOME: home },
    timeout: STEP_LIMIT
  })
}

/** One Chromium for the tests of a file. Returns a function that gives a test its person. */
export function useChromium () {
  let home, browser
  before(async () => {
    home = await createFolder()
    browser = await launch(home)
  }, { timeout: LIMIT })
  after(async () => {
    await browser?.close()
    await removeFolder(home)
  }, { timeout: LIMIT })
  return async (t, options = {}) => {
    const context = await browser.newContext(options)
    t.after(() => context.close())
    context.setDefaultTimeout(STEP_LIMIT)
    return new Person(context)
  }
}

/** A person with a browser. `complaints` is what Chromium's console had to say about the pages. */
export class Person {
  complaints = []
  requests = []

  constructor (context) {
    this.context = context
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text())
    })
    context.on('weberror', (event) => this.complaints.push(event.error().message))
    context.on('request', (request) => this.requests.push(request))
  }

  /** Opens a page in a new tab. */
  async open (url) {
    const page = await this.context.newPage()
    await page.goto(url)
    return page
  }
}

/** What Chromium itself says in the console of a page with that status. */
export function statusNotice (status, reason) {
  return `Failed to load resource: the server responded with a status of ${status} (${reason})`
}

/** Presses a button that leads to another page. */
export async function press (page, name, options = {}) {
  await page.getByRole('button', { name }).click(options)
}

/** Waits for the page with that heading, and compares its title with it. */
export async function assertShows (page, heading) {
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
  assert.equal(await page.title(), `${heading} – goto-token`)
}
