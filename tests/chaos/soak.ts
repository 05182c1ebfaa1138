import { parseArgs } from 'node:util'
import { tellHistories } from '@/tests/support/histories/run'
import { type Options, soak } from './soak/run'

/**
 * `npm run soak`: a million random operations from 64 clients in several processes, while the server and the clients are
 * killed; then ten thousand histories of payments, told in every order. Ends with 1 when anything was not as it must be.
 * `-- --ops N | --seconds N --clients N --processes N --seed N --kills N --histories N`; the same seed tells the same stories,
 * though not in the same order. Who says how long the ledger is to be soaked gets the histories by `--histories` only.
 */
const { values } = parseArgs({
  options: {
    ops: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string', default: '64' },
    processes: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    kills: { type: 'string', default: '51' },
    histories: { type: 'string' },
  },
})

function whole(name: string, text: string, least: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least) return number
  console.error(`--${name}: a whole number from ${least} on, not ${text}`)
  process.exit(2)
}

const options: Options = {
  seconds: values.seconds === undefined ? Infinity : whole('seconds', values.seconds, 1),
  ops: whole('ops', values.ops ?? (values.seconds === undefined ? '1000000' : '1000000000'), 1),
  clients: whole('clients', values.clients, 2),
  processes: whole('processes', values.processes, 1),
  seed: whole('seed', values.seed, 0),
  kills: whole('kills', values.kills, 0),
}

const unlimited = values.seconds === undefined && values.ops === undefined
const histories = whole('histories', values.histories ?? (unlimited ? '10000' : '0'), 0)

const violations = await soak(options, (line) => console.log(line))
for (const violation of violations.slice(0, 50)) console.error(`✗ ${violation}`)
if (violations.length > 50) console.error(`✗ … and ${violations.length - 50} more`)
const told = histories === 0 || tellHistories(histories, options.seed)
// Also when clients are still at it: a run that broke off waits for nobody, and they end with it.
process.exit(violations.length > 0 || !told ? 1 : 0)
