import 'server-only'
import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { defaultModel, type ModelId } from '@/lib/catalogue'
import { env } from '@/lib/env'

/** The model that answers in the assistant. */
export const assistantModel: ModelId = defaultModel

let provider: ReturnType<typeof createOpenAI> | undefined

/** The one place where a provider is chosen. `OPENAI_BASE_URL` may name any server that speaks the Responses API. */
export function languageModel(id: ModelId): LanguageModelV4 {
  provider ??= createOpenAI({ apiKey: env().OPENAI_API_KEY, baseURL: env().OPENAI_BASE_URL })
  return provider(id)
}

/** Nothing is kept at the provider: the history is ours, and every call carries what it needs. */
export const providerOptions = { openai: { store: false } }
