// Everything that must hold, with one command on an empty clone: `npm test`. Some of it: `npm test -- lint integration`.
// Plain JavaScript for the Node the machine has; what it starts runs on Node 24 from the packages (docs/decisions).
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { installPackages } from '../sandbox/install.mjs'
import { findChromium } from './support/chromium.mjs'
import { leftOut } from './support/stripe-key.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = `${root}test-results`
const vitestReport = `${results}/vitest.json`
const e2eReport = `${results}/e2e.json`
const stripeReport = `${results}/stripe.json`

/** Whether it ended well. Prints as it goes; with `said`, it is kept there instead. */
const run = (command, args, said) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: said ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: platform() === 'win32',
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => said.push(chunk))
    child.once('error', () => resolve(false)).once('close', (code) => resolve(code === 0))
  })

const npm = (script, args = [], said) => run('npm', ['run', '--silent', script, ...args], said)
const npx = (...args) => run('npx', ['--no-install', ...args])

const projects = ['unit', 'integration', 'museum', 'chaos']
const asked = process.argv.slice(2)
const askedProjects = asked.filter((name) => projects.includes(name))

/**
 * Each with what it runs and, for tests, how its report is counted. Those that follow each other with `check` run side by
 * side: they take a core each at most, and nothing from each other.
 */
const stages = [
  { name: 'client', title: 'Prisma client', run: () => npx('tsx', 'prisma/cli.ts', 'generate') },
  {
    name: 'format',
    title: 'Format',
    check: true,
    run: (said) => npm('format:check', ['--', '--log-level', 'warn'], said),
  },
  {
    name: 'lint',
    title: 'Lint and import borders',
    check: true,
    run: (said) => npm('lint', [], said),
  },
  { name: 'types', title: 'Types', check: true, run: (said) => npm('typecheck', [], said) },
  { name: 'unused', title: 'Unused code', check: true, run: (said) => npm('unused', [], said) },
  {
    name: 'vitest',
    title: 'Unit, integration, museum, chaos',
    run: () =>
      npx(
        'vitest',
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${vitestReport}`,
        ...askedProjects.flatMap((name) => ['--project', name]),
      ),
    count: () => {
      const report = JSON.parse(readFileSync(vitestReport, 'utf8'))
      return {
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
      }
    },
  },
  {
    name: 'soak',
    title: 'Soak: a minute of the ledger',
    // Alone on the machine, and with a server of its own: it is meant to be loud.
    run: () => npm('soak', ['--', '--seconds', '60', '--kills', '6']),
  },
  { name: 'build', title: 'Production build', run: () => npm('build') },
  {
    name: 'e2e',
    title: 'End to end, in Chromium',
    run: async () => (await ensureBrowser()) && npx('playwright', 'test'),
    count: () => countBrowser(e2eReport),
  },
  {
    name: 'stripe',
    title: 'End to end, against Stripe',
    leftOut: () => leftOut(process.env),
    run: async () =>
      (await ensureBrowser()) &&
      npx('playwright', 'test', '--config', 'playwright.stripe.config.ts'),
    count: () => countBrowser(stripeReport),
  },
]

function countBrowser(report) {
  const { stats } = JSON.parse(readFileSync(report, 'utf8'))
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }
}

async function ensureBrowser() {
  if (findChromium()) return true
  if (platform() === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No browser found: installing chromium with apt-get …')
    const apt = (name) => run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name])
    // Ubuntu has no package of the headless shell.
    const install = async () => (await apt('chromium-headless-shell')) || apt('chromium')
    if ((await install()) || ((await run('apt-get', ['update', '-qq'])) && (await install())))
      return true
  }
  // Playwright's own, where its downloads are reachable.
  if (await npx('playwright', 'install', 'chromium')) return true
  console.error(
    'No Chromium or Chrome was found and none could be installed. Install one, or set CHROMIUM_PATH.',
  )
  return false
}

const wanted = (name) =>
  asked.length === 0 || asked.includes(name) || (name === 'vitest' && askedProjects.length > 0)

const unknown = asked.filter(
  (name) => !projects.includes(name) && !stages.some((stage) => stage.name === name),
)
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. There are: ${[...stages.map(({ name }) => name), ...projects].join(', ')}.`,
  )
  process.exit(2)
}

installPackages(root)
for (const report of [vitestReport, e2eReport, stripeReport]) rmSync(report, { force: true })
mkdirSync(results, { recursive: true })

const total = { passed: 0, failed: 0, skipped: 0 }
const lines = []

const announce = ({ title }) => console.log(`\n── ${title} ${'─'.repeat(70 - title.length)}`)

async function conclude(stage, said) {
  const began = Date.now()
  const ok = await stage.run(said)
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  if (said) {
    announce(stage)
    process.stdout.write(Buffer.concat(said))
  }
  let counted = { passed: 0, failed: 0, skipped: 0 }
  try {
    if (stage.count) counted = stage.count()
  } catch {
    console.error(`${stage.title}: there is no report, so nothing ran to its end.`)
  }
  // A stage that failed without naming a test still counts.
  if (!ok && counted.failed === 0) counted.failed = 1
  for (const key of Object.keys(total)) total[key] += counted[key]
  lines[stages.indexOf(stage)] =
    `  ${counted.failed === 0 ? '✓' : '✗'} ${stage.title.padEnd(28)} ${seconds.padStart(6)} s`
}

const checks = []
for (const stage of stages) {
  if (!wanted(stage.name)) continue
  if (stage.check) {
    checks.push(conclude(stage, []))
    continue
  }
  await Promise.all(checks)
  announce(stage)
  const reason = stage.leftOut?.()
  if (reason) {
    console.log(`Left out: ${reason}.`)
    lines[stages.indexOf(stage)] = `  – ${stage.title.padEnd(28)} left out: ${reason}`
    continue
  }
  await conclude(stage)
}
await Promise.all(checks)

console.log(`\n── Result ${'─'.repeat(64)}\n${lines.filter(Boolean).join('\n')}\n`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
process.exitCode = total.failed > 0 ? 1 : 0
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
