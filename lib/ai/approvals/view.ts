import 'server-only'
import { clock } from '@/lib/clock'
import type { ChatAction } from '@/prisma/generated/client'
import { approvalToken } from './token'

/** A click runs an action within seconds; one that is silent for longer was cut off, and nobody knows how far it came. */
const RUN_SECONDS = 120

/** `expired`: nobody clicked in time. `unsure`: it was begun and its end was never written. */
export type ActionStatus =
  'proposed' | 'expired' | 'running' | 'unsure' | 'done' | 'failed' | 'declined'

/** A proposal as its card shows it. `token` approves exactly this preview. */
export type Proposal<Action extends string, Preview, Outcome> = {
  id: string
  chatId: string
  action: Action
  status: ActionStatus
  preview: Preview
  /** With `done` what came of it, with `failed` why nothing did. */
  outcome: Outcome | null
  problem: string | null
  token: string
  /** ISO 8601. */
  expiresAt: string
  endedAt: string | null
}

export type AnyProposal = Proposal<string, object, object>

/** Why an action did nothing, as it is kept in place of its outcome. */
export type Failure = { problem: string }

export function statusOf(
  row: Pick<ChatAction, 'status' | 'expiresAt' | 'startedAt'>,
): ActionStatus {
  const now = clock.real().getTime()
  if (row.status === 'proposed') return row.expiresAt.getTime() <= now ? 'expired' : 'proposed'
  if (row.status === 'running')
    return now - (row.startedAt?.getTime() ?? 0) > RUN_SECONDS * 1_000 ? 'unsure' : 'running'
  return row.status as 'done' | 'failed' | 'declined'
}

export function viewOf(row: ChatAction): AnyProposal {
  const status = statusOf(row)
  const failed = status === 'failed' ? (row.outcome as Failure | null) : null
  return {
    id: row.id,
    chatId: row.chatId,
    action: row.action,
    status,
    preview: row.preview as object,
    outcome: status === 'done' ? (row.outcome as object | null) : null,
    problem: failed?.problem ?? null,
    token: approvalToken(row),
    expiresAt: row.expiresAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }
}
