import type { CreditGrant } from '@/prisma/generated/client'
import { clock } from '@/lib/clock'
import { exactCredits } from '../decimal'
import { grant, reverse, type Grant } from '../ledger'
import { balanceLine } from './accounts'
import { Misused, Refused, required, table, type Command } from './command'
import { amountOption, expiryOption } from './input'

const kinds = ['promo', 'manual'] as const

/** How what is asked for differs from the grant that the key already names; empty when it is the same. */
function differences(first: CreditGrant, asked: Grant): string[] {
  const instant = (at: Date | null | undefined) => at?.toISOString() ?? 'never'
  const pairs = [
    ['kind', first.kind, asked.kind],
    ['amount', exactCredits(first.granted), exactCredits(asked.amount)],
    ['expires', instant(first.expiresAt), instant(asked.expiresAt)],
    ['reason', first.reason, asked.reason],
  ] as const
  return pairs
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name} ${was}, not ${is}`)
}

export const grantCredits: Command = {
  usage:
    'grant <user> --amount 50 --kind promo|manual --reason "…" --key <key> [--expires 2027-01-31]',
  does: 'gives credits; the same key again gives nothing more',
  options: {
    amount: { type: 'string' },
    kind: { type: 'string' },
    expires: { type: 'string' },
    reason: { type: 'string' },
    key: { type: 'string' },
  },
  ofUser: true,
  async run(db, { userId, options }) {
    const given = required(options, 'kind')
    const kind = kinds.find((name) => name === given)
    if (!kind) throw new Misused(`--kind must be ${kinds.join(' or ')}, not ${given}.`)
    const sourceKey = required(options, 'key')
    const asked: Grant = {
      userId,
      kind,
      sourceKey,
      amount: amountOption(options, 'amount', 1),
      expiresAt: expiryOption(options, 'expires', clock.now()),
      reason: required(options, 'reason'),
    }
    const { outcome, balance } = await grant(db, asked)
    if (outcome === 'replayed') {
      const first = await db.creditGrant.findUniqueOrThrow({
        where: { userId_sourceKey: { userId, sourceKey } },
      })
      const different = differences(first, asked)
      if (different.length > 0)
        throw new Refused(
          `The key ${sourceKey} names another grant (${different.join('; ')}). Nothing was granted.`,
        )
    }
    const said =
      outcome === 'granted'
        ? `Granted ${exactCredits(asked.amount)}${asked.expiresAt ? `, until ${asked.expiresAt.toISOString()}` : ''}.`
        : 'Granted before under this key: nothing more was granted.'
    return { lines: [said, balanceLine(balance)], json: { userId, outcome, ...balance } }
  },
}

export const reverseGrant: Command = {
  usage: 'reverse <user> --key <key> --target 20',
  does: 'takes a grant back until so much of it is taken back in all; a lower target gives back',
  options: { key: { type: 'string' }, target: { type: 'string' } },
  ofUser: true,
  async run(db, { userId, options }) {
    const sourceKey = required(options, 'key')
    const target = amountOption(options, 'target', 0)
    const first = await db.creditGrant.findUnique({
      where: { userId_sourceKey: { userId, sourceKey } },
    })
    if (!first) throw new Refused(`Nothing was granted under the key ${sourceKey}.`)
    if (BigInt(target) > first.granted)
      throw new Refused(
        `The grant ${sourceKey} is of ${exactCredits(first.granted)}: no more than that can be taken back. Nothing was changed.`,
      )
    const { outcome, moved, debtMoved, balance } = await reverse(db, { userId, sourceKey, target })
    return {
      lines: [
        ...table([
          ['outcome', outcome],
          ['balance moved', exactCredits(moved)],
          ['debt moved', exactCredits(debtMoved)],
        ]),
        balanceLine(balance),
      ],
      json: { userId, outcome, moved, debtMoved, ...balance },
    }
  },
}
