import type { Feature, Limits } from '@/lib/catalogue'

export const featureNames: Record<Feature, string> = {
  assistant: 'Assistant',
}

export const limitNames: Record<keyof Limits, string> = {
  requests_per_minute: 'Requests a minute',
  open_requests: 'Answers at the same time',
  chats_per_month: 'Chats a month',
}

/** A limit of the catalogue, where -1 is unlimited and 0 is none. */
export const limitText = (value: number): string =>
  value === -1 ? 'no limit' : value === 0 ? 'none' : value.toLocaleString('en-US')
