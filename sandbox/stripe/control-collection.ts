import { Hono } from 'hono'
import { z } from 'zod'
import type { Context, Transact } from './context'
import { dueSources } from './engine/due-sources'
import { readRetryPolicy, retryPolicy, writeRetryPolicy } from './engine/retry-policy'
import type { Due } from './engine/timeline'
import { invalidRequest } from './errors'

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
    .post('/due/:id', async (c) =>
      c.json(await transact((context) => happenNow(context, c.req.param('id')))),
    )
}
