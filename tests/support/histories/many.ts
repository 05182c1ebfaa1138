import { parseArgs } from 'node:util'
import { tellHistories } from './run'

/**
 * `npm run histories`: ten thousand histories of payments, plans, refunds and disputes, each told in another way; `-- --count N`
 * for more or fewer, `--seed N` for the same ones again. Ends with 1 and the history that went wrong.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})

function whole(name: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  console.error(`--${name}: a whole number from 1 on, not ${text}`)
  process.exit(2)
}

process.exit(tellHistories(whole('count', values.count), whole('seed', values.seed)) ? 0 : 1)
