import 'server-only'

/**
 * Where the code says what it is doing, for whoever traces it. Nobody listens unless an exporter is configured; then
 * lib/telemetry registers, and until then a span is this file's constant and costs a call.
 */

/** Names, ids, counts and codes. Never a word of the user's, an address or a key: a trace leaves the house. */
type Attributes = Record<string, string | number | boolean | undefined>

export type Span = {
  set(attributes: Attributes): void
  /** Runs something with this span as its parent. */
  run<Result>(work: () => Result): Result
  /** Ends it; later calls do nothing. Of what was thrown only the code or the name is kept. */
  end(thrown?: unknown): void
}

/** What runs under the span that was active when this was made, wherever it is called: streams forget who began them. */
type Carrier = <Result>(work: () => Result) => Result

export type Tracer = { start(name: string, attributes: Attributes): Span; carry(): Carrier }

const plainly: Carrier = (work) => work()
const nothing: Span = { set: () => {}, run: plainly, end: () => {} }

// One per process: each bundle of the app has its own copy of this module.
const kept = globalThis as { tollgateTracer?: Tracer }

export function registerTracer(tracer: Tracer): void {
  kept.tollgateTracer = tracer
}

export const startSpan = (name: string, attributes: Attributes = {}): Span =>
  kept.tollgateTracer?.start(name, attributes) ?? nothing

export const carryContext = (): Carrier => kept.tollgateTracer?.carry() ?? plainly

/** A span that outlives its beginning: `begin` sees to its end. When it throws, the span ends as failed. */
export async function spanning<Result>(
  name: string,
  attributes: Attributes,
  begin: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = startSpan(name, attributes)
  try {
    return await span.run(() => begin(span))
  } catch (error) {
    span.end(error)
    throw error
  }
}

/** One piece of work as a span: it ends with the work, and as failed when that throws. */
export function traced<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return spanning(name, attributes, async (span) => {
    const result = await work(span)
    span.end()
    return result
  })
}
