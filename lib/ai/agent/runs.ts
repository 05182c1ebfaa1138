import 'server-only'
import { clock } from '@/lib/clock'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { storable } from '@/lib/storable'
import type { Prisma, AgentRun } from '@/prisma/generated/client'
import { beginOneByOne } from '../begin-request'
import { isUuid } from '../ids'
import type { AnswerMetadata } from '../messages'
import { TURN_SECONDS } from '../turns'
import type { AgentMessage, AgentRunSummary, AgentRunView } from './messages'
import type { AgentRequest } from './request'

/** One request for a review. `run` counts its tries: one that failed and charged nothing may be sent again. */
export type AgentTurn = {
  userId: string
  requestId: string
  answerId: string
  model: string
  period: { from: string; to: string }
  run: number
}

const isOpen = ({ status }: Pick<AgentRun, 'status'>) =>
  status === 'streaming' || status === 'stopping'

const isAlive = (row: Pick<AgentRun, 'status' | 'createdAt'>) =>
  isOpen(row) && clock.now().getTime() - row.createdAt.getTime() < TURN_SECONDS * 1_000

/**
 * Finds out what a request is: new (or a failed one tried again), or one that was answered before. Throws `conflict` when it is
 * being worked on, or when its id belongs to another review.
 */
export async function identifyRun(
  userId: string,
  { id, from, to }: AgentRequest,
  model: string,
): Promise<{ turn: AgentTurn; done?: AgentRunView }> {
  const row = await db().agentRun.findUnique({ where: { userId_id: { userId, id } } })
  const turn = {
    userId,
    requestId: id,
    answerId: `${id}-report`,
    model,
    period: { from, to },
    run: 0,
  }
  if (!row) return { turn }
  if (row.from !== from || row.to !== to || row.model !== model)
    throw new AppError('conflict', 'This id was used for another review before.')
  if (isAlive(row)) throw new AppError('conflict', 'This review is being written already.')
  const view = viewOf(row)
  if (view.metadata.status !== 'failed') return { turn, done: view }
  return { turn: { ...turn, run: runOf(row) + 1 } }
}

const runOf = ({ metadata }: AgentRun) => (metadata as { run?: number } | null)?.run ?? 0

/**
 * Writes the run and makes its first reservation, in one transaction: when that is refused, nothing is stored and nothing is
 * held. Throws `rate_limited` when too many are being written, and what `reserve` throws. A limit of -1 is none.
 */
export async function beginRun<Held>(
  turn: AgentTurn,
  limits: { open_requests: number },
  reserve: (tx: Db) => Promise<Held>,
): Promise<Held> {
  const { userId, requestId: id, model, period, run } = turn
  const now = clock.now()
  const begin = async (tx: Db) => {
    await assertFewOpen(tx, userId, limits.open_requests)
    const held = await reserve(tx)
    const data = { status: 'streaming', parts: [], metadata: { run }, createdAt: now }
    if (run === 0) await tx.agentRun.create({ data: { id, userId, model, ...period, ...data } })
    else await tx.agentRun.update({ where: { userId_id: { userId, id } }, data })
    return held
  }
  return beginOneByOne(userId, begin, 'This review is being written already.')
}

async function assertFewOpen(tx: Db, userId: string, limit: number): Promise<void> {
  if (limit === -1) return
  const since = new Date(clock.now().getTime() - TURN_SECONDS * 1_000)
  const open = await tx.agentRun.count({
    where: { userId, status: { in: ['streaming', 'stopping'] }, createdAt: { gt: since } },
  })
  if (open >= limit)
    throw new AppError(
      'rate_limited',
      `Your plan writes ${limit} reviews at a time. Wait for one to finish. Nothing was charged.`,
      { headers: { 'retry-after': '5' } },
    )
}

/** Keeps what came of a run; nothing when a later try has taken its place meanwhile. */
export async function finishRun(
  { userId, requestId: id, run }: AgentTurn,
  parts: AgentMessage['parts'],
  metadata: AnswerMetadata,
): Promise<void> {
  await db().agentRun.updateMany({
    where: { userId, id, metadata: { path: ['run'], equals: run } },
    data: {
      parts: storable(parts) as Prisma.InputJsonValue,
      status: metadata.status,
      metadata: { ...metadata, run },
    },
  })
}

/** A user's own run; `null` for an unknown one and for somebody else's alike. */
export async function loadRun(userId: string, id: string): Promise<AgentRunView | null> {
  if (!isUuid(id)) return null
  const row = await db().agentRun.findUnique({ where: { userId_id: { userId, id } } })
  return row && viewOf(row)
}

const LISTED = 50

/** A user's runs, newest first. */
export async function listRuns(userId: string): Promise<AgentRunSummary[]> {
  const rows = await db().agentRun.findMany({
    where: { userId },
    orderBy: { createdAt: 'desc' },
    take: LISTED,
  })
  return rows.map(viewOf).map(({ id, from, to, createdAt, metadata }) => ({
    id,
    from,
    to,
    createdAt,
    status: metadata.status,
    cost: metadata.cost,
  }))
}

/** The user pressed Stop: the process that writes it asks for that (`stopSignal`). */
export async function requestRunStop(userId: string, id: string): Promise<void> {
  if (!isUuid(id)) return
  await db().agentRun.updateMany({
    where: { userId, id, status: 'streaming' },
    data: { status: 'stopping' },
  })
}

export async function runStopRequested({ userId, requestId: id }: AgentTurn): Promise<boolean> {
  return (await db().agentRun.count({ where: { userId, id, status: 'stopping' } })) > 0
}

/** Deletes a run for good; what it cost stays on the statement. Throws `not_found`, also for somebody else's. */
export async function deleteRun(userId: string, id: string): Promise<void> {
  const { count } = await db().agentRun.deleteMany({ where: { userId, id } })
  if (count === 0) throw new AppError('not_found', 'There is no such review.')
}

/** A run left open by a process that died is shown as failed: its hold is closed by the sweeper. */
function viewOf(row: AgentRun): AgentRunView {
  const empty = { requestId: row.id, cost: 0, calls: 0, inputTokens: 0, outputTokens: 0 }
  const message = 'The review was interrupted. Credits that were set aside for it are returned.'
  const metadata: AnswerMetadata = !isOpen(row)
    ? (row.metadata as AnswerMetadata)
    : isAlive(row)
      ? { ...empty, status: 'streaming' }
      : { ...empty, status: 'failed', error: { code: 'internal', message } }
  return {
    id: row.id,
    model: row.model,
    from: row.from,
    to: row.to,
    createdAt: row.createdAt.toISOString(),
    parts: row.parts as AgentMessage['parts'],
    metadata,
  }
}
