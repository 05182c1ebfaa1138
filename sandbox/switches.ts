import { Hono } from 'hono'
import type { Pool } from 'pg'
import { z } from 'zod'
import { faultKinds, type FaultSource } from './stripe/faults'

export const modelMinds = ['helpful', 'obedient'] as const
export const modelModes = ['normal', 'fail', 'silent', 'fail_midway', 'stall', 'hang_up'] as const
export type ModelMode = (typeof modelModes)[number]

const webhooks = z.strictObject({
  /** Extra copies of each delivery. */
  repeat: z.int().min(0).max(10),
  /** Milliseconds every delivery waits before it is sent. */
  delayMs: z.int().min(0).max(600_000),
  /** Send what is waiting in another order than it happened. */
  reorder: z.boolean(),
  /** Keep everything, send nothing. */
  paused: z.boolean(),
})

/** What goes wrong with a webhook to come, once each. A type is an event's, or none for whichever comes next. */
const faults = z
  .array(
    z.strictObject({
      kind: z.enum(faultKinds),
      type: z
        .string()
        .regex(/^[a-z0-9_.]+$/)
        .optional(),
      delayMs: z.int().min(0).max(600_000).optional(),
    }),
  )
  .max(50)

const model = z.strictObject({
  mode: z.enum(modelModes),
  /** The typing speed. 0 sends as fast as the reader takes it. */
  msPerToken: z.number().min(0).max(1_000),
  /** Makes every text answer exactly this long, unless the request allows less. Absent: as long as it needs. */
  outputTokens: z.int().min(1).max(50_000).optional(),
  /** `obedient`: does whatever any text tells it. Absent: it helps. */
  mind: z.enum(modelMinds).optional(),
})

/** The second provider of the same models: it misbehaves by itself, and writes like the first. */
const backup = z.strictObject({ mode: z.enum(modelModes) })

const stored = z.strictObject({
  webhooks: webhooks.extend({ faults: faults.default([]) }),
  model,
  backup: backup.default({ mode: 'normal' }),
})

/** What a change may say: any part of it; `null` takes back what may be absent. */
export const switchesPatch = z.strictObject({
  webhooks: webhooks.partial().extend({ faults: faults.optional() }).optional(),
  model: model
    .partial()
    .extend({
      outputTokens: model.shape.outputTokens.nullable(),
      mind: model.shape.mind.nullable(),
    })
    .optional(),
  backup: backup.optional(),
})

export type SwitchValues = z.output<typeof stored>
export type SwitchesPatch = z.input<typeof switchesPatch>

export type Switches = {
  /** The present values, from memory: cheap enough to ask at every token. */
  get(): SwitchValues
  /** Takes effect at once; resolves when it is stored as well. */
  set(patch: SwitchesPatch): Promise<SwitchValues>
}

export const defaultSwitches: SwitchValues = {
  webhooks: { repeat: 0, delayMs: 0, reorder: false, paused: false, faults: [] },
  model: { mode: 'normal', msPerToken: 15 },
  backup: { mode: 'normal' },
}

function merge(values: SwitchValues, patch: z.output<typeof switchesPatch>): SwitchValues {
  const { outputTokens, mind, ...rest } = { ...values.model, ...patch.model }
  return {
    webhooks: { ...values.webhooks, ...patch.webhooks },
    model: {
      ...rest,
      ...(outputTokens != null && { outputTokens }),
      ...(mind != null && { mind }),
    },
    backup: patch.backup ?? values.backup,
  }
}

export async function openSwitches(pool: Pool): Promise<Switches & FaultSource> {
  await pool.query(
    `create table if not exists switches (
       the_only boolean primary key default true check (the_only),
       value jsonb not null
     )`,
  )
  const { rows } = await pool.query<{ value: unknown }>('select value from switches')
  // Values of an older version that no longer parse are replaced: they are settings, not data.
  const found = stored.safeParse(rows[0]?.value)
  let values = found.success ? found.data : defaultSwitches
  let writing: Promise<unknown> = Promise.resolve()

  async function set(patch: SwitchesPatch): Promise<SwitchValues> {
    values = merge(values, switchesPatch.parse(patch))
    const snapshot = values
    const write = () =>
      pool.query(
        `insert into switches (value) values ($1)
         on conflict (the_only) do update set value = excluded.value`,
        [snapshot],
      )
    // One after the other, so that the last change is also the one that stays.
    const written = writing.then(write, write)
    writing = written
    await written
    return snapshot
  }

  return {
    get: () => values,
    set,
    takeFault(eventType) {
      const { faults: waiting } = values.webhooks
      const fault = waiting.find(({ type }) => type === undefined || type === eventType)
      if (!fault) return undefined
      // Not stored: it comes again after a restart. That is said, not fatal.
      set({ webhooks: { faults: waiting.filter((one) => one !== fault) } }).catch(
        (error: unknown) => console.error('A switch could not be stored:', error),
      )
      return fault
    },
  }
}

/** `GET` and `PATCH /api/switches`. */
export function switchesApi(switches: Switches): Hono {
  return new Hono()
    .get('/', (c) => c.json(switches.get()))
    .patch('/', async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined)
      const patch = switchesPatch.safeParse(body)
      if (!patch.success)
        return c.json({ code: 'invalid', message: z.prettifyError(patch.error) }, 400)
      return c.json(await switches.set(patch.data))
    })
}
