import type { PoolClient } from 'pg'
import type { Stripe } from 'stripe'
import { invalidRequest, resourceMissing } from './errors'
import { listOf, nouns, type Hidden, type ObjectName, type Objects } from './objects'

export type Range = { gt?: number; gte?: number; lt?: number; lte?: number }
export type Page = {
  limit?: number
  starting_after?: string
  ending_before?: string
  created?: number | Range
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The objects, inside one transaction. */
export class Store {
  constructor(
    private readonly client: PoolClient,
    /** Unix seconds. */
    private readonly now: () => number,
  ) {}

  async find<K extends ObjectName>(object: K, id: string): Promise<Objects[K] | undefined> {
    const { rows } = await this.client.query<{ data: Objects[K] }>(
      'select data from stripe_objects where id = $1 and object = $2',
      [id, object],
    )
    return rows[0]?.data
  }

  /** Whatever has this id: products and coupons choose their own, so an id does not tell its kind. */
  async findAny(id: string): Promise<Objects[ObjectName] | undefined> {
    const { rows } = await this.client.query<{ data: Objects[ObjectName] }>(
      'select data from stripe_objects where id = $1',
      [id],
    )
    return rows[0]?.data
  }

  /** @param param the parameter that named the object, for the message when there is none. */
  async get<K extends ObjectName>(object: K, id: string, param?: string): Promise<Objects[K]> {
    const found = await this.find(object, id)
    if (!found) throw resourceMissing(nouns[object] ?? object, id, param)
    return found
  }

  async hidden<K extends keyof Hidden>(object: K, id: string): Promise<Hidden[K]> {
    const { rows } = await this.client.query<{ hidden: Hidden[K] }>(
      'select hidden from stripe_objects where id = $1 and object = $2',
      [id, object],
    )
    return rows[0]!.hidden
  }

  async put<T extends Objects[ObjectName]>(value: T): Promise<T> {
    const created =
      'created' in value && typeof value.created === 'number' ? value.created : this.now()
    await this.client.query(
      `insert into stripe_objects (id, object, created, data) values ($1, $2, $3, $4)
       on conflict (id) do update set data = excluded.data`,
      [value.id, value.object, created, JSON.stringify(value)],
    )
    return value
  }

  async hide<K extends keyof Hidden>(_object: K, id: string, hidden: Hidden[K]): Promise<void> {
    await this.client.query('update stripe_objects set hidden = $2 where id = $1', [
      id,
      JSON.stringify(hidden),
    ])
  }

  async remove(id: string): Promise<void> {
    await this.client.query('delete from stripe_objects where id = $1', [id])
  }

  /** The next number of a series, from 1. */
  async count(name: string): Promise<number> {
    const { rows } = await this.client.query<{ value: string }>(
      `insert into stripe_counters values ($1, 1)
       on conflict (name) do update set value = stripe_counters.value + 1 returning value`,
      [name],
    )
    return Number(rows[0]!.value)
  }

  /** Every object with these fields, newest first. */
  async all<K extends ObjectName>(object: K, match: object = {}): Promise<Objects[K][]> {
    const { rows } = await this.client.query<{ data: Objects[K] }>(
      'select data from stripe_objects where object = $1 and data @> $2 order by seq desc',
      [object, JSON.stringify(match)],
    )
    return rows.map((row) => row.data)
  }

  /**
   * One page, newest first, as the list endpoints answer it.
   * @param match fields an object must have; several objects mean any of them.
   */
  async page<K extends ObjectName>(
    object: K,
    url: string,
    { limit = 10, starting_after, ending_before, created }: Page,
    match: object | object[] = {},
    unless: object[] = [],
  ): Promise<Stripe.ApiList<Objects[K]>> {
    if (limit < 1 || limit > 100)
      throw invalidRequest(
        limit < 1
          ? 'This value must be greater than or equal to 1.'
          : 'This value must be less than or equal to 100.',
        { param: 'limit' },
      )
    const values: unknown[] = [object]
    const bind = (value: unknown) => `$${values.push(value)}`
    const contains = (one: object) => `data @> ${bind(JSON.stringify(one))}`
    const where = ['object = $1', `(${[match].flat().map(contains).join(' or ')})`]
    for (const one of unless) where.push(`not ${contains(one)}`)
    if (typeof created === 'number') where.push(`created = ${bind(created)}`)
    else
      for (const [name, bound] of Object.entries(created ?? {}))
        where.push(`created ${comparisons[name as keyof Range]} ${bind(bound)}`)
    const cursor = starting_after ?? ending_before
    if (cursor !== undefined) {
      await this.get(
        object,
        cursor,
        starting_after === undefined ? 'ending_before' : 'starting_after',
      )
      const position = `(select seq from stripe_objects where id = ${bind(cursor)})`
      where.push(`seq ${starting_after === undefined ? '>' : '<'} ${position}`)
    }
    const backwards = starting_after === undefined && ending_before !== undefined
    const { rows } = await this.client.query<{ data: Objects[K] }>(
      `select data from stripe_objects where ${where.join(' and ')}
       order by seq ${backwards ? 'asc' : 'desc'} limit ${bind(limit + 1)}`,
      values,
    )
    const data = rows.slice(0, limit).map((row) => row.data)
    return listOf(url, backwards ? data.toReversed() : data, rows.length > limit)
  }
}
