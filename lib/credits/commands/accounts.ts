import type { Db } from '@/lib/db'
import { readBalance } from '../balance'
import { exactCredits } from '../decimal'
import { freezesOf } from '../freezes'
import { freeze, unfreeze, type FreezeCause } from '../ledger'
import { statement } from '../statement'
import type { Balance } from '../types'
import { Misused, table, type Answer, type Command, type Options } from './command'

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

/** By hand is one cause among others; any can be named, to lift what a dispute or an unpaid renewal has left. */
const causeShape = /^(manual|dispute:\w+|dunning:\w+)$/

function causeOf({ cause = 'manual' }: Options): FreezeCause {
  if (typeof cause === 'string' && causeShape.test(cause)) return cause as FreezeCause
  throw new Misused('--cause must be manual, dispute:<id> or dunning:<invoice>.')
}

async function frozenAnswer(db: Db, userId: string, now: Balance): Promise<Answer> {
  const causes = await freezesOf(db, userId)
  const lines = causes.map(({ cause, since, note }) => [cause, since, note ?? ''])
  return {
    lines: [
      balanceLine(now),
      ...(lines.length > 0 ? ['', ...table([['cause', 'since', 'note'], ...lines])] : []),
    ],
    json: { userId, ...now, causes },
  }
}

export const freezeAccount: Command = {
  usage: 'freeze <user> [--cause manual] [--note "…"]',
  does: 'nothing more can be spent; what runs is settled, credits still arrive',
  options: { cause: { type: 'string' }, note: { type: 'string' } },
  ofUser: true,
  async run(db, { userId, options }) {
    const note = typeof options.note === 'string' ? options.note.trim() : undefined
    const now = await freeze(db, { userId, cause: causeOf(options), note: note || undefined })
    return frozenAnswer(db, userId, now)
  },
}

export const unfreezeAccount: Command = {
  usage: 'unfreeze <user> [--cause manual]',
  does: 'lifts one cause; spending is possible again when it was the last',
  options: { cause: { type: 'string' } },
  ofUser: true,
  async run(db, { userId, options }) {
    return frozenAnswer(db, userId, await unfreeze(db, { userId, cause: causeOf(options) }))
  },
}

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
