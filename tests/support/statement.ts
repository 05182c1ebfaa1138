import { charge, credits } from '@/lib/credits'
import type { PrismaClient } from '@/prisma/generated/client'

/** `request: null` is an operation that stands alone. */
export type Call = { request: string | null; model: string }

/** Charges these calls in order, one credit each, as metering would name them; steps count from `firstStep`. */
export async function chargeCalls(
  db: PrismaClient,
  userId: string,
  calls: readonly Call[],
  firstStep = 0,
): Promise<void> {
  for (const [index, { request, model }] of calls.entries()) {
    const step = firstStep + index
    await charge(db, {
      userId,
      operationKey: request === null ? `alone:${step}` : `chat:${request}/${step}/0`,
      requestHash: '',
      amount: credits(1),
      detail: { operation: 'chat', requestId: request ?? `alone ${step}`, step, model },
    })
  }
}
