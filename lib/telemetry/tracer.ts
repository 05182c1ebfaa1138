import 'server-only'
import { context, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api'
import { AppError } from '@/lib/errors'
import type { Tracer } from '@/lib/trace'

const ours = (attributes: object): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`tollgate.${key}`, value]))

/** Never the message: it may quote what the user wrote. */
const codeOf = (thrown: unknown): string =>
  thrown instanceof AppError ? thrown.code : thrown instanceof Error ? thrown.name : typeof thrown

/** Our spans by OpenTelemetry. */
export function otelTracer(): Tracer {
  const tracer = trace.getTracer('tollgate')
  return {
    start(name, attributes) {
      const span = tracer.startSpan(name, { attributes: ours(attributes) })
      const own = trace.setSpan(context.active(), span)
      return {
        set: (more) => void span.setAttributes(ours(more)),
        run: (work) => context.with(own, work),
        end(thrown) {
          if (!span.isRecording()) return
          if (thrown !== undefined) {
            span.setAttribute('error.type', codeOf(thrown))
            span.setStatus({ code: SpanStatusCode.ERROR })
          }
          span.end()
        },
      }
    },
    carry() {
      const here = context.active()
      return (work) => context.with(here, work)
    },
  }
}
