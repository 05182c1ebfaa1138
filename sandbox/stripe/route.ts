import { z } from 'zod'
import type { Context } from './context'

export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/v1`, with Hono's `:name` for ids. */
  path: string
  params: z.ZodType
  run(context: Context, params: never, ids: Record<string, string>): Promise<object>
}

/** One endpoint of the API. `params` refuses what Stripe does not know; `expand` is added to each. */
export function route<P extends z.ZodRawShape>(
  method: Route['method'],
  path: string,
  shape: P,
  run: (
    context: Context,
    params: z.infer<z.ZodObject<P, z.core.$strict>>,
    ids: Record<string, string>,
  ) => Promise<object>,
): Route {
  return { method, path, params: z.strictObject(shape), run }
}
