import { planKeys, plans, type Feature, type Limits, type PlanKey } from '@/lib/catalogue'

export type LimitName = keyof Limits

export const featureNames: Record<Feature, string> = {
  assistant: 'Assistant',
  all_models: 'All models',
  image_generation: 'Images',
  agents: 'Agents',
  api_access: 'API access',
}

export const limitNames: Record<LimitName, string> = {
  requests_per_minute: 'Requests a minute',
  open_requests: 'Answers at the same time',
  chats_per_month: 'Chats a month',
  files_per_chat: 'Files a chat',
  api_keys: 'API keys',
}

export const featureKeys = Object.keys(featureNames) as Feature[]
export const limitKeys = Object.keys(limitNames) as LimitName[]

export const isFeature = (key: string): key is Feature => Object.hasOwn(featureNames, key)
export const isLimit = (key: string): key is LimitName => Object.hasOwn(limitNames, key)

/** A limit of the catalogue, where -1 is unlimited and 0 is none. */
export const limitText = (value: number): string =>
  value === -1 ? 'no limit' : value === 0 ? 'none' : value.toLocaleString('en-US')

/** The size of a limit, for comparing: unlimited is more than any number. */
export const sizeOf = (value: number): number => (value === -1 ? Infinity : value)

/** `Pro, Business and Enterprise`; empty for none. */
export const planList = (keys: readonly PlanKey[]): string =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(keys.map((key) => plans[key].name))

/** The plans that include a feature, in the catalogue's order. */
export const plansWith = (feature: Feature): PlanKey[] =>
  planKeys.filter((key) => (plans[key].features as readonly Feature[]).includes(feature))
