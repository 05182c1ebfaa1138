import { aimOf, misses, shown, type Figure } from '@/tests/support/bench'
import type { Kept } from './kept'

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
  app_memory_growth:
    'over 10,000 turns: the middle of what is read after 8, 9 and 10 thousand, less that after 1, 2 and 3',
  sandbox_memory: 'resident, after the same turns',
  sandbox_memory_growth: 'the same of the sandbox',
  webhook_throughput:
    'events of subscriptions and renewals, end to end, 32 deliveries at once; app, Stripe sandbox, database and courier share the cores',
  webhook_cpu_app: 'of it, processor time of the app an event, mails included',
  webhook_cpu_sandbox: 'the same of the sandbox, which answers what is read again',
  webhook_cpu_postgres: 'the same of PostgreSQL, for both',
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

/** What a reader must know of how a bench was taken, where the figures' own lines do not say it. */
const notes: Record<string, string> = {
  memory: `Memory is read from /proc after the last answer, without asking for a collection first. Afterwards no hold is open and the
audit of the ledger finds nothing; else the run fails. What keeps the memory flat: an answered request is forgotten at once
(\`lib/ai/deadline.ts\`, \`sandbox/model/index.ts\`), and \`npm start\` gives V8 a small young generation and a limit to its
heap.`,
  webhooks: `Webhooks are told to the production build by a courier that signed them beforehand: first what subscribing caused, then what
renewing did, one subscriber after the other, as Stripe tells in one moment what happened in one. Of a payment's ten or so events
half act, and they share a reading and a transaction. What is left is spread thin: of the app's share a third is Prisma and its
driver (a statement that stores an event and one that closes it), a fifth Next's own way to a route, a tenth collecting garbage
in the small young generation of \`npm start\`; the rest is reading Stripe and writing mails. The test cluster does not wait for
its disk.`,
}

function part({ name, date, machine, node, load, figures, section }: Kept): string {
  const taken = `Taken on ${date}: ${machine}, Node ${node}; load average of the last minute when it ended: ${load}. ${verdict(figures)}`
  // A report with a section of its own shows its figures there.
  if (section !== '') return `${section.trim()}\n\n${taken}`
  return `## ${name[0]?.toUpperCase()}${name.slice(1)}

| Figure | Value | Unit | Aim | | What it is |
| --- | ---: | --- | --- | --- | --- |
${figures.map(row).join('\n')}

${taken} ${notes[name] ?? ''}`
}

/** docs/benchmarks.md: the last kept run of each bench. */
export const page = (kept: readonly Kept[]): string => `# Figures

Written by \`npm run bench -- --write\`; do not edit. Each part is one run, as it came. The times grow with what else the machine
does.

${kept.map(part).join('\n\n')}
`
