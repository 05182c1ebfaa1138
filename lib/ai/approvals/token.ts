import 'server-only'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { env } from '@/lib/env'

/** What an approval is for: one preview (`revision`) of one proposal, in one chat of one user. */
export type Approval = { id: string; userId: string; chatId: string; revision: number }

// The prefix keeps a signature made for anything else with this secret from being one for this.
const sign = ({ id, userId, chatId, revision }: Approval): Buffer =>
  createHmac('sha256', env().AUTH_SECRET)
    .update(`chat-action:${id}.${userId}.${chatId}.${revision}`)
    .digest()

export const approvalToken = (approval: Approval): string =>
  `${approval.revision}.${sign(approval).toString('base64url')}`

/** The revision a token approves, when it is ours, for this proposal, chat and user; else `null`. */
export function readApproval(token: string, of: Omit<Approval, 'revision'>): number | null {
  const [, revision, signature] = /^(\d{1,6})\.([\w-]{43})$/.exec(token) ?? []
  if (revision === undefined || signature === undefined) return null
  const ours = sign({ ...of, revision: Number(revision) })
  const given = Buffer.from(signature, 'base64url')
  // The last character of base64url has bits to spare: another spelling of the same bytes is not our token.
  const isOurs = given.length === ours.length && timingSafeEqual(given, ours)
  return isOurs && ours.toString('base64url') === signature ? Number(revision) : null
}
