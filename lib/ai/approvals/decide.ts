import 'server-only'
import { isDeepStrictEqual } from 'node:util'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import type { ChatAction, Prisma } from '@/prisma/generated/client'
import { actionNamed } from '../tools/actions'
import type { ActionDefinition } from './define'
import { expiry } from './propose'
import { readApproval } from './token'
import { statusOf, viewOf, type ActionStatus, type AnyProposal, type Failure } from './view'

export type Click = { id: string; chatId: string; token: string }

/** What a click came to: how the proposal stands, and where the browser goes now. */
export type Decided = { proposal: AnyProposal; goTo?: string }

/**
 * The proposal a click is about, as it stands. Throws `forbidden` for an approval that is none of ours or for something else,
 * `not_found` when there is no such proposal (any more), `conflict` when the card shows another preview by now.
 */
async function proposalOf(userId: string, { id, chatId, token }: Click): Promise<ChatAction> {
  const revision = readApproval(token, { id, userId, chatId })
  if (revision === null)
    throw new AppError('forbidden', 'This approval is not valid. Nothing was done.')
  const row = await db().chatAction.findFirst({ where: { id, userId, chatId } })
  if (!row)
    throw new AppError('not_found', 'This proposal is not there any more. Nothing was done.')
  if (row.revision !== revision)
    throw new AppError(
      'conflict',
      'This was worked out anew meanwhile. Nothing was done: look at it again, then confirm.',
    )
  return row
}

const refusals: Record<Exclude<ActionStatus, 'proposed'>, string> = {
  expired: 'This proposal has expired. Nothing was done; have it worked out again.',
  running: 'This was confirmed a moment ago and is being done.',
  unsure: 'This was confirmed before, and it is not known how it ended. Look again first.',
  done: 'This was confirmed and done before. It is not done twice.',
  failed: 'This was confirmed before and could not be done. Nothing was charged.',
  declined: 'This was declined before. Nothing was done.',
}

/** Takes a proposal from one state to the next, if it is still as it was seen: of any number of clicks at once one succeeds. */
async function move(
  { id, revision, status }: Pick<ChatAction, 'id' | 'revision' | 'status'>,
  data: Prisma.ChatActionUpdateManyMutationInput,
): Promise<ChatAction | null> {
  const { count } = await db().chatAction.updateMany({ where: { id, revision, status }, data })
  return count === 1 ? db().chatAction.findUnique({ where: { id } }) : null
}

/** Throws `conflict` unless the proposal can still be decided. */
async function take(
  row: ChatAction,
  data: Prisma.ChatActionUpdateManyMutationInput,
): Promise<ChatAction> {
  const status = statusOf(row)
  if (status !== 'proposed') throw new AppError('conflict', refusals[status])
  const taken = await move(row, data)
  if (!taken) throw new AppError('conflict', refusals.running)
  return taken
}

const definitionOf = (row: ChatAction): ActionDefinition => {
  const definition = actionNamed(row.action)
  if (!definition) throw new AppError('conflict', 'This is not offered any more. Nothing was done.')
  return definition
}

const json = (value: object) => value as Prisma.InputJsonValue

/**
 * The user's yes. What was shown is worked out once more first: if it has changed, nothing is done and the card shows how it is
 * now, to be confirmed anew. Throws as `proposalOf`, `conflict` when it was decided before or has expired, `bad_request`
 * for a choice the card does not leave.
 */
export async function confirmProposal(
  userId: string,
  click: Click & { choice?: string | undefined },
): Promise<Decided> {
  const seen = await proposalOf(userId, click)
  const definition = definitionOf(seen)
  const choices: readonly (string | undefined)[] = definition.choices?.(seen.preview as object) ?? [
    undefined,
  ]
  if (!choices.includes(click.choice))
    throw new AppError('bad_request', 'Choose one of what the card shows. Nothing was done.')
  const row = await take(seen, { status: 'running', startedAt: clock.real() })
  try {
    const shown = row.preview as object
    const preview = await definition.preview(userId, row.input, shown)
    if (!isSame(shown, preview)) return { proposal: await showAnew(row, preview) }
    const { outcome, goTo } = await definition.run({ userId, preview, choice: click.choice })
    return { proposal: await end(row, 'done', outcome), ...(goTo !== undefined && { goTo }) }
  } catch (error) {
    return { proposal: await afterError(row, error) }
  }
}

/** The moment an amount was worked out for is no part of the terms: the amount is. */
function isSame(shown: object, now: object): boolean {
  const terms = (preview: object) => ({
    ...(JSON.parse(JSON.stringify(preview)) as object),
    previewedAt: 0,
  })
  return isDeepStrictEqual(terms(shown), terms(now))
}

const open = () => ({
  status: 'proposed',
  expiresAt: expiry(),
  startedAt: null,
  endedAt: null,
  revision: { increment: 1 },
})

/** Another preview needs another approval: the one for this preview is no good from now on. */
async function showAnew(row: ChatAction, preview: object): Promise<AnyProposal> {
  return viewOf((await move(row, { ...open(), preview: json(preview) })) ?? row)
}

async function end(row: ChatAction, status: 'done' | 'failed', outcome: object) {
  const data = { status, outcome: json(outcome), endedAt: clock.real() }
  return viewOf(
    (await move(row, data)) ?? { ...row, ...data, outcome: outcome as Prisma.JsonObject },
  )
}

/**
 * A reason that is the user's to know ends the proposal. Anything else (Stripe did not answer, a fault of ours) may have had its
 * effect or not: the same click can be made again, and has one effect in all.
 */
async function afterError(row: ChatAction, error: unknown): Promise<AnyProposal> {
  if (error instanceof AppError && !error.worthLogging)
    return end(row, 'failed', { problem: error.message } satisfies Failure)
  log.error({ err: error, action: row.action }, 'a confirmed action failed')
  const again = await move(row, { status: 'proposed', startedAt: null })
  return { ...viewOf(again ?? row), problem: UNKNOWN }
}

const UNKNOWN =
  'We got no clear answer, so it is not sure that this was done. Confirm it again: it happens once in all.'

/** The user's no. Throws as `confirmProposal`. */
export async function declineProposal(userId: string, click: Click): Promise<Decided> {
  const row = await proposalOf(userId, click)
  return { proposal: viewOf(await take(row, { status: 'declined', endedAt: clock.real() })) }
}

const renewable: ReadonlySet<ActionStatus> = new Set(['expired', 'unsure', 'failed', 'declined'])

/**
 * Works a proposal out again that cannot be confirmed any more, for a new click. Costs nothing: no model is asked. When it is
 * not possible now, that is what the card says. Throws as `proposalOf`, `conflict` when it can still be confirmed or is done.
 */
export async function renewProposal(userId: string, click: Click): Promise<Decided> {
  const row = await proposalOf(userId, click)
  const status = statusOf(row)
  if (!renewable.has(status))
    throw new AppError(
      'conflict',
      status === 'proposed' ? 'This can still be confirmed.' : refusals[status as 'done'],
    )
  try {
    const preview = await definitionOf(row).preview(userId, row.input)
    return { proposal: await showAnew(row, preview) }
  } catch (error) {
    if (!(error instanceof AppError) || error.worthLogging) throw error
    return { proposal: await end(row, 'failed', { problem: error.message } satisfies Failure) }
  }
}
