import { expect, test, type Page } from '@playwright/test'
import { Stripe } from 'stripe'
import { sandboxUrl } from '@/tests/support/e2e'
import { assertLooks, show, themes } from '@/tests/support/looks'
import { cards, newAddress } from './steps'

/** The page the browser is on, large and small, and never without its band. */
async function examine(page: Page): Promise<void> {
  for (const look of themes) {
    await show(page, look)
    await expect(page.getByRole('banner').getByText('Sandbox', { exact: true })).toBeVisible()
    await assertLooks(page, look)
  }
}

function stripeClient(): Stripe {
  const { hostname, port } = new URL(sandboxUrl())
  return new Stripe('sk_test_sandboxPortal', { host: hostname, port, protocol: 'http' })
}

async function fillCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expiry').fill('12 / 34')
  await page.getByLabel('Security code').fill('123')
  await page.getByLabel('Name on card').fill('Ada Lovelace')
  await page.getByLabel('Postal code').fill('12345')
  await page.locator('#pay').click()
}

async function subscriber() {
  const stripe = stripeClient()
  const email = newAddress()
  const customer = await stripe.customers.create({
    email,
    name: 'Ada Lovelace',
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const priceOf = (name: string, unit_amount: number) =>
    stripe.prices.create({
      currency: 'usd',
      unit_amount,
      recurring: { interval: 'month' },
      product_data: { name },
    })
  const pro = await priceOf('Pro', 2000)
  const team = await priceOf('Team', 9900)
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: pro.id }],
  })
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      customer_update: { enabled: true, allowed_updates: ['name', 'email'] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: {
        enabled: true,
        cancellation_reason: { enabled: true, options: ['too_expensive', 'unused', 'other'] },
      },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        proration_behavior: 'always_invoice',
        products: [pro, team].map(({ id, product }) => ({
          product: product as string,
          prices: [id],
        })),
      },
    },
  })
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration: configuration.id,
    return_url: `${sandboxUrl()}/mailbox`,
  })
  return { stripe, email, customer, subscription, portal }
}

test('the portal: another card, another plan, cancelled and kept, details', async ({ page }) => {
  const { stripe, customer, subscription, portal } = await subscriber()
  await page.goto(portal.url)
  await examine(page)

  await page.getByRole('link', { name: 'Add a card' }).click()
  await examine(page)
  await fillCard(page, cards.declined)
  await expect(page.getByRole('alert')).toContainText('Nothing was changed')
  await examine(page)
  await fillCard(page, cards.threeDSecure)
  await page.getByRole('button', { name: 'Complete' }).click()
  await expect(page.getByRole('status')).toHaveText('Your card was saved.')

  await page.getByRole('link', { name: 'Change plan' }).click()
  await examine(page)
  await page.getByRole('link', { name: /^Choose.*Team$/ }).click()
  await examine(page)
  const pay = page.getByRole('button', { name: /^Pay \$[\d.]+ and change$/ })
  const shown = /\$([\d.]+)/.exec((await pay.textContent())!)![1]
  await pay.click()
  // The new card asks each time.
  await page.getByRole('button', { name: 'Complete' }).click()
  await expect(page.getByRole('heading', { name: 'Team' })).toBeVisible()
  const changed = await stripe.subscriptions.retrieve(subscription.id, {
    expand: ['latest_invoice'],
  })
  expect((changed.latest_invoice as Stripe.Invoice).amount_paid).toBe(
    Math.round(Number(shown) * 100),
  )

  await page.getByRole('link', { name: /^Cancel.*Team$/ }).click()
  await examine(page)
  await page.getByLabel('It is too expensive').check()
  await page.getByRole('button', { name: 'Cancel the subscription' }).click()
  await expect(page.getByText('Ends on')).toBeVisible()
  await examine(page)
  await page.getByRole('button', { name: 'Keep the subscription' }).click()
  await expect(page.getByText('Renews on')).toBeVisible()

  await page.locator('section', { hasText: 'Billing details' }).getByRole('link').click()
  await page.getByLabel('Email').fill('nobody')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert')).toContainText('Enter an email address')
  await examine(page)
  await page.getByLabel('Email').fill(newAddress())
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status')).toHaveText('Your details were saved.')
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ name: 'Ada Lovelace' })
})

test('a customer’s page: the card fails, the invoice is paid by hand, a payment is disputed', async ({
  page,
}) => {
  const { stripe, email, customer, subscription } = await subscriber()
  await page.goto(`${sandboxUrl()}/customers`)
  await examine(page)
  await page.getByRole('link', { name: email }).click()
  await examine(page)

  await page.getByLabel('How Visa').selectOption('insufficient_funds')
  await page.getByRole('button', { name: 'Fail from now on' }).click()
  await expect(page.getByText('fails: insufficient funds')).toBeVisible()
  await page.getByRole('button', { name: 'Next period now' }).click()
  await expect(page.getByText('past due')).toBeVisible()
  await examine(page)

  const [due] = (await stripe.invoices.list({ customer: customer.id, status: 'open' })).data
  await page.goto(due!.hosted_invoice_url!)
  await page.getByRole('button', { name: 'with this card' }).click()
  await expect(page.getByRole('alert')).toContainText('insufficient funds')
  await examine(page)
  await fillCard(page, cards.success)
  await expect(page.getByText('Paid on')).toBeVisible()
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  await page.getByRole('link', { name: 'Print or save' }).click()
  await examine(page)

  await page.goto(`${sandboxUrl()}/customers/${customer.id}`)
  await page.getByRole('button', { name: 'Dispute' }).first().click()
  await expect(page.getByText('dispute needs response')).toBeVisible()
  await examine(page)
  await page.getByRole('button', { name: 'Win' }).click()
  await expect(page.getByText('dispute won')).toBeVisible()
  await page.getByLabel('Part of $20.00').first().fill('5.00')
  await page.getByRole('button', { name: 'Refund' }).first().click()
  await expect(page.getByText('$5.00 refunded')).toBeVisible()
})

test('one webhook is lost, and sent again from its page', async ({ page }) => {
  // A type that no other spec waits for.
  await page.goto(sandboxUrl())
  await page.getByLabel('The next', { exact: true }).fill('coupon.created')
  await page.getByLabel('What happens to it').selectOption('drop')
  await page.getByRole('button', { name: 'Arm' }).click()
  await expect(page.getByText('The next coupon.created is lost.')).toBeVisible()
  await examine(page)
  const coupon = await stripeClient().coupons.create({ percent_off: 10, duration: 'once' })
  const event = page.getByRole('listitem').filter({ hasText: coupon.id })
  await expect(event.getByText('lost')).toBeVisible()
  await event.getByRole('link').click()
  await expect(page.getByText('Never sent.')).toBeVisible()
  await examine(page)
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('HTTP 200')).toBeVisible()
})
