import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodCard, startHarness, submit, type Harness } from './harness'

let harness: Harness
let stripe: Stripe
let basic: Stripe.Price
let pro: Stripe.Price

beforeAll(async () => {
  harness = await startHarness()
  stripe = harness.stripe
  const priceOf = (name: string, unit_amount: number) =>
    stripe.prices.create({
      currency: 'usd',
      unit_amount,
      recurring: { interval: 'month' },
      product_data: { name },
    })
  basic = await priceOf('Basic', 1000)
  pro = await priceOf('Pro', 5000)
})
afterAll(() => harness.close())

async function subscriber({ own = false, token = 'pm_card_visa' } = {}) {
  const customer = await stripe.customers.create({ email: 'ada@example.com', name: 'Ada' })
  const card = await stripe.paymentMethods.attach(token, { customer: customer.id })
  if (!own)
    await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: card.id },
    })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: basic.id }],
    ...(own && { default_payment_method: card.id }),
  })
  return { customer, card, subscription }
}

const open = (
  customer: string,
  params: Omit<Stripe.BillingPortal.SessionCreateParams, 'customer'> = {},
) =>
  stripe.billingPortal.sessions.create({
    customer,
    return_url: 'http://app.test/billing',
    ...params,
  })
const pageOf = async (url: string) => (await fetch(url)).text()
const changing = (products: { product: string; prices: string[] }[]) =>
  stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        products,
        proration_behavior: 'always_invoice',
      },
    },
  })
const productOf = (price: Stripe.Price) => price.product as string
const customerOf = async (id: string) => (await stripe.customers.retrieve(id)) as Stripe.Customer
const type =
  (name: string, id: string) =>
  ({ event }: { event: Stripe.Event }) =>
    event.type === name && (event.data.object as { id?: string }).id === id

describe('the portal', () => {
  it('shows plan, renewal, card, invoices, and the way back', async () => {
    const { customer, subscription } = await subscriber()
    const { url } = await open(customer.id)
    const page = await pageOf(url)
    const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data
    for (const text of [
      'Basic',
      '$10.00 per month',
      'Renews on',
      '···· 4242',
      `/pay/i/${invoice!.id}`,
      'href="http://app.test/billing"',
      `/cancel/${subscription.id}`,
    ])
      expect(page).toContain(text)
    // The default configuration does not change plans.
    expect(page).not.toContain('Change plan')
  })

  it('cancels with `cancel_at` alone, keeps the reason, and takes it back', async () => {
    const { customer, subscription } = await subscriber()
    const { url } = await open(customer.id)
    const answer = await submit(`${url}/cancel/${subscription.id}`, {
      feedback: 'too_expensive',
      comment: 'For now',
    })
    expect(answer.headers.get('location')).toContain(new URL(url).pathname)
    const end = subscription.items.data[0]!.current_period_end
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'active',
      cancel_at: end,
      cancel_at_period_end: false,
      cancellation_details: {
        reason: 'cancellation_requested',
        feedback: 'too_expensive',
        comment: 'For now',
      },
    })
    await harness.until((all) =>
      all.some(
        (one) =>
          type('customer.subscription.updated', subscription.id)(one) &&
          one.event.data.previous_attributes !== undefined &&
          'cancel_at' in one.event.data.previous_attributes,
      ),
    )
    expect(await pageOf(url)).toContain('Ends on')
    await submit(`${url}/renew/${subscription.id}`, {})
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at: null,
      canceled_at: null,
      cancellation_details: { reason: null },
    })
  })

  it('ends at once when its configuration says so', async () => {
    const { customer, subscription } = await subscriber()
    const configuration = await stripe.billingPortal.configurations.create({
      features: { subscription_cancel: { enabled: true, mode: 'immediately' } },
    })
    const { url } = await open(customer.id, { configuration: configuration.id })
    await submit(`${url}/cancel/${subscription.id}`, {})
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
  })

  it('lets go of a planned change when the subscription is cancelled', async () => {
    const { customer, subscription } = await subscriber()
    const schedule = await stripe.subscriptionSchedules.create({
      from_subscription: subscription.id,
    })
    const [current] = schedule.phases
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'release',
      phases: [
        {
          items: [{ price: basic.id, quantity: 1 }],
          start_date: current!.start_date,
          end_date: current!.end_date,
        },
        {
          items: [{ price: pro.id, quantity: 1 }],
          duration: { interval: 'month', interval_count: 1 },
        },
      ],
    })
    const { url } = await open(customer.id)
    expect(await pageOf(url)).toContain('Becomes Pro on')
    await submit(`${url}/cancel/${subscription.id}`, {})
    expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe('released')
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      schedule: null,
      cancel_at: subscription.items.data[0]!.current_period_end,
    })
  })

  it('speaks for its own customer only', async () => {
    const [mine, other] = [await subscriber(), await subscriber()]
    const { url } = await open(mine.customer.id)
    for (const path of ['cancel', 'renew', 'card'])
      expect((await submit(`${url}/${path}/${other.subscription.id}`, goodCard)).status).toBe(404)
    expect((await submit(`${url}/cards/${other.card.id}/default`, {})).status).toBe(404)
    expect((await stripe.subscriptions.retrieve(other.subscription.id)).cancel_at).toBeNull()
  })

  it('does only what its configuration allows', async () => {
    const { customer, subscription } = await subscriber()
    const configuration = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    })
    const { url } = await open(customer.id, { configuration: configuration.id })
    expect((await submit(`${url}/card`, goodCard)).status).toBe(404)
    expect((await submit(`${url}/cancel/${subscription.id}`, {})).status).toBe(404)
    expect((await submit(`${url}/details`, { name: 'Bob' })).status).toBe(404)
  })

  it('changes what may be changed of the customer', async () => {
    const { customer } = await subscriber()
    const { url } = await open(customer.id)
    const wrong = await submit(`${url}/details`, { name: 'Grace', email: 'grace' })
    expect(wrong.status).toBe(422)
    await submit(`${url}/details`, { name: 'Grace', email: 'grace@example.com' })
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      name: 'Grace',
      email: 'grace@example.com',
    })
  })
})

describe('a new card', () => {
  it('is the customer’s default', async () => {
    const { customer, card } = await subscriber()
    const { url } = await open(customer.id)
    expect((await submit(`${url}/card`, goodCard)).status).toBe(303)
    const own = (await customerOf(customer.id)).invoice_settings.default_payment_method
    expect(own).toMatch(/^pm_/)
    expect(own).not.toBe(card.id)
    await harness.until((all) => all.some(type('payment_method.attached', own as string)))
  })

  it('goes to the subscription whose own card has failed', async () => {
    const { customer, card, subscription } = await subscriber({
      own: true,
      token: 'pm_card_chargeCustomerFail',
    })
    expect(subscription.status).toBe('incomplete')
    const { url } = await open(customer.id, { flow_data: { type: 'payment_method_update' } })
    await submit(`${url}/card`, goodCard)
    const { default_payment_method } = await stripe.subscriptions.retrieve(subscription.id)
    expect(default_payment_method).not.toBe(card.id)
    expect((await customerOf(customer.id)).invoice_settings.default_payment_method).toBe(
      default_payment_method,
    )
  })

  it('can be the card of one subscription, new or saved', async () => {
    const { customer, card, subscription } = await subscriber()
    const { url } = await open(customer.id)
    await submit(`${url}/card/${subscription.id}`, goodCard)
    const changed = await stripe.subscriptions.retrieve(subscription.id)
    expect(changed.default_payment_method).toMatch(/^pm_/)
    expect((await customerOf(customer.id)).invoice_settings.default_payment_method).toBe(card.id)
    await submit(`${url}/card/${subscription.id}`, { saved: card.id })
    expect((await stripe.subscriptions.retrieve(subscription.id)).default_payment_method).toBe(
      card.id,
    )
  })

  it('is refused in place when it is declined or wrong, and nothing changes', async () => {
    const { customer, card } = await subscriber()
    const { url } = await open(customer.id)
    const declined = await submit(`${url}/card`, { ...goodCard, number: '4000 0000 0000 0002' })
    expect(declined.status).toBe(402)
    expect(await declined.text()).toContain('Your card was declined.')
    expect((await submit(`${url}/card`, { ...goodCard, cvc: '' })).status).toBe(422)
    expect((await customerOf(customer.id)).invoice_settings.default_payment_method).toBe(card.id)
  })

  it('waits for the bank’s question where there is one', async () => {
    const { customer, card } = await subscriber()
    const { url } = await open(customer.id, {
      flow_data: {
        type: 'payment_method_update',
        after_completion: { type: 'redirect', redirect: { return_url: 'http://app.test/back' } },
      },
    })
    const secure = { ...goodCard, number: '4000 0027 6000 3184' }
    const failed = (await submit(`${url}/card`, secure)).headers.get('location')!
    const page = await submit(failed, { answer: 'failed' })
    expect(page.status).toBe(402)
    expect((await customerOf(customer.id)).invoice_settings.default_payment_method).toBe(card.id)
    const challenge = (await submit(`${url}/card`, secure)).headers.get('location')!
    const passed = await submit(challenge, { answer: 'passed' })
    expect(passed.headers.get('location')).toBe('http://app.test/back')
    expect((await customerOf(customer.id)).invoice_settings.default_payment_method).not.toBe(
      card.id,
    )
  })

  it('can be made the default, and the old one is removed after that, not before', async () => {
    const { customer, card } = await subscriber()
    const second = await stripe.paymentMethods.attach('pm_card_mastercard', {
      customer: customer.id,
    })
    const { url } = await open(customer.id)
    await submit(`${url}/cards/${card.id}/remove`, {})
    expect((await stripe.paymentMethods.retrieve(card.id)).customer).toBe(customer.id)
    await submit(`${url}/cards/${second.id}/default`, {})
    expect((await customerOf(customer.id)).invoice_settings.default_payment_method).toBe(second.id)
    await submit(`${url}/cards/${card.id}/remove`, {})
    expect((await stripe.paymentMethods.retrieve(card.id)).customer).toBeNull()
  })
})

describe('a session for one task', () => {
  it('opens on it, and leads where it was told to', async () => {
    const { customer, subscription } = await subscriber()
    const session = await open(customer.id, {
      flow_data: {
        type: 'subscription_cancel',
        subscription_cancel: { subscription: subscription.id },
        after_completion: { type: 'redirect', redirect: { return_url: 'http://app.test/gone' } },
      },
    })
    expect(session.flow).toMatchObject({
      type: 'subscription_cancel',
      after_completion: { redirect: { return_url: 'http://app.test/gone' } },
    })
    const opened = await fetch(session.url)
    expect(opened.url).toContain(`/cancel/${subscription.id}`)
    const done = await submit(opened.url, {})
    expect(done.headers.get('location')).toBe('http://app.test/gone')
    // After it, the session is an ordinary portal.
    expect(await pageOf(session.url)).toContain('Ends on')
    await expect(
      open(customer.id, {
        flow_data: {
          type: 'subscription_cancel',
          subscription_cancel: { subscription: subscription.id },
        },
      }),
    ).rejects.toMatchObject({ message: 'This subscription is already set to be canceled.' })
  })

  it('confirms with words of the shop', async () => {
    const { customer } = await subscriber()
    const { url } = await open(customer.id, {
      flow_data: {
        type: 'payment_method_update',
        after_completion: {
          type: 'hosted_confirmation',
          hosted_confirmation: { custom_message: 'Thank you, Ada' },
        },
      },
    })
    expect(await (await submit(`${url}/card`, goodCard)).text()).toContain('Thank you, Ada')
  })

  it('is refused where its configuration or its customer does not allow it', async () => {
    const [mine, other] = [await subscriber(), await subscriber()]
    const flow = (subscription: string) =>
      open(mine.customer.id, {
        flow_data: {
          type: 'subscription_update',
          subscription_update: { subscription },
        },
      })
    await expect(flow(mine.subscription.id)).rejects.toMatchObject({
      message: expect.stringContaining('update feature in the portal configuration is disabled'),
    })
    await expect(
      open(mine.customer.id, {
        flow_data: {
          type: 'subscription_cancel',
          subscription_cancel: { subscription: other.subscription.id },
        },
      }),
    ).rejects.toMatchObject({ code: 'resource_missing' })
    await expect(
      open(mine.customer.id, { flow_data: { type: 'subscription_cancel' } }),
    ).rejects.toMatchObject({ param: 'flow_data[subscription_cancel]' })
  })
})

describe('a change of plan', () => {
  const plans = () =>
    changing([
      { product: productOf(basic), prices: [basic.id] },
      { product: productOf(pro), prices: [pro.id] },
    ])

  it('is shown at its price, and charged at that', async () => {
    const { customer, subscription } = await subscriber()
    const { url } = await open(customer.id, { configuration: (await plans()).id })
    const list = await pageOf(`${url}/plans/${subscription.id}`)
    expect(list).toContain('Current plan')
    expect(list).toContain('$50.00 per month')
    const confirm = await pageOf(`${url}/plans/${subscription.id}/confirm?price=${pro.id}`)
    const [, shown] = /Pay \$([\d.]+) and change/.exec(confirm)!
    const [, at] = /name="at" value="(\d+)"/.exec(confirm)!
    const answer = await submit(`${url}/plans/${subscription.id}/confirm`, {
      price: pro.id,
      quantity: '1',
      at: at!,
    })
    expect(answer.status).toBe(303)
    const changed = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ['latest_invoice'],
    })
    expect(changed.items.data[0]!.price.id).toBe(pro.id)
    const invoice = changed.latest_invoice as Stripe.Invoice
    expect(invoice).toMatchObject({ status: 'paid', billing_reason: 'subscription_update' })
    expect(invoice.amount_paid).toBe(Math.round(Number(shown) * 100))
  })

  it('leaves the plan as it was when the card is declined', async () => {
    const { customer, subscription } = await subscriber()
    const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    })
    await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: failing.id },
    })
    const { url } = await open(customer.id, { configuration: (await plans()).id })
    const answer = await submit(`${url}/plans/${subscription.id}/confirm`, { price: pro.id })
    expect(answer.status).toBe(402)
    expect(await answer.text()).toContain('Your card was declined.')
    const after = await stripe.subscriptions.retrieve(subscription.id)
    expect(after.items.data[0]!.price.id).toBe(basic.id)
    expect(after.pending_update).not.toBeNull()
  })

  it('takes effect once the bank’s question is answered, and comes back to the portal', async () => {
    const { customer, subscription } = await subscriber()
    const asking = await stripe.paymentMethods.attach('pm_card_authenticationRequired', {
      customer: customer.id,
    })
    await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: asking.id },
    })
    const { url } = await open(customer.id, { configuration: (await plans()).id })
    const sent = await submit(`${url}/plans/${subscription.id}/confirm`, { price: pro.id })
    const priceNow = async () =>
      (await stripe.subscriptions.retrieve(subscription.id)).items.data[0]!.price.id
    expect(await priceNow()).toBe(basic.id)
    const passed = await submit(sent.headers.get('location')!, { answer: 'passed' })
    expect(await priceNow()).toBe(pro.id)
    const back = new URL(passed.headers.get('location')!)
    expect(back.pathname).toBe(new URL(url).pathname)
    expect(back.searchParams.get('redirect_status')).toBe('succeeded')
  })

  it('is only to what is offered', async () => {
    const { customer, subscription } = await subscriber()
    const only = await changing([{ product: productOf(basic), prices: [basic.id] }])
    const { url } = await open(customer.id, { configuration: only.id })
    const path = `${url}/plans/${subscription.id}/confirm`
    expect((await submit(path, { price: pro.id })).status).toBe(404)
    const confirm = await open(customer.id, {
      configuration: only.id,
      flow_data: {
        type: 'subscription_update_confirm',
        subscription_update_confirm: {
          subscription: subscription.id,
          items: [{ id: subscription.items.data[0]!.id, price: pro.id, quantity: 1 }],
        },
        after_completion: { type: 'redirect', redirect: { return_url: 'http://app.test/pro' } },
      },
    })
    expect(await pageOf(confirm.url)).toContain('$50.00 per month')
    const done = await submit(`${confirm.url}/plans/${subscription.id}/confirm`, { price: pro.id })
    expect(done.headers.get('location')).toBe('http://app.test/pro')
  })
})

describe('a configuration', () => {
  it('starts closed, is changed field by field, and has a default beside it', async () => {
    const made = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
      business_profile: { headline: 'Tollgate' },
    })
    expect(made).toMatchObject({
      active: true,
      is_default: false,
      features: { subscription_cancel: { enabled: false, mode: 'at_period_end' } },
    })
    const changed = await stripe.billingPortal.configurations.update(made.id, {
      features: { subscription_cancel: { enabled: true } },
      metadata: { for: 'test' },
    })
    expect(changed).toMatchObject({
      business_profile: { headline: 'Tollgate' },
      features: { invoice_history: { enabled: true }, subscription_cancel: { enabled: true } },
      metadata: { for: 'test' },
    })
    expect(await stripe.billingPortal.configurations.retrieve(made.id)).toMatchObject({
      id: made.id,
    })
    const defaults = await stripe.billingPortal.configurations.list({ is_default: true })
    expect(defaults.data).toHaveLength(1)
    await harness.until((all) => all.some(type('billing_portal.configuration.updated', made.id)))
  })

  it('is refused with plans that are not there, or none', async () => {
    await expect(changing([])).rejects.toMatchObject({ type: 'StripeInvalidRequestError' })
    await expect(changing([{ product: productOf(basic), prices: [pro.id] }])).rejects.toMatchObject(
      { type: 'StripeInvalidRequestError' },
    )
    const made = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    })
    await stripe.billingPortal.configurations.update(made.id, { active: false })
    const customer = await stripe.customers.create()
    await expect(open(customer.id, { configuration: made.id })).rejects.toMatchObject({
      param: 'configuration',
    })
  })
})
