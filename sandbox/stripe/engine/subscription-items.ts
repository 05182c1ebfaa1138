import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { invalidRequest } from '../errors'
import { mergeMetadata } from '../merge'
import type { ItemChange } from './proration'
import { buildItem, withPrice } from './subscription-object'

type Item = Stripe.SubscriptionItem

export type RequestedItem = {
  id?: string
  price?: Stripe.Price
  quantity?: number
  deleted?: boolean
  metadata?: Record<string, string> | null
}

export function checkPrice(price: Stripe.Price, currency: string, index: number): void {
  const param = `items[${index}][price]`
  if (!price.recurring)
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param },
    )
  if (!price.active)
    throw invalidRequest(
      `The price specified is inactive. This field only accepts active prices.`,
      { param },
    )
  if (price.currency !== currency)
    throw invalidRequest(
      `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
      { param },
    )
}

function changeItem(item: Item, { price = item.price, quantity, metadata }: RequestedItem): Item {
  return {
    ...withPrice(item, price),
    quantity: quantity ?? item.quantity,
    metadata: mergeMetadata(item.metadata, metadata),
  }
}

function addItem(
  context: Context,
  subscription: Stripe.Subscription,
  { price, quantity = 1, metadata }: RequestedItem,
  index: number,
): Item {
  if (!price)
    throw invalidRequest(`Missing required param: items[${index}][price].`, {
      code: 'parameter_missing',
      param: `items[${index}][price]`,
    })
  const known = subscription.items.data.find((item) => item.price.id === price.id)
  if (known)
    throw invalidRequest(
      `A new item with Price ${price.id} can't be added to this Subscription because an existing Subscription Item ${known.id} is already using that Price. If you want to update the existing item (e.g., to adjust the quantity), pass the existing Subscription Item's \`id\` in your update request: https://stripe.com/docs/api/subscriptions/update#update_subscription-items-id`,
      { param: 'plan' },
    )
  const end = subscription.items.data[0]!.current_period_end
  const input = { price, quantity, metadata: mergeMetadata({}, metadata) }
  return buildItem(context.now, subscription.id, input, { start: context.now, end })
}

const costsOther = (before: Item, after: Item) =>
  before.price.id !== after.price.id || before.quantity !== after.quantity

/** The items as they will be, and which of them cost something else then. */
export function changeItems(
  context: Context,
  subscription: Stripe.Subscription,
  requested: RequestedItem[],
): { data: Item[]; changes: ItemChange[] } {
  const data = [...subscription.items.data]
  const changes: ItemChange[] = []
  for (const [index, one] of requested.entries()) {
    if (one.price) checkPrice(one.price, subscription.currency, index)
    if (one.id === undefined) {
      const after = addItem(context, subscription, one, index)
      data.push(after)
      changes.push({ after })
      continue
    }
    const place = data.findIndex((item) => item.id === one.id)
    const before = data[place]
    if (!before)
      throw invalidRequest(`No such subscription item: '${one.id}'`, {
        code: 'resource_missing',
        param: `items[${index}][id]`,
      })
    if (one.deleted) {
      data.splice(place, 1)
      changes.push({ before })
      continue
    }
    const after = changeItem(before, one)
    data[place] = after
    if (costsOther(before, after)) changes.push({ before, after })
  }
  const [first] = data
  if (!first)
    throw invalidRequest(
      'A subscription must have at least one active plan. To cancel a subscription, please use the cancel API endpoint on subscription.',
      { param: 'items' },
    )
  const { interval, interval_count } = first.price.recurring!
  if (
    data.some(
      ({ price: { recurring } }) =>
        recurring!.interval !== interval || recurring!.interval_count !== interval_count,
    )
  )
    throw invalidRequest('All prices on a subscription must have the same `recurring.interval`.')
  return { data, changes }
}
