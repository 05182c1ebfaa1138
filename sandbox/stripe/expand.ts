import { invalidRequest } from './errors'
import { listOf } from './objects'
import type { Store } from './store'

type Node = Record<string, unknown>

/** Fields that are only there when they are asked for. */
const onDemand: Record<string, Record<string, (store: Store, node: Node) => Promise<unknown>>> = {
  'checkout.session': {
    async line_items(store, node) {
      const { lineItems } = await store.hidden('checkout.session', String(node.id))
      return listOf(`/v1/checkout/sessions/${String(node.id)}/line_items`, lineItems)
    },
  },
  price: {
    tiers: async (store, node) => (await store.hidden('price', String(node.id))).tiers ?? [],
  },
  charge: {
    async refunds(store, node) {
      const refunds = await store.all('refund', { charge: node.id })
      return listOf(`/v1/charges/${String(node.id)}/refunds`, refunds)
    },
  },
  customer: {
    async subscriptions(store, node) {
      const all = await store.all('subscription', { customer: node.id })
      const live = all.filter((one) => one.status !== 'canceled')
      return listOf(`/v1/customers/${String(node.id)}/subscriptions`, live)
    },
  },
  invoice: {
    async payments(store, node) {
      const payments = await store.all('invoice_payment', { invoice: node.id })
      return listOf(`/v1/invoice_payments?invoice=${String(node.id)}`, payments)
    },
    async confirmation_secret(store, node) {
      const [payment] = await store.all('invoice_payment', { invoice: node.id })
      const intent = payment?.payment.payment_intent
      if (typeof intent !== 'string') return null
      const { client_secret } = await store.get('payment_intent', intent)
      return { client_secret, type: 'payment_intent' }
    },
  },
}

/** References are told from other text by their name; these names hold ids that stay ids. */
const neverExpanded = new Set(['id', 'client_reference_id', 'client_secret', 'number'])

function refuse(path: string): never {
  throw invalidRequest(
    `This property cannot be expanded (${path}). You may want to try expanding 'data.${path}' instead, or look it up in the API reference.`,
    { param: 'expand' },
  )
}

async function walk(store: Store, node: unknown, path: string[], whole: string): Promise<void> {
  const [name, ...rest] = path
  if (name === undefined || node === null || node === undefined) return
  if (Array.isArray(node)) {
    for (const one of node) await walk(store, one, path, whole)
    return
  }
  if (typeof node !== 'object') refuse(whole)
  const object = node as Node
  const demand = onDemand[String(object.object)]?.[name]
  if (demand && object[name] === undefined) object[name] = await demand(store, object)
  if (!(name in object)) refuse(whole)
  const value = object[name]
  if (typeof value === 'number' || typeof value === 'boolean') refuse(whole)
  if (typeof value === 'string') {
    if (neverExpanded.has(name)) refuse(whole)
    const found = await store.findAny(value)
    if (!found) refuse(whole)
    object[name] = found
  } else if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    object[name] = await Promise.all(
      value.map(async (one) => (await store.findAny(one)) ?? refuse(whole)),
    )
  }
  await walk(store, object[name], rest, whole)
}

/** A copy of the answer in which the ids at these dotted paths are the objects they name (at most four deep). */
export async function expand(store: Store, answer: object, paths: string[]): Promise<object> {
  if (paths.length === 0) return answer
  const copy = structuredClone(answer)
  for (const path of paths) {
    const names = path.split('.')
    const depth = names[0] === 'data' ? names.length - 1 : names.length
    if (depth > 4)
      throw invalidRequest(`You cannot expand more than 4 levels of a property (${path}).`, {
        param: 'expand',
      })
    await walk(store, copy, names, path)
  }
  return copy
}
