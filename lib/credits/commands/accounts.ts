import { readBalance } from '../balance'
import { exactCredits } from '../decimal'
import { freeze } from '../ledger'
import { statement } from '../statement'
import type { Balance } from '../types'
import { Misused, table, type Answer, type Command } from './command'

/** The balance in one row of words. */
export function balanceLine({ available, held, debt, frozen }: Balance): string {
  return [
    `${exactCredits(available)} available`,
    `${exactCredits(held)} held`,
    ...(debt > 0 ? [`${exactCredits(debt)} owed`] : []),
    ...(frozen ? ['frozen'] : []),
  ].join(', ')
}

export const balance: Command = {
  usage: 'balance <user>',
  does: 'what somebody has, by bucket, first to burn first',
  options: {},
  ofUser: true,
  async run(db, { userId }) {
    const now = await readBalance(db, userId)
    const rows = now.buckets.map(({ id, kind, remaining, granted, expiresAt, reason }) => [
      id,
      kind,
      exactCredits(remaining),
      exactCredits(granted),
      expiresAt ?? 'never',
      reason,
    ])
    const head = ['bucket', 'kind', 'left', 'of', 'expires', 'for']
    return {
      lines: [balanceLine(now), ...(rows.length > 0 ? ['', ...table([head, ...rows])] : [])],
      json: { userId, ...now },
    }
  },
}

const freezing = (name: string, frozen: boolean, does: string): Command => ({
  usage: `${name} <user>`,
  does,
  options: {},
  ofUser: true,
  async run(db, { userId }): Promise<Answer> {
    const now = await freeze(db, { userId, frozen })
    return { lines: [balanceLine(now)], json: { userId, ...now } }
  },
})

export const freezeAccount = freezing(
  'freeze',
  true,
  'nothing more can be spent; what runs is settled, credits still arrive',
)
export const unfreezeAccount = freezing('unfreeze', false, 'spending is possible again')

const MOST_LINES = 500

export const accountStatement: Command = {
  usage: 'statement <user> [--limit 25]',
  does: 'the last movements, newest first',
  options: { limit: { type: 'string' } },
  ofUser: true,
  async run(db, { userId, options }) {
    const limit = Number(options.limit ?? 25)
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LINES)
      throw new Misused(`--limit must be a whole number from 1 to ${MOST_LINES}.`)
    const { lines } = await statement(db, userId, { limit })
    const rows = lines.map((line) => [
      line.at,
      line.kind,
      exactCredits(line.delta),
      exactCredits(line.balanceAfter),
      line.operationKey,
    ])
    const head = ['time', 'kind', 'amount', 'balance', 'key']
    return {
      lines: rows.length > 0 ? table([head, ...rows]) : ['Nothing has moved yet.'],
      json: { userId, lines },
    }
  },
}
