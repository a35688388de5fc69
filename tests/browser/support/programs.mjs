// Runs goto-token and goto-mock-auth as people do, each with an environment and a folder of its own.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const BUILD = fileURLToPath(new URL('../../../build/dev', import.meta.url))
const GOTO_TOKEN = process.env.GOTO_TOKEN ?? path.join(BUILD, 'goto-token')
const GOTO_MOCK_AUTH = process.env.GOTO_MOCK_AUTH ?? path.join(BUILD, 'mock/goto-mock-auth')

export function createFolder () {
  return fs.mkdtemp(path.join(os.tmpdir(), 'goto-token-browser-'))
}

/** Removes a folder, even if a program that was just ended still writes there. */
export function removeFolder (folder) {
  return fs.rm(folder, { recursive: true, force: true, maxRetries: 10 })
}

function start (t, program, options, environment = {}, folder = '/') {
  const child = spawn(program, options, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Starts goto-mock-auth. `envFile` is the `.env` that fits it, `requests()` what has arrived there. */
export async function startMock (t, ...options) {
  const mock = start(t, GOTO_MOCK_AUTH, ['--print-env', '--quiet', ...options])
  mock.stderr.resume()
  const envFile = await text(mock.stdout)
  const origin = /^OAUTH_SERVICE_URL=.*?(http:\/\/[\d.:]+)/m.exec(envFile)[1]
  const requests = async () => (await fetch(`${origin}/_requests`)).json()
  return {
    envFile,
    origin,
    requests,
    tokenRequests: async () => (await requests()).filter((request) => request.path === '/oauth/token')
  }
}

const URL_LINE = /^[ \t]*(https?:\/\/\S+)\n/m

/** One run of goto-token. */
class Run {
  #child
  #ended
  #messages = ''

  constructor (child) {
    this.#child = child
    this.#ended = Promise.all([once(child, 'close'), text(child.stdout)])
    child.stderr.setEncoding('utf8').on('data', (part) => { this.#messages += part })
  }

  /** Waits until stderr holds something that matches, and returns the match. */
  async says (pattern) {
    while (!pattern.test(this.#messages)) {
      if (this.#child.stderr.readableEnded) throw new Error(`nothing matches ${pattern} in ${this.#messages}`)
      await Promise.race([once(this.#child.stderr, 'data'), once(this.#child.stderr, 'end')])
    }
    return pattern.exec(this.#messages)
  }

  async readAuthorizationUrl () {
    this.authorizationUrl = (await this.says(URL_LINE))[1]
    this.redirectUri = new URL(this.authorizationUrl).searchParams.get('redirect_uri')
    return this
  }

  /** How the run ended; `messages` is stderr without the line of the authorization URL. */
  async outcome () {
    const [[exitCode], stdout] = await this.#ended
    return { exitCode, stdout, messages: this.#messages.replace(URL_LINE, '') }
  }
}

/**
 * Starts goto-token with the `.env` of a mock; `environment` goes before that file. It never opens a browser. The run
 * that is returned has printed its `authorizationUrl`.
 */
export async function startGotoToken (t, mock, { options = ['--quiet'], environment = {} } = {}) {
  const folder = await createFolder()
  t.after(() => removeFolder(folder))
  await fs.writeFile(path.join(folder, '.env'), mock.envFile, { mode: 0o600 })
  return new Run(start(t, GOTO_TOKEN, ['--no-browser', ...options], environment, folder)).readAuthorizationUrl()
}

/** All that stdout may hold: the token and the end of its line. */
export const TOKEN = /^[\x21-\x7e]+\n$/

/** Asserts that the run ends with a token on stdout, and nothing else anywhere. */
export async function assertToken (run) {
  const { exitCode, stdout, messages } = await run.outcome()
  assert.deepEqual({ exitCode, messages }, { exitCode: 0, messages: '' })
  assert.match(stdout, TOKEN)
}

/** Asserts that the run ends with that exit code, without a token, and says why. */
export async function assertFailure (run, exitCode, why) {
  const outcome = await run.outcome()
  assert.deepEqual({ exitCode: outcome.exitCode, stdout: outcome.stdout }, { exitCode, stdout: '' }, outcome.messages)
  assert.match(outcome.messages, why)
}
