import { serve, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { createModel } from '@/sandbox/model'
import { defaultSwitches, type Switches, type SwitchValues } from '@/sandbox/switches'

export type ReportedUsage = {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  reasoningTokens: number
}

type Completed = {
  usage: null | {
    input_tokens: number
    output_tokens: number
    input_tokens_details?: { cached_tokens: number }
    output_tokens_details?: { reasoning_tokens: number }
  }
}

/** The usage in a call's last event, or in an answer given in one piece, as the provider reported it. */
function usageIn(body: string): ReportedUsage | undefined {
  const line = body
    .split('\n')
    .find((text) => /^data: \{"type":"response\.(completed|incomplete)"/.test(text))
  const whole = body.startsWith('{"id":"resp_') ? (JSON.parse(body) as Completed) : undefined
  const last = line
    ? (JSON.parse(line.slice('data: '.length)) as { response: Completed }).response
    : whole
  const usage = last?.usage
  if (!usage) return undefined
  return {
    inputTokens: usage.input_tokens,
    cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage.output_tokens,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
  }
}

/**
 * The sandbox's model on a port of its own, behind a door that counts the calls, writes down what usage the model reported,
 * and keeps calls waiting while it is shut. It can also answer calls itself, where a test needs a provider that misbehaves.
 */
export async function modelGate() {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const bodies: { model: string; max_output_tokens: number; tools?: { name: string }[] }[] = []
  const usages: Promise<ReportedUsage | undefined>[] = []
  let open = Promise.withResolvers<void>()
  let intercept: ((call: number) => Response | undefined) | undefined
  let values: SwitchValues['model'] = defaultSwitches.model
  open.resolve()

  app.use(async (c, next) => {
    bodies.push((await c.req.raw.clone().json()) as (typeof bodies)[number])
    const own = intercept?.(bodies.length)
    if (own) return own
    await open.promise
    await next()
    const { body, status, headers } = c.res
    if (!body) return undefined
    const [read, passed] = body.tee()
    usages.push(new Response(read).text().then(usageIn, () => undefined))
    c.res = new Response(passed, { status, headers })
    return undefined
  })
  const switches: Switches = {
    get: () => ({ ...defaultSwitches, model: values }),
    set: async () => switches.get(),
  }
  app.route('/', createModel({ switches }))

  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(started),
    )
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    /** How the model behaves from now on; all it was told before is forgotten. */
    behave: (model: Partial<SwitchValues['model']>) => {
      values = { mode: 'normal', msPerToken: 0, ...model }
    },
    /** The calls that were made, oldest first. */
    calls: bodies,
    reported: async () => (await Promise.all(usages)).filter((usage) => usage !== undefined),
    shut: () => {
      open = Promise.withResolvers<void>()
    },
    open: () => open.resolve(),
    /** Answers calls itself; `undefined` lets one through. Calls are counted from 1. */
    intercept: (answer: typeof intercept) => {
      intercept = answer
    },
    reset: () => {
      open.resolve()
      intercept = undefined
      values = { mode: 'normal', msPerToken: 0 }
      bodies.length = 0
      usages.length = 0
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
