import { z } from 'zod'

/** What a statement can be narrowed to, in the order it is offered; the first is everything that moved credits. */
export const statementKinds = [
  'all',
  'spent',
  'added',
  'expired',
  'taken_back',
  'repaid',
  'held',
] as const

export type StatementKind = (typeof statementKinds)[number]

/** Days are calendar days in UTC, as the statement shows them, both included. */
export type StatementFilter = {
  kind: StatementKind
  model?: string | undefined
  /** The calls of one request: "why was I charged for this?" */
  request?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export const everything: StatementFilter = { kind: 'all' }

const kind = z.enum(statementKinds, {
  error: `kind is one of ${statementKinds.join(', ')}.`,
})
const model = z.string().regex(/^[\w.:/@-]{1,100}$/, 'model is not the name of a model.')
const request = z.string().regex(/^[\w~:-]{1,200}$/, 'request is not the id of a request.')
const day = (name: string) =>
  z
    .string()
    .regex(/^2[01]\d\d-/, `${name} is a day like 2026-01-31.`)
    .pipe(z.iso.date(`${name} is a day like 2026-01-31.`))

/** What a filter is made of, for programs: nonsense is refused. */
export const strictFilter = z.object({
  kind: kind.default('all'),
  model: model.optional(),
  request: request.optional(),
  from: day('from').optional(),
  to: day('to').optional(),
})

/** For an address bar: whatever is nonsense is as if it were not there. */
const lenient = z.object({
  kind: kind.catch('all'),
  model: model.optional().catch(undefined),
  request: request.optional().catch(undefined),
  from: day('from').optional().catch(undefined),
  to: day('to').optional().catch(undefined),
})

/** An empty field of a form is one that was not filled in; a parameter said twice is nonsense. */
const filled = (query: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && value != null))

/** The days in order: who fills in the later one first means the same. */
export function inOrder({ from, to, ...rest }: z.output<typeof strictFilter>): StatementFilter {
  return from && to && from > to ? { ...rest, from: to, to: from } : { ...rest, from, to }
}

/** Never throws: an address bar can hold anything. */
export function readFilter(query: Record<string, unknown>): StatementFilter {
  return inOrder(lenient.parse(filled(query)))
}

/** For programs: answers the first problem in plain words instead of guessing. */
export function parseFilter(
  query: Record<string, unknown>,
): { ok: true; filter: StatementFilter } | { ok: false; problem: string } {
  const result = strictFilter.safeParse(filled(query))
  return result.success
    ? { ok: true, filter: inOrder(result.data) }
    : { ok: false, problem: result.error.issues[0]?.message ?? 'The filter is not valid.' }
}

/** The filter as query parameters; empty for everything. */
export function filterParams(filter: StatementFilter): URLSearchParams {
  const { kind, model, request, from, to } = filter
  const given = { kind: kind === 'all' ? undefined : kind, model, request, from, to }
  return new URLSearchParams(Object.entries(given).flatMap(([k, v]) => (v ? [[k, v]] : [])))
}

export const isFiltered = (filter: StatementFilter): boolean => filterParams(filter).size > 0
