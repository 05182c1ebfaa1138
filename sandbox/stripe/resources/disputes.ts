import { z } from 'zod'
import type { TextEvidence } from '../engine/dispute-object'
import { answerDispute, closeDispute, isInquiry } from '../engine/disputes'
import { given, mergeMetadata } from '../merge'
import { bool, metadata, pagination, range, text } from '../params'
import { route } from '../route'

const evidence = z.strictObject(
  Object.fromEntries(
    [
      'access_activity_log',
      'billing_address',
      'cancellation_policy',
      'cancellation_policy_disclosure',
      'cancellation_rebuttal',
      'customer_communication',
      'customer_email_address',
      'customer_name',
      'customer_purchase_ip',
      'customer_signature',
      'duplicate_charge_documentation',
      'duplicate_charge_explanation',
      'duplicate_charge_id',
      'product_description',
      'receipt',
      'refund_policy',
      'refund_policy_disclosure',
      'refund_refusal_explanation',
      'service_date',
      'service_documentation',
      'shipping_address',
      'shipping_carrier',
      'shipping_date',
      'shipping_documentation',
      'shipping_tracking_number',
      'uncategorized_file',
      'uncategorized_text',
    ].map((name) => [name, text.optional()]),
  ),
)

export const disputeRoutes = [
  route('GET', '/disputes/:id', {}, ({ store }, _params, { id = '' }) => store.get('dispute', id)),
  route(
    'POST',
    '/disputes/:id',
    { evidence: evidence.optional(), metadata: metadata.optional(), submit: bool.optional() },
    async (context, params, { id = '' }) => {
      const dispute = await context.store.get('dispute', id)
      return answerDispute(context, dispute, {
        evidence: params.evidence as TextEvidence | undefined,
        metadata: mergeMetadata(dispute.metadata, params.metadata),
        submit: params.submit ?? true,
      })
    },
  ),
  route('POST', '/disputes/:id/close', {}, async (context, _params, { id = '' }) => {
    const dispute = await context.store.get('dispute', id)
    return closeDispute(context, dispute, isInquiry(dispute) ? 'warning_closed' : 'lost')
  }),
  route(
    'GET',
    '/disputes',
    {
      ...pagination,
      charge: text.optional(),
      created: range.optional(),
      payment_intent: text.optional(),
    },
    ({ store }, { charge, payment_intent, ...page }) =>
      store.page('dispute', '/v1/disputes', page, given({ charge, payment_intent })),
  ),
]
