import type { SoakClient } from './client'
import type { Account } from './messages'
import type { Random } from './random'

/** The stories a client tells, and how often of a hundred. */
export type Turn = {
  client: SoakClient
  account: Account
  key: string
  random: Random
  /** Nobody can have used this turn's keys before. */
  fresh: boolean
}
export type Job = (turn: Turn) => Promise<void>

const refused = (account: Account) =>
  account.timed ? ['insufficient', 'frozen'] : ['insufficient']

const charge: Job = async ({ client, account, key, random, fresh }) => {
  const amount = random.int(1, 120)
  const answer = await client.ledger.charge(account.user, key, 'x', amount)
  const now = ['charged', ...refused(account)]
  const outcome = client.expect('charge', answer, fresh, now, ['replayed'])
  if (outcome !== 'charged' && outcome !== 'replayed') return
  if (answer.row.captured !== amount)
    client.violation(`charge ${key} of ${amount} took ${String(answer.row.captured)}`)
  client.learn('charge', account, key, amount, 'x')
}

/** Answers whether there is (or was) a hold under the key. */
async function hold({ client, account, key, random, fresh }: Turn, seconds: number) {
  const amount = random.int(1, 200)
  const answer = await client.ledger.reserve(account.user, key, 'x', amount, seconds)
  const now = ['held', ...refused(account)]
  const outcome = client.expect('reserve', answer, fresh, now, ['replayed'])
  return { amount, running: outcome === 'held' || outcome === 'replayed' }
}

async function settle({ client, account, key, fresh }: Turn, actual: number): Promise<void> {
  const answer = await client.ledger.settle(account.user, key, actual)
  client.expect('settle', answer, fresh, ['closed'], ['replayed'])
  if (answer.row.captured !== actual)
    client.violation(`settle ${key} with ${actual} took ${String(answer.row.captured)}`)
  client.learn('settle', account, key, actual, 'x')
}

/** What it really cost: less than was held, the same, more, nothing. */
const actualOf = (random: Random, amount: number) =>
  random.pick([0, amount, random.int(0, amount), random.int(0, amount), amount + random.int(1, 80)])

const reserveAndSettle: Job = async (turn) => {
  const { amount, running } = await hold(turn, 30)
  const actual = actualOf(turn.random, amount)
  if (!running) return
  if (turn.random.percent(10)) await turn.client.ledger.renew(turn.account.user, turn.key, 60)
  await settle(turn, actual)
}

/** The hold is past its time at once, so the sweeps race the settlement. */
const settleLate: Job = async (turn) => {
  const { amount, running } = await hold(turn, 0)
  const actual = actualOf(turn.random, amount)
  if (!running) return
  if (turn.random.percent(50)) await turn.client.ledger.sweep(5)
  await settle(turn, actual)
}

const release: Job = async (turn) => {
  const { client, account, key } = turn
  if (!(await hold(turn, 30)).running) return
  const answer = await client.ledger.release(account.user, key)
  client.expect('release', answer, turn.fresh, ['closed'], ['replayed'])
}

/** As of a process that died: the sweep finds it. */
const abandon: Job = async (turn) => void (await hold(turn, turn.random.int(0, 3)))

const kinds = ['promo', 'plan', 'manual', 'topup'] as const

const grant: Job = async ({ client, account, key, random, fresh }) => {
  const amount = random.int(1, 900)
  // On an account that knows time, most buckets last between a moment and three seconds.
  const seconds = account.timed && random.percent(70) ? random.int(0, 300) / 100 : null
  const kind = random.pick(kinds)
  const answer = await client.ledger.grant(account.user, kind, key, amount, seconds)
  client.expect('grant', answer, fresh, ['granted'], ['replayed'])
  client.learn('grant', account, key, amount)
}

/** Refunds and disputes of one payment: the target goes up and down, and the last one counts. */
const reverse: Job = async ({ client, account, key, random, fresh }) => {
  const amount = random.int(1, 600)
  const targets = Array.from({ length: random.int(1, 4) }, () =>
    random.pick([0, amount, random.int(0, amount)]),
  )
  const given = await client.ledger.grant(account.user, random.pick(kinds), key, amount, null)
  client.expect('grant', given, fresh, ['granted'], ['replayed'])
  client.facts.push({ kind: 'grant', user: account.user, key, amount })
  for (const target of targets) {
    const answer = await client.ledger.reverse(account.user, key, target)
    client.expect('reverse', answer, false, ['reversed', 'reinstated', 'unchanged'], [])
  }
  client.learn('reverse', account, key, targets.at(-1) ?? 0)
}

/**
 * Two clients that move one target at once would not know which was last: this story is only told alone. And seldom of a hot
 * account: nobody has thousands of refunds.
 */
const reverseAlone: Job = (turn) =>
  turn.key.startsWith('p') || (turn.account.hot && !turn.random.percent(10))
    ? grant(turn)
    : reverse(turn)

const settleNothing: Job = async ({ client, account, key }) => {
  const answer = client.ledger.settle(account.user, `${key}.never`, 1)
  await answer.then(
    () => client.violation('a key nothing was held under was settled'),
    (error: { code?: string }) => {
      if (error.code !== 'P0002') throw error
    },
  )
}

const months: Job = async ({ client: { ledger }, account: { user, timed }, random }) => {
  if (!timed) return void (await ledger.roll(user))
  const key = `month${random.int(0, 5)}`
  await ledger.allow(user, key, random.int(1, 300), random.int(0, 20), random.pick([0, 0, 50, 900]))
  if (random.percent(40)) await ledger.pause(user, key, random.percent(50))
}

const freeze: Job = async (turn) => {
  const { ledger } = turn.client
  const { user, timed } = turn.account
  if (!timed) return void (await ledger.sweep(20))
  await ledger.freeze(user, true)
  await charge(turn)
  await ledger.freeze(user, false)
}

const jobs: [often: number, job: Job][] = [
  [38, charge],
  [20, reserveAndSettle],
  [6, settleLate],
  [4, release],
  [6, abandon],
  [11, grant],
  [6, reverseAlone],
  [5, ({ client, random }) => client.replay(random)],
  [1, settleNothing],
  [2, months],
  [1, freeze],
]

export function pickJob(random: Random): Job {
  let left = random.int(
    1,
    jobs.reduce((sum, [often]) => sum + often, 0),
  )
  for (const [often, job] of jobs) {
    left -= often
    if (left <= 0) return job
  }
  return charge
}
