import type { CreditEntryKind, CreditGrantKind } from '@/prisma/generated/enums'
import type { MicroCredits } from './unit'

/**
 * `available` may be reserved now, `held` is set aside for running operations, `debt` is repaid by the next grant. `seq` is
 * the number of the account's last entry: of two balances the one with the higher is the later. `low`: at or below 20 % of the
 * period's credits.
 */
export type Balance = {
  available: MicroCredits
  held: MicroCredits
  debt: MicroCredits
  seq: number
  low: boolean
  frozen: boolean
}

export type GrantKind = CreditGrantKind
export type EntryKind = CreditEntryKind

/** An open bucket, as JSON: times are ISO 8601, `expiresAt: null` never expires. `paidBy` is a payment or an invoice. */
export type Bucket = {
  id: string
  kind: GrantKind
  granted: MicroCredits
  remaining: MicroCredits
  expiresAt: string | null
  reason: string
  paidBy: string | null
  createdAt: string
}

/** A reservation while it lives. */
export type Hold = {
  operationKey: string
  amount: MicroCredits
  createdAt: Date
  expiresAt: Date
}

/** `lapsed`: the sweep gave it back; a late settle may still book what was used. */
export type HoldState = 'held' | 'settled' | 'released' | 'lapsed'

/** What one bucket gave, in burn order. */
export type AllocationPart = { grantId: string; amount: MicroCredits }

/**
 * Why a debit happened: one model call, or another operation of so many units. Prices are micro-credits per 1,000,000 tokens
 * (`flat`: per unit) as they were at the time, in force since `priceSince` (ISO 8601); `costMicroUsd` is what the provider
 * charged us, in micro-dollars. `cachedTokens` are a part of the input, `reasoningTokens` one of the output. `provider`: which
 * of several answered. `estimated`: the provider never told the usage.
 */
export type EntryDetail = {
  operation: string
  requestId: string
  chatId?: string
  /** The key it was asked for with, by its id and its beginning. */
  apiKey?: { id: string; prefix: string }
  step?: number
  model?: string
  provider?: string
  inputTokens?: number
  cachedTokens?: number
  outputTokens?: number
  reasoningTokens?: number
  units?: number
  price?: Record<string, number>
  priceSince?: string
  costMicroUsd?: number
  estimated?: boolean
  /** Of a claw-back: the line of the invoice for a change of plan that gave the money back. */
  invoiceLine?: string
}

/** A part of a movement, with the bucket it touched. */
export type LineBucket = {
  grantId: string
  amount: MicroCredits
  kind: GrantKind
  reason: string
  paidBy: string | null
}

/** One entry of the ledger. `debtDelta` is what it added to the debt (negative: repaid). */
export type StatementEntry = {
  seq: number
  at: string
  kind: EntryKind
  delta: MicroCredits
  debtDelta: MicroCredits
  balanceAfter: MicroCredits
  operationKey: string
  detail: EntryDetail | null
  buckets: LineBucket[]
}

/**
 * One line for a person: an entry, or the model calls of one request together. `delta` sums the calls, `balanceAfter` is
 * that of the newest; `calls` are oldest first and empty for anything but a debit.
 */
export type StatementLine = StatementEntry & { calls: StatementEntry[] }

/** One disagreement found by the audit: described, never changed. */
export type Drift = {
  userId: string
  problem: string
  subject: string
  expected: bigint
  found: bigint
}
