import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { Misused, Refused, table, type Command } from './command'
import { refundInput, refundPayment, refundReasons } from '../admin/refund'

export const refund: Command = {
  usage: `refund <payment> [--amount 500] [--reason ${refundReasons.join('|')}] [--note "…"]`,
  does: 'returns all of a payment, or so much of it in the smallest unit; its credits are taken back',
  options: {
    amount: { type: 'string' },
    reason: { type: 'string', default: 'requested_by_customer' },
    note: { type: 'string' },
  },
  async run([paymentId], { amount, reason, note }) {
    const parsed = refundInput.safeParse({
      paymentId,
      reason,
      ...(amount !== undefined && { amountMinor: Number(amount) }),
      ...(note !== undefined && { note }),
    })
    if (!parsed.success) throw new Misused(z.prettifyError(parsed.error))
    try {
      const done = await refundPayment('console', parsed.data)
      return { lines: table(Object.entries(done).map(([name, value]) => [name, String(value)])) }
    } catch (error) {
      if (error instanceof AppError) throw new Refused(error.message)
      throw error
    }
  },
}
