import 'server-only'
import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'
import type { Balance, EntryDetail } from '@/lib/credits'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { startSpan, type Span } from '@/lib/trace'
import type { Candidate } from './candidate'
import { tokenEstimate, type Usage } from './cost'
import type { CallHold } from './hold'
import { priceMeasure } from './measure'
import { OpenHold, type Ending } from './open-hold'

/** What one model call was charged, and who answered it. `amount` in micro-credits; `balance` is the balance after it. */
export type Charge = {
  step: number
  model: string
  provider: string
  amount: MicroCredits
  usage: Usage
  estimated: boolean
  balance: Balance
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

/**
 * The provider's figures, or `undefined` when any needed one is missing or cannot be: no call has an empty input, and a part
 * is not more than the whole. Reasoning is output, whether shown or not.
 */
export function reportedUsage(usage: LanguageModelV4Usage | undefined): Usage | undefined {
  const inputTokens = usage?.inputTokens?.total
  const outputTokens = usage?.outputTokens?.total
  const cachedTokens = usage?.inputTokens?.cacheRead ?? 0
  const reasoningTokens = usage?.outputTokens?.reasoning ?? 0
  if (!isCount(inputTokens) || !isCount(outputTokens)) return undefined
  if (!isCount(cachedTokens) || !isCount(reasoningTokens)) return undefined
  if (inputTokens === 0 || cachedTokens > inputTokens || reasoningTokens > outputTokens)
    return undefined
  return { inputTokens, cachedTokens, outputTokens, reasoningTokens }
}

/**
 * One call under its hold. It watches what the provider sends and closes the hold exactly once, however the call ends:
 * usage known: that is settled; unknown, but something was streamed or the user stopped it: the estimate, never more than
 * was held; nothing came of it: all is released.
 */
export class OpenCall {
  readonly #hold: OpenHold
  /** Of the call alone: it ends when the provider has said its last. */
  readonly #span: Span
  #usage: Usage | undefined
  #streamedBytes = 0
  #withDeltas = new Set<string>()
  #closing: Promise<Charge | undefined> | undefined

  constructor(
    private readonly options: {
      userId: string
      step: number
      hold: CallHold
      candidate: Candidate
      inputBytes: number
      detail: Pick<EntryDetail, 'operation' | 'requestId' | 'chatId' | 'apiKey'>
      stopped: () => boolean
      onCharge?: (charge: Charge) => void
    },
  ) {
    const { userId, step, hold, candidate, detail } = options
    this.#hold = new OpenHold(userId, hold.operationKey)
    this.#span = startSpan('provider call', {
      operation: detail.operation,
      request_id: detail.requestId,
      operation_key: hold.operationKey,
      step,
      model: candidate.id,
      provider: candidate.provider,
      'credits.held': hold.amount,
    })
  }

  get maxOutputTokens(): number {
    return this.options.hold.maxOutputTokens
  }

  /** Whether the call came to anything that is paid for: decides whether the next call is a new step or a retry. */
  get produced(): boolean {
    return this.#usage !== undefined || this.#streamedBytes > 0
  }

  see(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta':
        this.#streamedBytes += Buffer.byteLength(part.delta)
        break
      case 'tool-input-delta':
        this.#withDeltas.add(part.id)
        this.#streamedBytes += Buffer.byteLength(part.delta)
        break
      case 'tool-call':
        if (!this.#withDeltas.has(part.toolCallId))
          this.#streamedBytes += Buffer.byteLength(part.input)
        break
      case 'finish':
        this.report(part.usage)
        break
    }
  }

  report(usage: LanguageModelV4Usage | undefined): void {
    this.#usage = reportedUsage(usage)
  }

  /** Closes the hold. Later calls answer the first one's result. */
  close(): Promise<Charge | undefined> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<Charge | undefined> {
    const { step, candidate, stopped, onCharge } = this.options
    const estimated = this.#usage === undefined
    const usage = this.#usage ?? this.#estimate()
    this.#span.set({ ...usage, estimated, outcome: this.#outcome() })
    this.#span.end()
    const settled = await this.#hold.close(() =>
      this.produced || stopped() ? this.#cost(usage, estimated) : 'release',
    )
    if (!settled) return undefined
    const { captured: amount, balance } = settled
    const { id: model, provider } = candidate
    const charge = { step, model, provider, amount, usage, estimated, balance }
    onCharge?.(charge)
    return charge
  }

  #outcome(): string {
    if (this.#usage !== undefined) return 'complete'
    if (this.options.stopped()) return 'stopped'
    return this.produced ? 'usage unknown' : 'failed'
  }

  #cost(usage: Usage, estimated: boolean): Ending {
    const { hold, candidate, step, detail } = this.options
    const { amount, ...priced } = priceMeasure(candidate.price, usage)
    return {
      actual: estimated ? microCredits(Math.min(amount, hold.amount)) : amount,
      detail: {
        ...detail,
        step,
        provider: candidate.provider,
        ...priced,
        ...(estimated && { estimated }),
      },
    }
  }

  #estimate(): Usage {
    return {
      inputTokens: tokenEstimate(this.options.inputBytes),
      cachedTokens: 0,
      outputTokens: this.#streamedBytes === 0 ? 0 : tokenEstimate(this.#streamedBytes),
    }
  }
}
