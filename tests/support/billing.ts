import type { Stripe } from 'stripe'
import type { User } from '@/prisma/generated/client'
import type { CheckoutItem } from '@/lib/billing'
import { testDatabase, type TestDatabase } from './database'
import { payCheckout, type Payer } from './hosted-checkout'
import { testSandbox } from './sandbox'
import { eventsOf } from './stripe-events'
import { stripeProxy, type StripeProxy } from './stripe-proxy'
import { createUser } from './users'

/** The first event of a type. */
export const typed = <Type extends Stripe.Event['type']>(events: Stripe.Event[], type: Type) => {
  const event = events.find((candidate) => candidate.type === type)
  if (!event) throw new Error(`no ${type} among ${events.map((one) => one.type).join(', ')}`)
  return event as Extract<Stripe.Event, { type: Type }>
}

export type BillingWorld = Awaited<ReturnType<typeof billingWorld>>

/**
 * The product's billing over a real database and the sandbox's Stripe API. Webhooks are not delivered by the sandbox but
 * by the test, which decides the order, the number and the loss of them; they go through the real route handler. `modelUrl`:
 * another model than the sandbox's.
 */
export async function billingWorld({ modelUrl }: { modelUrl?: string } = {}) {
  const sandbox = await testSandbox()
  if (modelUrl) process.env.OPENAI_BASE_URL = modelUrl
  const proxy: StripeProxy = await stripeProxy(sandbox.url)
  process.env.STRIPE_API_URL = proxy.url
  // Last, because it reads the environment, which is parsed once.
  const database: TestDatabase = await testDatabase()
  await fetch(`${sandbox.url}/api/switches`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ webhooks: { paused: true } }),
  })
  const { env } = await import('@/lib/env')
  const { stripe } = await import('@/lib/billing/stripe')
  const billing = await import('@/lib/billing')
  const { POST: webhook } = await import('@/app/api/webhooks/stripe/route')
  const { openAccount, readBalance, audit } = await import('@/lib/credits')
  const { credits } = await import('@/lib/credits/unit')
  const { plans } = await import('@/lib/catalogue')
  const { db } = database
  await billing.syncCatalogue()

  /** A signed-up user: an account with the Free allowance, no Stripe customer yet. */
  async function newUser(): Promise<User> {
    const user = await createUser(db)
    await openAccount(db, {
      userId: user.id,
      allowance: {
        amount: credits(plans.free.creditsPerMonth),
        rolloverCap: credits(plans.free.rolloverCap),
      },
    })
    return user
  }

  /** A request as Stripe sends it; `ageSeconds` and `secret` make it one that Stripe would not send. */
  function deliveryOf(
    body: string,
    { ageSeconds = 0, secret = env().STRIPE_WEBHOOK_SECRET, signed = body } = {},
  ): Request {
    const signature = stripe().webhooks.generateTestHeaderString({
      payload: signed,
      secret,
      timestamp: Math.floor(Date.now() / 1_000) - ageSeconds,
    })
    return new Request(`${env().APP_URL}/api/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body,
    })
  }

  const deliver = (event: object): Promise<Response> =>
    webhook(deliveryOf(JSON.stringify(event)), undefined)

  /** Every event Stripe has recorded since the start, oldest first. */
  async function allEvents(): Promise<Stripe.Event[]> {
    const events = await stripe().events.list({ limit: 100 }).autoPagingToArray({ limit: 2_000 })
    return events.toReversed()
  }

  /** Stripe answers otherwise about invoices, wherever they are read, until what is answered here is called. */
  function rewriteInvoices(change: (invoice: Stripe.Invoice) => object): () => void {
    const changed = (invoice: Stripe.Invoice) => ({ ...invoice, ...change(invoice) })
    return proxy.rewrite(({ path }, { status, body }) => {
      if (/^\/v1\/invoices\/in_\w+$/.test(path))
        return { status, body: changed(body as Stripe.Invoice) }
      const { latest_invoice: latest } = body as Partial<Stripe.Subscription>
      return latest && typeof latest === 'object'
        ? { status, body: { ...(body as object), latest_invoice: changed(latest) } }
        : undefined
    })
  }

  /** Opens a checkout, pays it and answers the session with its events; nothing is delivered. */
  async function buy(user: User, item: CheckoutItem, payer: Payer = {}) {
    const opened = await billing.startCheckout({ userId: user.id, item })
    const events = await eventsOf(stripe(), () => payCheckout(opened.url, payer))
    return { ...opened, events }
  }

  /** Delivers all, one after the other, and fails when one is not taken in. */
  async function deliverAll(events: Stripe.Event[]): Promise<void> {
    for (const event of events) {
      const response = await deliver(event)
      if (response.status !== 200)
        throw new Error(`${event.type}: ${response.status} ${await response.text()}`)
    }
  }

  /** Everything a user can see of their money, without times and ids that differ between two runs. */
  async function stateOf(user: User) {
    const [balance, plan, subscriptions, payments, grants, checkouts, mails, drift] =
      await Promise.all([
        readBalance(db, user.id),
        db.userPlan.findUnique({ where: { userId: user.id } }),
        db.subscription.findMany({ where: { userId: user.id } }),
        db.payment.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } }),
        db.creditGrant.findMany({ where: { userId: user.id }, orderBy: { sourceKey: 'asc' } }),
        db.checkoutAttempt.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } }),
        db.outboxMail.findMany({ where: { to: user.email }, orderBy: { template: 'asc' } }),
        audit(db, { userId: user.id }),
      ])
    return {
      available: balance.available,
      plan: plan?.planKey ?? 'free',
      subscriptions: subscriptions.map(({ planKey, status }) => ({ planKey, status })),
      payments: payments.map(({ kind, itemKey, status, amountMinor, refundedMinor }) => ({
        kind,
        itemKey,
        status,
        amountMinor: Number(amountMinor),
        refundedMinor: Number(refundedMinor),
      })),
      grants: grants.map(({ kind, granted }) => ({ kind, granted: Number(granted) })),
      checkouts: checkouts.map(({ itemKey, status }) => ({ itemKey, status })),
      mails: mails.map(({ template }) => template),
      drift,
    }
  }

  return {
    ...billing,
    db,
    sandbox,
    proxy,
    stripe: stripe(),
    webhook: (request: Request) => webhook(request, undefined),
    newUser,
    deliveryOf,
    deliver,
    deliverAll,
    allEvents,
    /** Runs something and answers the events it made, oldest first. */
    eventsOf: (run: () => Promise<unknown>) => eventsOf(stripe(), run),
    rewriteInvoices,
    buy,
    pay: payCheckout,
    stateOf,
    /** Whatever the tests did, the ledger adds up at the end: a test that leaves it wrong fails its file. */
    async close() {
      const drift = await audit(db, {})
      if (drift.length > 0) throw new Error(`The ledger is left wrong: ${JSON.stringify(drift)}`)
      await proxy.close()
      await sandbox.close()
      await database.close()
    },
  }
}
