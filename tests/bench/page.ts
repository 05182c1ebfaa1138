import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { aimOf, misses, shown, type Figure, type Report } from '@/tests/support/bench'

/** What each figure is, for a reader who has not seen the code. */
const meanings: Record<string, string> = {
  first_token_with_billing: 'first word of an answer, as the chat route runs a turn',
  first_token_without_billing: 'the same turn without price, hold and settlement',
  first_token_ratio: 'the two medians, one over the other; taken in turns',
  first_token_overhead: 'the same ratio with a full history; the tools are there in both',
  client_js_assistant:
    'JavaScript that the page of a new chat names and waits for before it can be typed in, compressed by gzip, without what only browsers from before modules load; React and Next are 133 kB of it',
  client_js_assistant_asking:
    'all that Chromium has loaded when the first question is answered: also what came late, and ahead of a click elsewhere',
  demo_to_first_page_installed:
    '`npm run demo` in a fresh copy with installed packages, to the home page',
  demo_to_addresses_installed: 'the same start, to its last line: catalogue and sample users too',
  demo_to_first_page_second_start: 'started again in the same folder',
  demo_to_first_page_warm_cache: "a fresh copy without packages, npm's cache warm",
  app_memory: 'resident, production build, after 1,000 chat turns of 8 users at once',
  app_memory_growth: 'from turn 1,000 to 10,000',
  sandbox_memory: 'resident, after the same turns',
  sandbox_memory_growth: 'from turn 1,000 to 10,000',
  webhook_throughput:
    'events of subscriptions and renewals, end to end, 16 deliveries at once; app, Stripe sandbox, database and courier share the cores',
  webhook_cpu_app: 'of it, processor time of the app an event, mails included',
  webhook_cpu_sandbox: 'the same of the sandbox, which answers what is read again',
  webhook_cpu_postgres: 'the same of PostgreSQL, for both',
  webhook_throughput_acting: 'the same with those events alone that something acts on',
  webhook_cpu_acting: 'processor time of all three for one of those',
  webhook_p50: 'answer time at 50 events a second, from the moment each was due',
  webhook_p99: 'the slowest of a hundred there',
  chat_turns_per_second: 'on the same cores as the database, the model and the asking users',
}

const row = (figure: Figure): string => {
  const aim = aimOf(figure)
  const met = aim === '' ? '' : misses(figure) ? '**missed**' : 'met'
  const cells = [`\`${figure.name}\``, shown(figure.value), figure.unit, aim, met]
  return `| ${[...cells, meanings[figure.name] ?? ''].join(' | ')} |`
}

/** Memory still growing after the measured turns, beyond what a collection more or less makes: MB. */
const FLAT = 10

function verdict(figures: Figure[]): string {
  const named = (some: Figure[]) => some.map(({ name }) => `\`${name}\``).join(', ')
  const missed = figures.filter(misses)
  const growing = figures.filter(({ name, value }) => name.endsWith('_growth') && value > FLAT)
  return [
    missed.length === 0 ? 'Every aim is met.' : `Missed in this run: ${named(missed)}.`,
    ...(growing.length > 0 ? [`Not flat (more than ${FLAT} MB): ${named(growing)}.`] : []),
  ].join(' ')
}

/** docs/benchmarks.md: the figures of one whole run and the machine they were taken on. */
export function page(reports: Report[]): string {
  const cores = cpus()
  const [load = 0] = loadavg()
  const all = reports.flatMap(({ figures }) => figures)
  // A report with a section of its own shows its figures there.
  const common = reports.filter(({ section }) => section === '').flatMap(({ figures }) => figures)
  return `# Figures

Written by \`npm run bench -- --write\`; do not edit. One run, as it came.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}
- Node: ${process.version}
- Load average of the last minute when it ended: ${load.toFixed(1)}. The times grow with what else the machine does.

| Figure | Value | Unit | Aim | | What it is |
| --- | ---: | --- | --- | --- | --- |
${common.map(row).join('\n')}

${verdict(all)}

Memory is read from /proc after the last answer, without asking for a collection first. Afterwards no hold is open and the
audit of the ledger finds nothing; else the run fails. What keeps the memory flat: an answered request is forgotten at once
(\`lib/ai/deadline.ts\`, \`sandbox/model/index.ts\`), and \`npm start\` gives V8 a small young generation and a limit to its
heap.

Webhooks are told to the production build by a courier that signed them beforehand. Of the app's share about a third is Prisma (an
event that brings something new is a transaction of some eighteen statements), a fifth Next's own way to a route, the rest reads
of Stripe, mails and collecting garbage in the small young generation of \`npm start\`. The test cluster does not wait for its disk.

${reports.map(({ section }) => section).join('\n')}`
}
