import type { Feature, Limits } from '@/lib/catalogue'

export const featureNames: Record<Feature, string> = {
  assistant: 'Assistant',
  all_models: 'All models',
  image_generation: 'Images',
  agents: 'Agents',
  api_access: 'API access',
}

export const limitNames: Record<keyof Limits, string> = {
  requests_per_minute: 'Requests a minute',
  open_requests: 'Answers at the same time',
  chats_per_month: 'Chats a month',
  files_per_chat: 'Files a chat',
  api_keys: 'API keys',
}

/** A limit of the catalogue, where -1 is unlimited and 0 is none. */
export const limitText = (value: number): string =>
  value === -1 ? 'no limit' : value === 0 ? 'none' : value.toLocaleString('en-US')
