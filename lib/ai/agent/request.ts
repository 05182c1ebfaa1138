import { z } from 'zod'

const DAY_MS = 24 * 60 * 60_000
const MOST_DAYS = 366

const day = z.iso.date('is a day like 2026-01-31.')

/** The body of `POST /api/agents`. `id` is the run's own: sent again, it is the same run. Days are UTC, both included. */
export const agentRequest = z
  .strictObject({ id: z.uuid(), from: day, to: day, model: z.string().max(100).optional() })
  .refine(({ from, to }) => from <= to, {
    path: ['to'],
    message: 'The last day is before the first one.',
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS, {
    path: ['from'],
    message: 'A review covers a year at most.',
  })

export type AgentRequest = z.output<typeof agentRequest>
