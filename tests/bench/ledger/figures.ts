import type { LedgerFigure } from './section'
import { ratio, tail, type Spread } from './ratios'
import type { Commit, Round } from './rounds'
import type { Size } from './size'
import type { Updates } from './storage'
import type { WorkloadName } from './workloads'

export type Measured = {
  size: Size
  bytes: { plain: number; detailed: number }
  /** Of accounts that go through many buckets. */
  buckets: Updates[]
  /** Of all rounds. */
  updates: Updates[]
  audits: { full: number; incremental: number }
  gate: { prisma: number; pg: number }
  trips: { gate: number; settlement: number }
  rounds: Record<Commit, Round[]>
}

/** Percent of the updates that stayed in place; of one table or of both. */
function inPlace(updates: Updates[], table?: string): number {
  const counted = updates.filter((update) => table === undefined || update.table === table)
  const sum = (field: 'all' | 'inPlace') =>
    counted.reduce((total, update) => total + update[field], 0)
  return (100 * sum('inPlace')) / sum('all')
}

type Promise_ = { name: string; what: string; floor?: number; aim?: number }

/** A figure of rounds, with the same of the rounds that waited for no disk. */
function fromRounds(
  { on, off }: Record<Commit, Round[]>,
  promise: Promise_,
  compare: (rounds: Round[]) => Spread,
): LedgerFigure {
  const { value, low, high } = compare(on)
  const cpuBound = off.length > 0 ? { cpuBound: compare(off).value } : {}
  return { ...promise, value, unit: 'ratio', range: [low, high], ...cpuBound }
}

const comparisons: (Promise_ & { of: WorkloadName; over: WorkloadName })[] = [
  {
    name: 'charge_spread',
    of: 'charge_spread',
    over: 'bare_spread',
    floor: 0.65,
    what: 'charge over the bare update, 10,000 accounts, 8 clients',
  },
  {
    name: 'charge_hot',
    of: 'charge_hot',
    over: 'bare_hot',
    floor: 0.6,
    what: 'the same on one account',
  },
  {
    name: 'reserve_settle_spread',
    of: 'reserve_settle_spread',
    over: 'bare_spread',
    floor: 0.35,
    what: 'reserve and settle over one bare update: two commits, so 0.5 is the ceiling',
  },
  {
    name: 'reserve_settle_hot',
    of: 'reserve_settle_hot',
    over: 'bare_hot',
    floor: 0.35,
    what: 'the same on one account',
  },
  {
    name: 'hot_32',
    of: 'charge_hot_32',
    over: 'bare_hot_32',
    floor: 0.55,
    what: 'charge over the bare update, 32 clients on one account',
  },
]
const later: typeof comparisons = [
  {
    name: 'vs_interactive',
    of: 'charge_spread',
    over: 'usual_spread',
    floor: 1.9,
    what: 'charge over the usual transaction: select for update, check, update, insert in four round trips; 10,000 accounts',
  },
  {
    name: 'vs_interactive_hot',
    of: 'charge_hot',
    over: 'usual_hot',
    what: 'the same on one account',
  },
  { name: 'growth', of: 'charge_grown', over: 'charge_spread', floor: 0.95, what: '' },
  {
    name: 'closed_buckets',
    of: 'charge_veteran',
    over: 'charge_hot',
    floor: 0.95,
    what: 'charge on an account with 100 spent grants over one with none',
  },
]

export function figuresOf(measured: Measured): LedgerFigure[] {
  const { size, bytes, buckets, updates, audits, gate, trips, rounds } = measured
  const { past, auditedAccounts } = size
  const count = (value: number) => value.toLocaleString('en-US')
  const compared = ({ of, over, ...promise }: (typeof comparisons)[number]) =>
    fromRounds(rounds, promise, (some) => ratio(some, of, over))
  return [
    ...comparisons.map(compared),
    fromRounds(
      rounds,
      { name: 'hot_32_tail', aim: 3, what: 'there, p99 over p50 of the time a charge takes' },
      (some) => tail(some, 'charge_hot_32'),
    ),
    fromRounds(rounds, { name: 'hot_32_tail_bare', what: 'the same of the bare update' }, (some) =>
      tail(some, 'bare_hot_32'),
    ),
    ...later.map(compared).map((figure) =>
      figure.name === 'growth'
        ? {
            ...figure,
            what: `charge with ${count(past.entries)} entries and ${count(past.closedHolds)} closed holds over the same without`,
          }
        : figure,
    ),
    {
      name: 'bytes_per_charge',
      value: bytes.plain,
      unit: 'bytes',
      aim: 350,
      what: 'the entry with its indexes, and what the account grew',
    },
    {
      name: 'bytes_per_charge_detailed',
      value: bytes.detailed,
      unit: 'bytes',
      what: 'with the detail of a flat-price operation: its name and the id of the request',
    },
    {
      name: 'in_place_updates',
      value: inPlace(buckets),
      unit: '%',
      floor: 98,
      what: `on accounts and grants, of accounts that spend one bucket after the other, ${size.buckets.perBucket} charges each`,
    },
    {
      name: 'in_place_updates_accounts',
      value: inPlace(updates, 'CreditAccount'),
      unit: '%',
      floor: 98,
      what: 'on accounts, in the rounds above',
    },
    {
      name: 'in_place_updates_grants',
      value: inPlace(buckets, 'CreditGrant'),
      unit: '%',
      what: 'on the buckets alone: one is written when it becomes the one to burn from and when it is empty, which an index must know',
    },
    {
      name: 'audit_full',
      value: audits.full,
      unit: 'ms',
      aim: 500,
      what: `everything, ${count(auditedAccounts)} accounts`,
    },
    {
      name: 'audit_incremental',
      value: audits.incremental,
      unit: 'ms',
      aim: 50,
      what: 'what moved lately',
    },
    {
      name: 'gate_overhead',
      value: gate.prisma - gate.pg,
      unit: 'ms',
      aim: 1,
      what: `p50 of reserve through Prisma less that through \`pg\` (${gate.pg.toFixed(2)} ms)`,
    },
    {
      name: 'gate_round_trips',
      value: trips.gate,
      unit: 'round trips',
      aim: 1,
      what: 'check and reserve, counted on the wire',
    },
    {
      name: 'settlement_round_trips',
      value: trips.settlement,
      unit: 'round trips',
      aim: 1,
      what: 'settle, counted on the wire',
    },
  ]
}
