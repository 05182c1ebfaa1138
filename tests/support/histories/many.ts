import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/**
 * `npm run histories`: ten thousand histories of payments, plans, refunds and disputes, each told in another way; `-- --count N`
 * for more or fewer. Ends with 1 and the history that went wrong.
 */
const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' } } })
const count = Number(values.count)
if (!Number.isInteger(count) || count < 1) {
  console.error(`--count: a whole number from 1 on, not ${values.count}`)
  process.exit(2)
}
const { status } = spawnSync(
  'npx',
  [
    '--no-install',
    'vitest',
    'run',
    '--project',
    'integration',
    'tests/integration/billing/histories.test.ts',
  ],
  { stdio: 'inherit', env: { ...process.env, HISTORIES: String(count) } },
)
process.exit(status ?? 1)
