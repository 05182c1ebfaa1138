import 'server-only'
import { reverse, reversedUnder } from '@/lib/credits'
import { microCredits } from '@/lib/credits/unit'
import type { Db } from '@/lib/db'
import { log } from '@/lib/log'

type Withdrawal = {
  userId: string
  /** The invoice line that gave the money back: it withdraws once, however often it is read. */
  lineId: string
  amount: bigint
  /** Source keys of grants, in the order they give. */
  from: readonly string[]
}

/** Takes credits back whose money a change of plan gave back; what was spent of them becomes debt. */
export async function withdraw(
  tx: Db,
  { userId, lineId, amount, from }: Withdrawal,
): Promise<void> {
  if (await tx.planWithdrawal.findFirst({ where: { lineId } })) return
  let left = amount
  for (const sourceKey of from) {
    const grant = await reversedUnder(tx, userId, sourceKey)
    if (!grant || left === 0n) continue
    const room = grant.granted - grant.reversed
    const part = room < left ? room : left
    if (part === 0n) continue
    await tx.planWithdrawal.create({ data: { lineId, sourceKey, userId, amount: part } })
    await reverse(tx, {
      userId,
      sourceKey,
      target: microCredits(grant.reversed + part),
      detail: { invoiceLine: lineId },
    })
    left -= part
  }
  if (left > 0n) log.warn({ userId, lineId, left: String(left) }, 'nothing left to withdraw')
}
