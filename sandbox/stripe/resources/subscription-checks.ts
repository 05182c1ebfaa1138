import type { Stripe } from 'stripe'
import { invalidRequest } from '../errors'
import type { UpdateParams } from './subscription-params'

type Subscription = Stripe.Subscription

const named = (params: object): string[] =>
  Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)

/** What may still change once the first payment has not come. */
const whileIncomplete = new Set(['default_payment_method', 'description', 'metadata'])

/** https://docs.stripe.com/billing/subscriptions/pending-updates-reference */
const whilePending = new Set([
  'billing_cycle_anchor',
  'items',
  'off_session',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'trial_end',
])

export const isOver = ({ status }: Subscription): boolean =>
  status === 'canceled' || status === 'incomplete_expired'

function checkPending(params: UpdateParams): void {
  const items = (params.items ?? []).flatMap((item, index) =>
    item.metadata === undefined ? [] : [`items[${index}][metadata]`],
  )
  const refused = [...named(params).filter((name) => !whilePending.has(name)), ...items]
  if (refused.length > 0)
    throw invalidRequest(
      `When \`payment_behavior\` is set to \`pending_if_incomplete\`, you can only pass supported params. \`${refused.join('`, `')}\` ${refused.length > 1 ? 'are' : 'is'} not supported. See https://stripe.com/docs/billing/subscriptions/pending-updates-reference#supported-attributes for more details.`,
      { param: refused[0] },
    )
}

/** Refuses what cannot be changed of this subscription as it is now. */
export function checkUpdate(subscription: Subscription, params: UpdateParams): void {
  const { schedule, status } = subscription
  const names = named(params)
  const { cancellation_details: _details, metadata: _metadata, ...rest } = params
  if (isOver(subscription) && named(rest).length > 0)
    throw invalidRequest(
      'A canceled subscription can only update its cancellation_details and metadata.',
      { code: 'invalid_canceled_subscription_fields' },
    )
  const early = status === 'incomplete' && names.find((name) => !whileIncomplete.has(name))
  if (early)
    throw invalidRequest(
      `Cannot update ${early} on an incomplete subscription. Only metadata, description, default_source and default_payment_method can be updated.`,
      { code: 'status_transition_invalid', param: early },
    )
  if (schedule && (names.includes('cancel_at') || names.includes('cancel_at_period_end')))
    throw invalidRequest(
      `The subscription is managed by the subscription schedule \`${typeof schedule === 'string' ? schedule : schedule.id}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    )
  if (status === 'paused' && params.trial_end !== undefined)
    throw invalidRequest(
      'You cannot set `trial_end` while a subscription is `paused`. Resume the subscription first before setting `trial_end`.',
    )
  if (params.trial_end === 'now' && status !== 'trialing')
    throw invalidRequest(
      'The parameter `trial_end` expects a unix timestamp representing a date and time in the future.',
      { param: 'trial_end' },
    )
  if (params.payment_behavior === 'pending_if_incomplete') checkPending(params)
}
