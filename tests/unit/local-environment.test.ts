import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const elsewhere = mkdtempSync(join(tmpdir(), 'tollgate-nothing-runs-'))
afterAll(() => rmSync(elsewhere, { recursive: true }))

/** A command of the terminal in a folder where nothing was ever started. */
function run(...args: string[]) {
  const { PATH } = process.env
  return spawnSync(
    process.execPath,
    [
      '--conditions=react-server',
      '--import',
      createRequire(import.meta.url).resolve('tsx'),
      '--import',
      resolve('sandbox/local-environment.ts'),
      ...args,
    ],
    {
      cwd: elsewhere,
      encoding: 'utf8',
      env: { PATH, NODE_ENV: 'test', TSX_TSCONFIG_PATH: resolve('tsconfig.json') },
    },
  )
}

test('where nothing runs a command reaches nobody, not the sandbox of another checkout', () => {
  const { stdout } = run('--eval', 'console.log(process.env.STRIPE_API_URL)')
  expect(stdout.trim()).toBe('http://127.0.0.1:1')
})

test('where nothing runs a command says so in a sentence and ends with 1', () => {
  const { status, stderr } = run(resolve('lib/billing/cli.ts'), 'sync')
  expect(status).toBe(1)
  expect(stderr).toContain('`npm run dev` supplies all of them')
  expect(stderr).not.toMatch(/^ {4}at /m)
})
