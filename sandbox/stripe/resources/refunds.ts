import { z } from 'zod'
import { settleRefund } from '../engine/refund-outcomes'
import { createRefund } from '../engine/refunds'
import { invalidRequest } from '../errors'
import { given, mergeMetadata } from '../merge'
import { idOf } from '../objects'
import { int, metadata, pagination, range, text } from '../params'
import { route } from '../route'

export const refundRoutes = [
  route(
    'POST',
    '/refunds',
    {
      amount: int.optional(),
      charge: text.optional(),
      metadata: metadata.optional(),
      payment_intent: text.optional(),
      reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
    },
    async (context, { amount, charge, metadata, payment_intent, reason }) => {
      const { store } = context
      if (charge && payment_intent)
        throw invalidRequest(
          'You may only specify one of these parameters: charge, payment_intent.',
          { param: 'charge' },
        )
      const intent = payment_intent
        ? await store.get('payment_intent', payment_intent, 'payment_intent')
        : undefined
      const id = charge ?? (intent?.latest_charge ? idOf(intent.latest_charge) : undefined)
      if (!id)
        throw invalidRequest(
          intent
            ? `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`
            : 'One of the following params should be provided for this request: payment_intent or charge.',
        )
      return createRefund(context, {
        charge: await store.get('charge', id, 'charge'),
        metadata: mergeMetadata({}, metadata),
        ...given({ amount, reason }),
      })
    },
  ),
  route('POST', '/refunds/:id/cancel', {}, async (context, _params, { id = '' }) => {
    const { status } = await context.store.get('refund', id)
    if (status !== 'requires_action')
      throw invalidRequest(
        `You cannot cancel this Refund because it has a status of ${status}. Only a Refund with a status of requires_action may be canceled.`,
      )
    return settleRefund(context, id, 'canceled')
  }),
  route('GET', '/refunds/:id', {}, ({ store }, _params, { id = '' }) => store.get('refund', id)),
  route(
    'POST',
    '/refunds/:id',
    { metadata: metadata.optional() },
    async ({ store, update, emit }, params, { id = '' }) => {
      const refund = await store.get('refund', id)
      const updated = await update('refund.updated', refund, {
        metadata: mergeMetadata(refund.metadata, params.metadata),
      })
      // Its older name is still told of too.
      if (updated !== refund)
        await emit('charge.refund.updated', updated, { metadata: refund.metadata })
      return updated
    },
  ),
  route(
    'GET',
    '/refunds',
    {
      ...pagination,
      charge: text.optional(),
      created: range.optional(),
      payment_intent: text.optional(),
    },
    ({ store }, { charge, payment_intent, ...page }) =>
      store.page('refund', '/v1/refunds', page, given({ charge, payment_intent })),
  ),
]
