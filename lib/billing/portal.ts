import 'server-only'
import type Stripe from 'stripe'
import { z } from 'zod'
import { env } from '@/lib/env'
import { ensureCustomer } from './customer'
import { onBehalf, stripe } from './stripe'

/** What the portal is opened for: all of it, or one task. */
export const portalFlow = z.enum(['home', 'card'])
export type PortalFlow = z.infer<typeof portalFlow>

/** Marks our configuration among those of the Stripe account. */
const mark = { tollgate: 'portal' } as const
const name = 'Tollgate'

/**
 * What customers may do there: change the card, see invoices, cancel at the period's end. Not the plan: only our own page
 * shows the credits that a change brings.
 */
const features = {
  customer_update: { enabled: true, allowed_updates: ['address', 'email', 'name', 'tax_id'] },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: { enabled: true, mode: 'at_period_end' },
  subscription_update: { enabled: false },
} as const satisfies Stripe.BillingPortal.ConfigurationCreateParams.Features

async function present(): Promise<Stripe.BillingPortal.Configuration | undefined> {
  const all = await stripe()
    .billingPortal.configurations.list({ active: true, limit: 100 })
    .autoPagingToArray({ limit: 1_000 })
  return all.find(({ metadata }) => metadata?.tollgate === mark.tollgate)
}

const isAsWanted = ({ features: found }: Stripe.BillingPortal.Configuration) =>
  found.invoice_history.enabled &&
  found.payment_method_update.enabled &&
  found.subscription_cancel.enabled &&
  found.subscription_cancel.mode === features.subscription_cancel.mode &&
  !found.subscription_update.enabled &&
  found.customer_update.enabled &&
  features.customer_update.allowed_updates.every((one) =>
    found.customer_update.allowed_updates.includes(one),
  )

/** Makes the portal's configuration at Stripe as it stands here; answers a line for each thing it changed. */
export async function syncPortal(): Promise<string[]> {
  const found = await present()
  const wanted = {
    name,
    features: {
      ...features,
      customer_update: {
        enabled: true,
        allowed_updates: [...features.customer_update.allowed_updates],
      },
    },
    default_return_url: `${env().APP_URL}/billing`,
  }
  if (!found) {
    const { id } = await stripe().billingPortal.configurations.create({ ...wanted, metadata: mark })
    return [`portal configuration created (${id})`]
  }
  if (isAsWanted(found) && found.default_return_url === wanted.default_return_url) return []
  await stripe().billingPortal.configurations.update(found.id, wanted)
  return [`portal configuration ${found.id} updated`]
}

let known: string | undefined

/** Ours, once `npm run stripe:sync` has made it; until then the account's own default is used. */
async function configurationId(): Promise<string | undefined> {
  return (known ??= (await present())?.id)
}

/**
 * Opens Stripe's customer portal and answers its address. For a user who has never paid the customer is made. Throws
 * `provider_failed` when Stripe does not answer.
 */
export async function openPortal(
  userId: string,
  flow: PortalFlow = 'home',
): Promise<{ url: string }> {
  const back = `${env().APP_URL}/billing`
  const customer = await ensureCustomer(userId)
  const configuration = await onBehalf(configurationId())
  const { url } = await onBehalf(
    stripe().billingPortal.sessions.create({
      customer,
      ...(configuration && { configuration }),
      return_url: back,
      ...(flow === 'card' && {
        flow_data: {
          type: 'payment_method_update',
          after_completion: { type: 'redirect', redirect: { return_url: `${back}/card` } },
        },
      }),
    }),
  )
  return { url }
}
