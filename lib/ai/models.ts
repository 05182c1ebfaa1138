import 'server-only'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import {
  defaultModel,
  modelIds,
  models,
  type Feature,
  type ModelId,
  type ProviderId,
  type TokenOperation,
} from '@/lib/catalogue'
import { microCredits, type MicroCredits } from '@/lib/credits/unit'
import { entitlementsOf, type Entitlements } from '@/lib/entitlements'
import { AppError } from '@/lib/errors'
import { priceOf, type Candidate, type Candidates, type Price } from '@/lib/metering'
import { providerOf } from './providers'
import { typicalCost } from './typical-cost'

export const isModelId = (id: string): id is ModelId => Object.hasOwn(models, id)

/** A model at the first provider. For whoever asks for no fall-back and pays otherwise; calls are metered by `requireModel`. */
export function languageModel(id: ModelId, at: ProviderId = 'primary'): LanguageModelV4 {
  const provider = providerOf(at)
  if (!provider) throw new Error(`no provider is configured as ${at}`)
  return provider(id)
}

/** Nothing is kept at the provider: the history is ours, and every call carries what it needs. */
export const providerOptions = { openai: { store: false, reasoningEffort: 'low' } }

/** A model with what 1,000 tokens and a typical question cost now, in micro-credits; `null` while it has no price. */
export type PricedModel = {
  id: ModelId
  name: string
  description: string
  /** What it takes to choose it. */
  feature: Feature | null
  price: { input: MicroCredits; cached: MicroCredits; output: MicroCredits } | null
  typicalCost: MicroCredits | null
}

/** The same for one user. `locked`: why it cannot be chosen, the feature it takes or that nobody can; `null`: it can. */
export type OfferedModel = PricedModel & { locked: Feature | 'unpriced' | null }

const TOKENS = 1_000n

/** Rounded up, like a charge. */
const perThousand = (million: MicroCredits) =>
  microCredits((BigInt(million) * TOKENS + 999_999n) / 1_000_000n)

/** Every model of the catalogue in its order, with its price in force. */
export function pricedModels(operation: TokenOperation = 'chat'): Promise<PricedModel[]> {
  return Promise.all(
    modelIds.map(async (id): Promise<PricedModel> => {
      const { name, description, feature } = models[id]
      const price = await priceIfAny(operation, id)
      return {
        id,
        name,
        description,
        feature,
        price: price && {
          input: perThousand(price.input),
          cached: perThousand(price.cached),
          output: perThousand(price.output),
        },
        typicalCost: price && typicalCost(price, operation),
      }
    }),
  )
}

/** The same with whether this user may choose it. */
export async function modelsFor(
  userId: string,
  operation?: TokenOperation,
): Promise<OfferedModel[]> {
  const [entitlements, priced] = await Promise.all([
    entitlementsOf(userId),
    pricedModels(operation),
  ])
  return priced.map((model) => ({
    ...model,
    locked: model.price ? lockedFor(entitlements, model.feature) : 'unpriced',
  }))
}

/** A model somebody may use, and who is asked for its answers, in this order. */
export type UsableModel = { id: ModelId; name: string; candidates: Candidates }

/**
 * The model that somebody with these features asks for, if it may be used: the check behind every chooser. Throws `bad_request`
 * for a name that is none, `forbidden` when it takes a feature that is not among them, and `unpriced_model` while it has no price.
 */
export async function requireModel(
  entitlements: Pick<Entitlements, 'features'>,
  id: string,
  operation: TokenOperation = 'chat',
): Promise<UsableModel> {
  if (!isModelId(id))
    throw new AppError('bad_request', `There is no model ${JSON.stringify(id).slice(0, 80)}.`, {
      details: { models: modelIds },
    })
  const { name, feature } = models[id]
  if (lockedFor(entitlements, feature))
    throw new AppError(
      'forbidden',
      `${name} is not part of your plan. Choose another model, or see the plans. Nothing was charged.`,
      { details: { feature, upgradeUrl: '/pricing' } },
    )
  const price = await priceOf(operation, id)
  const [first, ...others] = atProviders(id, price)
  if (!first) throw new AppError('unavailable', `No provider of ${name} is set up.`)
  if (others.length > 0) return { id, name, candidates: [first, ...others] }
  return { id, name, candidates: [first, ...(await fallbackOf(id, entitlements, operation))] }
}

/** What a fresh chat begins with: the default, or the first one that is open where that is not. */
export function startingModel(offered: readonly OfferedModel[], wished?: string | null): ModelId {
  const open = offered.filter(({ locked }) => locked === null)
  const found = (id: string | null | undefined) => open.find((model) => model.id === id)
  return (found(wished) ?? found(defaultModel) ?? open[0])?.id ?? defaultModel
}

/** The same model at each of its providers that the environment names. */
function atProviders(id: ModelId, price: Price): Candidate[] {
  const { name, providers, limits } = models[id]
  return providers.flatMap((provider) => {
    const model = providerOf(provider)?.(id)
    return model ? [{ model, id, name, provider, price, limits }] : []
  })
}

/** The model that answers instead, for who may use it and while it has a price. */
async function fallbackOf(
  id: ModelId,
  entitlements: Pick<Entitlements, 'features'>,
  operation: TokenOperation,
): Promise<Candidate[]> {
  const { fallback } = models[id]
  if (fallback === null || lockedFor(entitlements, models[fallback].feature)) return []
  const price = await priceIfAny(operation, fallback)
  return price ? atProviders(fallback, price) : []
}

const lockedFor = ({ features }: Pick<Entitlements, 'features'>, feature: Feature | null) =>
  feature === null || features.includes(feature) ? null : feature

async function priceIfAny(operation: TokenOperation, id: ModelId): Promise<Price | null> {
  try {
    return await priceOf(operation, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'unpriced_model') return null
    throw error
  }
}
