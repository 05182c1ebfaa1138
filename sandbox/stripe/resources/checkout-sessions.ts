import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { resolveDiscount } from '../engine/discounts'
import { createSetup } from '../engine/setup'
import { buildLineItems, expireSession, priceSession, type LineOfSession } from '../engine/sessions'
import { trialSettings } from '../engine/trials'
import { invalidRequest, type StripeFailure } from '../errors'
import { given, mergeMetadata, shippingOf } from '../merge'
import { listOf } from '../objects'
import { metadata, pagination, range, text } from '../params'
import { route } from '../route'
import { buildSession, type SessionMode } from './checkout-session-object'
import { sessionParams, type SessionParams } from './checkout-session-params'
import { liveCustomer } from './customers'
import { createPrice } from './prices'
import { readTaxRates } from './tax-rates'

async function linesOf(context: Context, params: SessionParams): Promise<LineOfSession[]> {
  const lines = params.line_items ?? []
  const read: LineOfSession[] = []
  for (const [index, { price, price_data, quantity = 1, tax_rates }] of lines.entries()) {
    const param = `line_items[${index}][price]`
    if (quantity < 1)
      throw invalidRequest('This value must be greater than or equal to 1.', {
        code: 'parameter_invalid_integer',
        param: `line_items[${index}][quantity]`,
      })
    if (!price && !price_data)
      throw invalidRequest(`Missing required param: ${param}.`, {
        code: 'parameter_missing',
        param,
      })
    const of = price
      ? await context.store.get('price', price, param)
      : await createPrice(context, price_data!)
    if (!of.active)
      throw invalidRequest(
        `The price specified is inactive. This field only accepts active prices.`,
        { param },
      )
    const taxRates = (await readTaxRates(context, tax_rates)) ?? []
    read.push({ price: of, quantity, taxRates })
  }
  return read
}

function checkMode(mode: string, lines: LineOfSession[]): void {
  const recurring = lines.filter((line) => line.price.type === 'recurring').length
  if (mode === 'payment' && recurring > 0)
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param: 'mode' },
    )
  if (mode === 'subscription' && recurring === 0)
    throw invalidRequest(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      { param: 'line_items' },
    )
  if (mode === 'subscription' && recurring < lines.length)
    throw invalidRequest('The sandbox sells one-time prices in `payment` mode only.', {
      param: 'line_items',
    })
}

function checkParams(params: SessionParams): Stripe.Checkout.Session['mode'] & SessionMode {
  const { mode, ui_mode = 'hosted_page' } = params
  const missing = (param: string) =>
    invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  if (!mode) throw missing('mode')
  if (ui_mode !== 'hosted_page')
    throw invalidRequest('The sandbox has only the hosted page.', { param: 'ui_mode' })
  if (mode === 'setup') checkSetup(params, missing)
  else if (!params.line_items?.length) throw missing('line_items')
  if (!params.success_url) throw missing('success_url')
  if (params.allow_promotion_codes !== undefined && params.discounts)
    throw invalidRequest(
      'You may only specify one of these parameters: allow_promotion_codes, discounts.',
      { param: 'allow_promotion_codes' },
    )
  if (params.customer && params.customer_email)
    throw invalidRequest(
      'You may only specify one of these parameters: customer, customer_email.',
      {
        param: 'customer',
      },
    )
  for (const [name, its] of [
    ['subscription_data', 'subscription'],
    ['payment_intent_data', 'payment'],
    ['setup_intent_data', 'setup'],
  ] as const)
    if (params[name] && mode !== its)
      throw invalidRequest(`You can not pass \`${name}\` in \`${mode}\` mode.`, { param: name })
  checkTaxes(params)
  if (mode !== 'payment' && params.invoice_creation)
    throw invalidRequest('You can only enable invoice creation when `mode` is set to `payment`.', {
      param: 'invoice_creation',
    })
  for (const name of ['success_url', 'cancel_url'] as const) {
    const url = params[name]
    if (url !== undefined && !URL.canParse(url.replace('{CHECKOUT_SESSION_ID}', 'id')))
      throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: name })
  }
  return mode
}

/** A card is kept and nothing is sold, so nothing says what in. */
function checkSetup(params: SessionParams, missing: (param: string) => StripeFailure): void {
  if (params.line_items?.length)
    throw invalidRequest('You can not pass `line_items` in `setup` mode.', { param: 'line_items' })
  const types = params.allowed_payment_method_types ?? params.payment_method_types
  if (!params.currency && !types) throw missing('currency')
}

/** Where Stripe takes taxes that this sandbox has no lines for. */
function checkTaxes(params: SessionParams): void {
  const own = params.line_items?.some(({ tax_rates }) => tax_rates?.length) ?? false
  if (own && params.mode === 'subscription')
    throw invalidRequest(
      'The sandbox takes the taxes of a subscription from `subscription_data[default_tax_rates]` only.',
      { param: 'line_items[0][tax_rates]' },
    )
  if (own && params.invoice_creation?.enabled)
    throw invalidRequest('The sandbox makes no invoice for a taxed payment.', {
      param: 'invoice_creation',
    })
}

/** Stripe takes either number for a trial, and asks for two days' notice of an end. */
function trialOf({ now }: Context, { subscription_data: data }: SessionParams) {
  const { trial_end: end, trial_period_days: days, trial_settings: settings } = data ?? {}
  if (end !== undefined && days !== undefined)
    throw invalidRequest(
      'You may only specify one of these parameters: subscription_data[trial_end], subscription_data[trial_period_days].',
      { param: 'subscription_data[trial_end]' },
    )
  if (end !== undefined && end < now + 2 * 86_400)
    throw invalidRequest('The `trial_end` date has to be at least 2 days in the future.', {
      param: 'subscription_data[trial_end]',
    })
  return {
    trialDays: days,
    trialEnd: end,
    trialSettings: settings && trialSettings(settings.end_behavior.missing_payment_method),
  }
}

/** A session that keeps a card: its setup intent is there from the start. */
async function openSetup(context: Context, params: SessionParams) {
  const session = buildSession(context, params, 'setup', params.currency ?? null)
  const { description, metadata: own } = params.setup_intent_data ?? {}
  const setup = await createSetup(context, {
    customer: params.customer ?? null,
    description: description ?? null,
    metadata: mergeMetadata({}, own),
  })
  await context.store.hide('setup_intent', setup.id, { session: session.id })
  await context.store.put({ ...session, setup_intent: setup.id })
  await context.store.hide('checkout.session', session.id, {
    lineItems: [],
    metadata: {},
    subscriptionMetadata: {},
  })
  return context.store.get('checkout.session', session.id)
}

export const checkoutSessionRoutes = [
  route('POST', '/checkout/sessions', sessionParams, async (context, params) => {
    const mode = checkParams(params)
    if (params.customer) await liveCustomer(context, params.customer, 'customer')
    if (mode === 'setup') return openSetup(context, params)
    const lines = await linesOf(context, params)
    checkMode(mode, lines)
    const [discount] = params.discounts ?? []
    const usable = discount ? await resolveDiscount(context, discount) : undefined
    const session = buildSession(context, params, mode, lines[0]!.price.currency)
    await context.store.put(session)
    await context.store.hide('checkout.session', session.id, {
      lineItems: await buildLineItems(context, lines),
      metadata: mergeMetadata({}, params.payment_intent_data?.metadata),
      subscriptionMetadata: mergeMetadata({}, params.subscription_data?.metadata),
      ...given({
        ...trialOf(context, params),
        taxRates: lines.some(({ taxRates }) => taxRates.length > 0)
          ? lines.map(({ taxRates }) => taxRates)
          : undefined,
        defaultTaxRates: await readTaxRates(context, params.subscription_data?.default_tax_rates),
        description: params.payment_intent_data?.description,
        setupFutureUsage: params.payment_intent_data?.setup_future_usage,
        shipping: shippingOf(params.payment_intent_data?.shipping),
      }),
    })
    return priceSession(context, session, usable)
  }),
  route('GET', '/checkout/sessions/:id', {}, ({ store }, _params, { id = '' }) =>
    store.get('checkout.session', id),
  ),
  route(
    'POST',
    '/checkout/sessions/:id',
    { metadata: metadata.optional() },
    async ({ store }, params, { id = '' }) => {
      const session = await store.get('checkout.session', id)
      return store.put({ ...session, metadata: mergeMetadata(session.metadata, params.metadata) })
    },
  ),
  route('POST', '/checkout/sessions/:id/expire', {}, async (context, _params, { id = '' }) => {
    const session = await context.store.get('checkout.session', id)
    if (session.status !== 'open')
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      )
    return expireSession(context, session)
  }),
  route(
    'GET',
    '/checkout/sessions/:id/line_items',
    pagination,
    async ({ store }, _params, { id = '' }) => {
      await store.get('checkout.session', id)
      const { lineItems } = await store.hidden('checkout.session', id)
      return listOf(`/v1/checkout/sessions/${id}/line_items`, lineItems)
    },
  ),
  route(
    'GET',
    '/checkout/sessions',
    {
      ...pagination,
      created: range.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
      status: text.optional(),
      subscription: text.optional(),
    },
    ({ store }, { customer, payment_intent, status, subscription, ...page }) =>
      store.page(
        'checkout.session',
        '/v1/checkout/sessions',
        page,
        given({ customer, payment_intent, status, subscription }),
      ),
  ),
]
