import type { Pool, PoolClient } from 'pg'
import type { Stripe } from 'stripe'
import type { SandboxClock } from '../clock'
import { StripeFailure } from './errors'
import { recordEvent } from './events'
import { longId } from './ids'
import type { ObjectName, Objects } from './objects'
import { previousOf } from './previous'
import { Store } from './store'

export type RequestInfo = { id: string; idempotencyKey: string | null }

/** What the work of one request stands on: a transaction, the time, and who asked. */
export type Context = {
  store: Store
  client: PoolClient
  /** Unix seconds, by the sandbox's clock, or by the test clock of the customer that the work is for. */
  now: number
  /** Where the hosted pages are. */
  origin: string
  request: RequestInfo | null
  /** Writes down that it happened; delivered after the commit. */
  emit(type: Stripe.Event['type'], object: object, previous?: object): Promise<void>
  /** Stores a new object and says so. */
  create<T extends Objects[ObjectName]>(type: Stripe.Event['type'], object: T): Promise<T>
  /** Stores a changed object and says so, with the values it had before. Silent when nothing changed. */
  update<T extends Objects[ObjectName]>(
    type: Stripe.Event['type'],
    before: T,
    changes: Partial<T>,
  ): Promise<T>
}

function openContext(
  client: PoolClient,
  now: number,
  origin: string,
  request: RequestInfo | null,
): Context {
  const context: Context = {
    store: new Store(client, () => context.now),
    client,
    now,
    origin,
    request,
    emit: (type, object, previous) => recordEvent(context, type, object, previous),
    async create(type, object) {
      await context.store.put(object)
      await context.emit(type, object)
      return object
    },
    async update(type, before, changes) {
      const after = { ...before, ...changes }
      const previous = previousOf(before, after)
      if (Object.keys(previous).length === 0) return before
      await context.store.put(after)
      await context.emit(type, after, previous)
      return after
    },
  }
  return context
}

/** @param now the time it happens at, where that is not the present one. */
export type Transact = <T>(
  work: (context: Context) => Promise<T>,
  request?: RequestInfo | null,
  now?: number,
) => Promise<T>

/**
 * Runs pieces of work one after the other, each in a transaction, so that concurrent requests see a consistent world.
 * `committed` is called after each commit. A failure that keeps its changes commits and is still thrown.
 */
export function createTransact(
  pool: Pool,
  clock: Pick<SandboxClock, 'now'>,
  origin: () => string,
  committed: () => void,
): Transact {
  let queue: Promise<unknown> = Promise.resolve()

  async function transact<T>(
    work: (context: Context) => Promise<T>,
    request: RequestInfo | null,
    now: number | undefined,
  ): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      // A second sandbox on the same database queues here.
      await client.query(`select pg_advisory_xact_lock(hashtext('stripe'))`)
      let kept: StripeFailure | undefined
      const context = openContext(client, now ?? clock.now(), origin(), request)
      const result = await work(context).catch((error: unknown) => {
        if (!(error instanceof StripeFailure && error.keepChanges)) throw error
        kept = error
        return undefined as T
      })
      await client.query('commit')
      committed()
      if (kept) throw kept
      return result
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => {
        broken = lost
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  return (work, request, now) => {
    const turn = queue.then(() => transact(work, request ?? null, now))
    queue = turn.catch(() => undefined)
    return turn
  }
}

/** Runs a piece of work that only looks. Any number at once, also beside one that changes things. */
export type Look = <T>(work: (context: Context) => Promise<T>) => Promise<T>

/** Each look sees the world as it stood after some piece of work, whole; PostgreSQL refuses it to change anything. */
export function createLook(
  pool: Pool,
  clock: Pick<SandboxClock, 'now'>,
  origin: () => string,
): Look {
  return async (work) => {
    const client = await pool.connect()
    try {
      await client.query('begin isolation level repeatable read read only')
      return await work(openContext(client, clock.now(), origin(), null))
    } finally {
      // Whoever asked need not wait for it.
      client.query('rollback').then(
        () => client.release(),
        (lost: Error) => client.release(lost),
      )
    }
  }
}

export const requestId = () => longId('req').slice(0, 18)
