import { Hono } from 'hono'
import { z } from 'zod'
import type { Context, Transact } from './context'
import { closeDispute, openDispute } from './engine/disputes'
import { dueSources } from './engine/due-sources'
import { refundOutcomes, settleRefund } from './engine/refund-outcomes'
import { readRetryPolicy, retryPolicy, writeRetryPolicy } from './engine/retry-policy'
import type { Due } from './engine/timeline'
import { invalidRequest } from './errors'

const settlement = z.strictObject({
  outcome: z.enum(refundOutcomes),
  reason: z.string().optional(),
})
const opening = z.strictObject({
  /** Minor units; what is left of the charge when absent. */
  amount: z.int().positive().optional(),
  reason: z.string().optional(),
  inquiry: z.boolean().optional(),
})
const closing = z.strictObject({ status: z.enum(['won', 'lost', 'warning_closed']) })

/** Makes happen now what would happen next to this object by itself, at the time it was due for. */
async function happenNow(context: Context, id: string): Promise<{ at: number }> {
  const found: Due[] = []
  for (const look of dueSources)
    found.push(...(await look(context, Number.MAX_SAFE_INTEGER)).filter((due) => due.id === id))
  const [next] = found.toSorted((a, b) => a.at - b.at)
  if (!next) throw invalidRequest(`Nothing is due for ${id}.`)
  context.now = Math.max(context.now, next.at)
  await next.run(context)
  return { at: context.now }
}

async function readBody<T extends z.ZodType>(schema: T, body: Promise<unknown>) {
  const read = schema.safeParse(await body.catch(() => undefined))
  if (!read.success) throw invalidRequest(z.prettifyError(read.error))
  return read.data
}

/** How money is tried again, and what is due made to happen at a click. */
export function createCollectionControl(transact: Transact): Hono {
  return new Hono()
    .get('/retry-policy', async (c) => c.json(await transact(readRetryPolicy)))
    .put('/retry-policy', async (c) => {
      const policy = await readBody(retryPolicy, c.req.json())
      await transact(({ client }) => writeRetryPolicy(client, policy))
      return c.json(policy)
    })
    .post('/refunds/:id/settle', async (c) => {
      const { outcome, reason } = await readBody(settlement, c.req.json())
      return c.json(
        await transact((context) => settleRefund(context, c.req.param('id'), outcome, reason)),
      )
    })
    .post('/charges/:id/dispute', async (c) => {
      const wanted = await readBody(opening, c.req.json())
      return c.json(
        await transact(async (context) =>
          openDispute(context, await context.store.get('charge', c.req.param('id')), wanted),
        ),
      )
    })
    .post('/disputes/:id/close', async (c) => {
      const { status } = await readBody(closing, c.req.json())
      return c.json(
        await transact(async (context) =>
          closeDispute(context, await context.store.get('dispute', c.req.param('id')), status),
        ),
      )
    })
    .post('/due/:id', async (c) =>
      c.json(await transact((context) => happenNow(context, c.req.param('id')))),
    )
}
