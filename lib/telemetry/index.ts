import 'server-only'
import { diag, DiagLogLevel } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { log } from '@/lib/log'
import { registerTracer } from '@/lib/trace'
import { CleanExporter } from './exporter'
import { otelTracer } from './tracer'

/**
 * Sends spans by OTLP over HTTP: ours, the AI SDK's and Next's. Where to, with which headers and how often is told by the
 * standard OTEL_* variables, which the packages read themselves. Loaded only when an exporter is configured.
 */
export function startTelemetry(options: { content: boolean }): void {
  sayWhatFails()
  const exporter = new CleanExporter(new OTLPTraceExporter(), options)
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'tollgate' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  provider.register()
  registerTracer(otelTracer())
  // Sent in the background while the server finishes its last answers.
  process.once('SIGTERM', () => void provider.forceFlush().catch(() => {}))
}

/** A collector that cannot be reached is said in the log; no answer to a user waits for it. */
function sayWhatFails(): void {
  const warn = (message: string) => log.warn({ detail: message.slice(0, 300) }, 'traces')
  const silent = () => {}
  diag.setLogger(
    { error: warn, warn, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}
