import 'server-only'
import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node'

/** A request's path and query hold sign-in and payment links; its route says enough. */
const isAddress = (key: string) => /^(http\.(target|url)$|url\.)/.test(key)

/** What a span may say without a word of a user's. By name, so that what a package adds tomorrow stays in the house. */
const harmless = [
  /^tollgate\./,
  /^(error|exception)\.type$/,
  /^http\.(method|route|status_code|response\.status_code)$/,
  /^next\.(route|span_type)$/,
  /^server\.(address|port)$/,
  /^gen_ai\.(operation|provider|agent)\.name$/,
  /^gen_ai\.(request|response|usage|client)\./,
  /^gen_ai\.tool\.(name|type|call\.id)$/,
]
const isHarmless = (key: string) => harmless.some((pattern) => pattern.test(key))

const pick = (attributes: Attributes | undefined, allowed: (key: string) => boolean): Attributes =>
  Object.fromEntries(Object.entries(attributes ?? {}).filter(([key]) => allowed(key)))

function cleaned(span: ReadableSpan, content: boolean): ReadableSpan {
  const allowed = content ? (key: string) => !isAddress(key) : isHarmless
  const { code } = span.status
  return Object.create(span, {
    attributes: { value: pick(span.attributes, allowed) },
    events: {
      value: span.events.map((event) => ({
        ...event,
        attributes: pick(event.attributes, allowed),
      })),
    },
    // A message may quote a prompt or what a provider answered to it.
    status: { value: content ? span.status : { code } },
  }) as ReadableSpan
}

/** Next's spans of outgoing requests have the whole address in their name; what they tell, the others tell better. */
const isFetch = ({ attributes }: ReadableSpan) => attributes['next.span_type'] === 'AppRender.fetch'

/**
 * Takes out of every span what must not leave, whoever wrote it: our code, the AI SDK or Next. Without `content` that is
 * everything a user or the model has written, with the texts of errors; addresses of requests always.
 */
export class CleanExporter implements SpanExporter {
  constructor(
    private readonly exporter: SpanExporter,
    private readonly options: { content: boolean },
  ) {}

  export(...[spans, done]: Parameters<SpanExporter['export']>): void {
    const own = spans.filter((span) => !isFetch(span))
    this.exporter.export(
      own.map((span) => cleaned(span, this.options.content)),
      done,
    )
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown()
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.()
  }
}
