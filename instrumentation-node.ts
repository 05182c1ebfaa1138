import { hookCredits } from '@/lib/credit-hooks'
import { env, exportsTraces, type Env } from '@/lib/env'
import { followSandboxClock } from '@/lib/sandbox-clock'

/** A server that cannot work says what is missing and ends with code 1, instead of failing at the first request. */
export async function register(): Promise<void> {
  try {
    env()
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`)
    process.exit(1)
  }
  hookCredits()
  void followSandboxClock()
  await traceIfAsked(env())
}

/** OpenTelemetry is loaded here and nowhere else: where no exporter is configured, it is not even read. */
export async function traceIfAsked(env: Env): Promise<void> {
  if (!exportsTraces(env)) return
  const [{ startTelemetry }, { traceTheSdk }] = await Promise.all([
    import('@/lib/telemetry'),
    import('@/lib/ai/telemetry'),
  ])
  const content = env.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT === 'true'
  startTelemetry({ content })
  traceTheSdk({ content })
}
