import type { DrawnBalance } from '@/lib/balance-view'
import { defaultModel, models, packs, plans } from '@/lib/catalogue'
import { credits, MICRO, microCredits, type MicroCredits } from '@/lib/credits/unit'

/** One line of the example statement. */
export type DemoLine = {
  id: number
  what: string
  detail: string
  amount: MicroCredits
  balance: MicroCredits
}

export type DemoAccount = {
  balance: DrawnBalance
  /** Newest first. */
  lines: DemoLine[]
  step: number
}

type Question = { what: string; input: number; output: number }

const questions: readonly Question[] = [
  { what: 'Summarise this contract', input: 6_214, output: 812 },
  { what: 'Where did my credits go?', input: 1_480, output: 236 },
  { what: 'Rewrite for a customer', input: 2_032, output: 1_644 },
  { what: 'Name three risks', input: 3_871, output: 402 },
  { what: 'Draft the reply', input: 1_127, output: 2_951 },
]

const LINES = 5

/** At or under this the example buys a pack, so that it can go on for ever. */
const REFILL_AT = credits(120)

/** As the ledger counts: low at or below a fifth of the month's credits. */
const LOW_AT = credits(plans.pro.creditsPerMonth / 5)

function priceOf({ input, output }: Question): MicroCredits {
  const { price } = models[defaultModel]
  return microCredits(Math.ceil((input * price.input + output * price.output) / MICRO))
}

/** What is reserved before the call: as if the answer were half as long again. */
const worstCaseOf = (question: Question) =>
  priceOf({ ...question, output: Math.ceil(question.output * 1.5) })

const questionAt = (step: number): Question =>
  questions[Math.floor(step / 2) % questions.length] as Question

const start: DemoAccount = {
  step: 0,
  lines: [],
  balance: {
    available: microCredits(642_118_000),
    held: credits(0),
    debt: credits(0),
    seq: 1,
    low: false,
    frozen: false,
    planCredits: credits(plans.pro.creditsPerMonth),
    buckets: [],
  },
}

/** The next thing that happens: a hold, its settlement, or a top-up when little is left. */
export function advance(account: DemoAccount): DemoAccount {
  const { balance, step } = account
  if (step % 2 === 0 && balance.available <= REFILL_AT) {
    const amount = credits(packs.medium.credits)
    return write(account, balance, {
      what: 'Top-up',
      detail: `${packs.medium.name}, paid by card`,
      amount,
    })
  }
  const question = questionAt(step)
  const hold = worstCaseOf(question)
  if (step % 2 === 0)
    return {
      ...account,
      step: step + 1,
      balance: { ...balance, available: microCredits(balance.available - hold), held: hold },
    }
  const released = {
    ...balance,
    available: microCredits(balance.available + hold),
    held: credits(0),
  }
  return write({ ...account, step: step + 1 }, released, {
    what: question.what,
    detail: `${defaultModel}, ${question.input.toLocaleString('en-US')} in, ${question.output.toLocaleString('en-US')} out`,
    amount: microCredits(-priceOf(question)),
  })
}

function write(
  account: DemoAccount,
  balance: DrawnBalance,
  line: Pick<DemoLine, 'what' | 'detail' | 'amount'>,
): DemoAccount {
  const available = microCredits(balance.available + line.amount)
  const id = (account.lines[0]?.id ?? 0) + 1
  return {
    ...account,
    balance: { ...balance, available, low: available <= LOW_AT },
    lines: [{ ...line, id, balance: available }, ...account.lines].slice(0, LINES),
  }
}

/** The example after its first lines, the same on the server and in the browser. */
export function openDemoAccount(): DemoAccount {
  let account = start
  while (account.lines.length < LINES) account = advance(account)
  return account
}
