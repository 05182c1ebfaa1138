import 'server-only'
import { OpenTelemetry } from '@ai-sdk/otel'
import { registerTelemetry } from 'ai'

/** The SDK's own spans, of each call of `streamText` and the like. Loaded only when an exporter is configured. */
export function traceTheSdk({ content }: { content: boolean }): void {
  registerTelemetry(new Spans(content))
}

/** Asks for no prompt and no answer, whatever the single call says. */
class Spans extends OpenTelemetry {
  constructor(private readonly content: boolean) {
    super()
  }

  override onStart(event: Parameters<OpenTelemetry['onStart']>[0]): void {
    super.onStart({ ...event, recordInputs: this.content, recordOutputs: this.content })
  }
}
