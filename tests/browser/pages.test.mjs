// Every page that people can come to, goto-token's and the mock's: legible, self-contained, and without a trace.

import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMIT, press, statusNotice, useChromium } from './support/chromium.mjs'
import { contrasts, overhang } from './support/legibility.mjs'
import { servePage, startRecorder } from './support/servers.mjs'
import { prepareSignIn } from './support/sign_in.mjs'

const newPerson = useChromium()
const LEAST_CONTRAST = 4.5

// Those that are not 200 make Chromium itself say so in its console, and that is all it may say.
const PAGES = [
  { name: 'consent', visit: () => {} },
  { name: 'success', visit: allow },
  { name: 'denial', visit: (page) => press(page, 'Deny') },
  { name: 'failed exchange', fault: 'invalid_grant', visit: allow, notices: [statusNotice(502, 'Bad Gateway')] },
  { name: 'hostile response', fault: 'escape-redirect', visit: allow },
  {
    name: 'forged response',
    visit: (page, run) => page.goto(`${run.redirectUri}?code=c&state=s`),
    notices: [statusNotice(403, 'Forbidden')]
  },
  {
    name: 'wrong path',
    visit: (page, run) => page.goto(new URL('/', run.redirectUri).href),
    notices: [statusNotice(404, 'Not Found')]
  },
  {
    name: 'rejection by the mock',
    visit: (page) => page.goto(page.url().replace('client_id=', 'id=')),
    notices: [statusNotice(400, 'Bad Request')]
  }
]

function allow (page) {
  return press(page, 'Allow')
}

/** Brings a person to one of the pages. */
async function visit (t, { fault, visit }, options) {
  const { run, person } = await prepareSignIn(t, newPerson, {
    mock: fault ? ['--fault', fault] : [],
    person: options
  })
  const page = await person.open(run.authorizationUrl)
  await visit(page, run)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, person, run }
}

for (const kind of PAGES) {
  test(`the page of a ${kind.name} can be read in light and in dark colours`, { timeout: LIMIT }, async (t) => {
    const { page, person } = await visit(t, kind, { viewport: { width: 320, height: 640 } })
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    assert.match(await page.title(), /\S/)
    assert.equal(await page.locator('main').count(), 1)
    assert.equal(await page.evaluate(overhang), 0)
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      const texts = await page.evaluate(contrasts)
      assert.ok(texts.length >= 2, 'the page has text')
      assert.deepEqual(texts.filter(({ ratio }) => ratio < LEAST_CONTRAST), [])
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      assert.equal(Number(ground.match(/\d+/)[0]) > 127, colorScheme === 'light', ground)
    }
    assert.deepEqual(person.complaints, kind.notices ?? [])
  })

  test(`the page of a ${kind.name} loads nothing and tells no one the code`, { timeout: LIMIT }, async (t) => {
    const recorder = await startRecorder(t)
    const { page, run } = await visit(t, kind, { proxy: recorder.proxy })
    // Chromium asks for an icon a moment after the page. Once it has asked for that of a page opened later, it would
    // have asked for ours as well.
    const port = await servePage(t, '<!doctype html><title>After</title>')
    await page.context().newPage().then((next) => next.goto(`http://127.0.0.1:${port}/after`))
    await recorder.sees('/favicon.ico', `127.0.0.1:${port}`)
    const ours = [new URL(run.authorizationUrl).host, new URL(run.redirectUri).host, `127.0.0.1:${port}`]
    for (const { url, headers } of recorder.requests) {
      assert.ok(ours.includes(url.host), `${url} is asked for`)
      assert.ok(url.host === ours[2] || url.pathname !== '/favicon.ico', `${url} is asked for`)
      assert.doesNotMatch(headers.referer ?? '', /\?/)
    }
  })
}

test('what Chromium complains about is noticed', { timeout: LIMIT }, async (t) => {
  const person = await newPerson(t)
  const policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
  const bad = '<title>Bad</title><style>p{}</style><script>throw 1</script>'
  const port = await servePage(t, `<!doctype html>${policy}${bad}`)
  await person.open(`http://127.0.0.1:${port}/`)
  assert.match(person.complaints.join('\n'), /style[^]*script/)
})
