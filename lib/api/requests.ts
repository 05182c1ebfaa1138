import 'server-only'
import { addDays, addSeconds } from 'date-fns'
import { beginOneByOne } from '@/lib/ai/begin-request'
import { clock } from '@/lib/clock'
import { wasCharged } from '@/lib/credits'
import { db, type Db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { storable } from '@/lib/storable'
import type { Prisma } from '@/prisma/generated/client'
import type { Named } from './idempotency'
import type { ApiCall } from './route'

/** How long a first answer is kept for whoever asks again, in days. */
const KEPT_DAYS = 1

/** A paid request, from before its first reservation to its answer. */
export type Begun<Held, Kept> =
  | { outcome: 'begun'; held: Held }
  /** It was answered before: what that was kept as. */
  | { outcome: 'answered'; response: Kept }

type Terms<Kept> = {
  named: Named | null
  leaseSeconds: number
  /** Where an answer can be found again by its request's id although nothing was kept here. */
  recover?: (firstId: string) => Promise<Kept | null>
}

/**
 * Notes a request and makes its first reservation in one transaction: when either is refused, there is nothing of both, so
 * what was refused may be asked again under the same name. Under a name that was used before it answers the first answer.
 *
 * Throws `unprocessable` when the name stands for another request, `conflict` while the first is being answered, and when
 * that was charged and then lost with its process; `rate_limited` when as many answers are being written as the plan allows;
 * and what `reserve` throws. The lease is how long an answer may take: after it, a process that died holds up nobody.
 */
export async function beginRequest<Held, Kept>(
  call: ApiCall,
  { named, leaseSeconds, recover }: Terms<Kept>,
  reserve: (tx: Db) => Promise<Held>,
): Promise<Begun<Held, Kept>> {
  const { user, key, requestId, limits } = call
  return beginOneByOne(user.id, async (tx) => {
    const now = clock.real()
    const first = named && (await firstUnder(tx, user.id, named, now, recover))
    if (first) return { outcome: 'answered', response: first.response as Kept }
    await assertFewRunning(tx, user.id, limits.open_requests, now)
    const held = await reserve(tx)
    await tx.apiRequest.create({
      data: {
        id: requestId,
        userId: user.id,
        keyId: key.id,
        ...(named && { idempotencyKey: named.key, requestHash: named.hash }),
        leaseUntil: addSeconds(now, leaseSeconds),
        createdAt: now,
      },
    })
    return { outcome: 'begun', held }
  })
}

/** The request answered under a name. `null`: there is none, or one that counts no more and has made room. */
async function firstUnder(
  tx: Db,
  userId: string,
  { key, hash }: Named,
  now: Date,
  recover: Terms<unknown>['recover'],
): Promise<{ response: unknown } | null> {
  const first = await tx.apiRequest.findUnique({
    where: { userId_idempotencyKey: { userId, idempotencyKey: key } },
  })
  if (!first) return null
  const past = first.createdAt <= addDays(now, -KEPT_DAYS)
  if (!past) {
    if (Buffer.compare(first.requestHash ?? Buffer.alloc(0), hash) !== 0) throw otherRequest()
    if (first.status === 'answered') return first
    if (first.leaseUntil > now) throw inFlight()
    if (await wasCharged(tx, userId, `req_${first.id}`)) {
      const response = await recover?.(first.id)
      if (!response) throw lost(first.id)
      return { response }
    }
  }
  await tx.apiRequest.delete({ where: { id: first.id } })
  return null
}

const otherRequest = () =>
  new AppError(
    'unprocessable',
    'This Idempotency-Key was used for another request before. Nothing was charged.',
    { details: { code: 'idempotency_key_reused', param: 'Idempotency-Key' } },
  )

const inFlight = () =>
  new AppError(
    'conflict',
    'A request with this Idempotency-Key is being answered. Ask again in a moment. Nothing more was charged.',
    {
      details: { code: 'idempotency_key_in_use', param: 'Idempotency-Key' },
      headers: { 'retry-after': '2' },
    },
  )

const lost = (id: string) =>
  new AppError(
    'conflict',
    `The first answer under this Idempotency-Key was charged (req_${id}) and lost when its process ended. Ask under a new key. Nothing more was charged.`,
    { details: { code: 'answer_lost', param: 'Idempotency-Key' } },
  )

async function assertFewRunning(tx: Db, userId: string, limit: number, now: Date): Promise<void> {
  if (limit === -1) return
  const running = await tx.apiRequest.count({
    where: { userId, status: 'running', leaseUntil: { gt: now } },
  })
  if (running >= limit)
    throw new AppError(
      'rate_limited',
      `Your plan answers ${limit} requests at a time. Wait for one to finish. Nothing was charged.`,
      { details: { code: 'too_many_open_requests' }, headers: { 'retry-after': '2' } },
    )
}

/**
 * Keeps an answer for whoever asks again under its name; without one, only that there was an answer. Never rejects: the answer
 * must reach its reader even when the database is away. It is then taken for lost, and not charged again (see above).
 */
export async function keepAnswer(
  requestId: string,
  named: Named | null,
  response: unknown,
): Promise<void> {
  const kept = named && { response: storable(response) as Prisma.InputJsonValue }
  await logged(requestId, () =>
    db().apiRequest.updateMany({
      where: { id: requestId },
      data: { status: 'answered', ...kept },
    }),
  )
}

/** The request failed and charged nothing: as if it had never been, so that its name may be used again. Never rejects. */
export async function forgetRequest(requestId: string): Promise<void> {
  await logged(requestId, () => db().apiRequest.deleteMany({ where: { id: requestId } }))
}

async function logged(requestId: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    log.error({ err: error, requestId }, 'what came of a request could not be kept')
  }
}

/** Removes requests nobody may ask for again; answers how many. */
export async function removeOldRequests(): Promise<number> {
  const { count } = await db().apiRequest.deleteMany({
    where: { createdAt: { lte: addDays(clock.real(), -KEPT_DAYS) } },
  })
  return count
}
