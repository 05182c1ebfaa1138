import 'server-only'
import { createOpenAI } from '@ai-sdk/openai'
import type { ProviderId } from '@/lib/catalogue'
import { env } from '@/lib/env'

type Provider = ReturnType<typeof createOpenAI>

/** Where each provider answers: any server that speaks the Responses API. `undefined`: the environment names none. */
const addresses: Record<
  ProviderId,
  () => { apiKey: string; baseURL: string | undefined } | undefined
> = {
  primary: () => ({ apiKey: env().OPENAI_API_KEY, baseURL: env().OPENAI_BASE_URL }),
  backup: () => {
    const { OPENAI_FALLBACK_API_KEY: apiKey, OPENAI_FALLBACK_BASE_URL: baseURL } = env()
    return apiKey === undefined ? undefined : { apiKey, baseURL }
  },
}

const known = new Map<ProviderId, Provider>()

/** A provider, made once; `undefined` when the environment names none. */
export function providerOf(id: ProviderId): Provider | undefined {
  const made = known.get(id)
  if (made) return made
  const address = addresses[id]()
  if (!address) return undefined
  const provider = createOpenAI(address)
  known.set(id, provider)
  return provider
}
