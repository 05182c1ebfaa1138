import 'server-only'
import type Stripe from 'stripe'
import { db } from '@/lib/db'
import { idOf } from '../stripe'
import type { Suspect } from './examine'
import type { Drift } from './snapshot'

export type Scope = {
  /** One user's, or everybody's. */
  customer?: string
  /** Only what was made since, in Unix seconds. */
  since?: number
}

/** What differs and belongs to no convergence; without `repair` it is for a person. */
export type Told = Drift & { repair?: () => Promise<unknown> }

/** What came of looking at one page: how much was compared, what may differ, and what does. */
export type Looked = { compared: number; suspects: Suspect[]; drifts?: Told[] }

/** One kind of thing, page by page: no more than a page of it is in memory. */
export type Kind = (scope: Scope) => AsyncGenerator<Looked>

const pageSize = 100

/** Pages of one of Stripe's lists. */
export async function* pagesOf<Item extends { id: string }>(
  list: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<Item>>,
): AsyncGenerator<Item[]> {
  let after: string | undefined
  for (;;) {
    const { data, has_more } = await list({
      limit: pageSize,
      ...(after !== undefined && { starting_after: after }),
    })
    yield data
    after = data.at(-1)?.id
    if (!has_more || after === undefined) return
  }
}

/** Pages of one of our tables, by id. */
export async function* rowsOf<Row extends { id: string }>(
  find: (after: string, take: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let after = ''
  for (;;) {
    const rows = await find(after, pageSize)
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}

export const createdSince = ({ since }: Scope) =>
  since === undefined ? {} : { created: { gte: since } }

type Owned = { customer: string | { id: string } | null }

/** Those of Stripe's objects whose customer is ours. */
export async function ours<Item extends Owned>(items: Item[]): Promise<Item[]> {
  const ids = items.flatMap(({ customer }) => idOf(customer) ?? [])
  const rows = await db().billingCustomer.findMany({ where: { stripeCustomerId: { in: ids } } })
  const known = new Set(rows.map(({ stripeCustomerId }) => stripeCustomerId))
  return items.filter(({ customer }) => known.has(idOf(customer) ?? ''))
}
