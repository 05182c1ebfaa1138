import type { Delivery, EventSummary } from '../stripe/log'

export type Addresses = {
  app: string
  /** Absent: that part is the real one. */
  stripe?: string
  model?: string
  mailbox?: string
  smtp?: string
}

export type EventDetail = { id: string; type: string; created: number; data: object }

/** What the panel asks the Stripe stand-in for. */
export type Events = {
  list(limit: number): Promise<EventSummary[]>
  read(eventId: string): Promise<EventDetail | undefined>
  deliveries(eventId: string): Promise<Delivery[]>
  /** The ids of the last ones. */
  newest(count: number): Promise<string[]>
  /** Sends them once more to every endpoint that wants them, all at once. */
  resend(eventIds: string[], copies: number): Promise<void>
}

export type ListedEvent = EventSummary & { trouble: Delivery | undefined }
