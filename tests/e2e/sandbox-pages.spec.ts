import { expect, test, type Page } from '@playwright/test'
import { createTransport } from 'nodemailer'
import { Stripe } from 'stripe'
import { appUrl, sandboxUrl } from '@/tests/support/e2e'
import { payWith } from './hosted-pages'
import { cards, newAddress } from './steps'
import { assertLooks, looks, show } from '@/tests/support/looks'

/** The page the browser is on, in every look, and never without its band. */
async function examine(page: Page): Promise<void> {
  for (const look of looks) {
    await show(page, look)
    await expect(page.getByRole('banner').getByText('Sandbox', { exact: true })).toBeVisible()
    // A mail is shown in a frame that may run no script, so axe would wait in there for an answer that never comes.
    // What stands in it is the mail's, not the page's.
    await assertLooks(page, look, { without: 'iframe' })
  }
}

const sandbox = (path: string) => `${sandboxUrl()}${path}`

function stripeClient(): Stripe {
  const { hostname, port } = new URL(sandboxUrl())
  return new Stripe('sk_test_sandboxPages', { host: hostname, port, protocol: 'http' })
}

async function checkout(mode: 'payment' | 'subscription', customer?: string) {
  return stripeClient().checkout.sessions.create({
    mode,
    customer,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: 'usd',
          unit_amount: 2000,
          product_data: { name: mode === 'payment' ? '1,000 credits' : 'Pro' },
          ...(mode === 'subscription' && { recurring: { interval: 'month' } }),
        },
      },
    ],
    ...(mode === 'payment' && { invoice_creation: { enabled: true } }),
    allow_promotion_codes: true,
    success_url: sandbox('/mailbox?to=paid@example.com'),
    cancel_url: `${appUrl()}/billing`,
  })
}

const customer = async () => (await stripeClient().customers.create({ email: newAddress() })).id

test('the payment page: plain, with wrong fields, with a code', async ({ page }) => {
  const stripe = stripeClient()
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'once' })
  const code = `PAGES${Date.now()}`
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code })
  await page.goto((await checkout('payment')).url!)
  await examine(page)

  await page.getByLabel('Card number').fill('4242 4242')
  await page.getByLabel('Email').fill('nobody')
  await page.locator('#pay').click()
  await expect(page.getByText('Your card number is incomplete.')).toBeVisible()
  await expect(page.getByLabel('Email')).toBeFocused()
  await examine(page)

  await page.getByLabel('Promotion code').fill('NOT-A-CODE')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByRole('alert')).toHaveText('This code is invalid.')
  await expect(page.getByLabel('Promotion code')).toHaveValue('NOT-A-CODE')
  await examine(page)
  await page.getByLabel('Promotion code').fill(code)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Pay $16.00' })).toBeVisible()
  await examine(page)
})

test('the subscription page: declined, then the bank’s question, then paid already', async ({
  page,
}) => {
  const session = await checkout('subscription', await customer())
  await page.goto(session.url!)
  await examine(page)
  await payWith(page, cards.declined)
  await expect(page.getByRole('alert')).toContainText('Nothing was charged')
  await examine(page)
  await payWith(page, cards.threeDSecure)
  await expect(page.getByRole('heading', { name: 'Your bank asks' })).toBeVisible()
  await examine(page)
  await page.getByRole('button', { name: 'Complete' }).click()
  await page.waitForURL(/\/mailbox/)
  await page.goto(session.url!)
  await expect(page.getByRole('heading', { name: 'You have paid already' })).toBeVisible()
  await examine(page)
})

test('expired, unknown, invoice, receipt, portal', async ({ page }) => {
  const stripe = stripeClient()
  const expired = await checkout('payment')
  await page.goto(expired.url!)
  await stripe.checkout.sessions.expire(expired.id)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'has expired' })).toBeVisible()
  await examine(page)
  await page.goto(sandbox('/pay/c/cs_test_none'))
  await examine(page)

  const buyer = await customer()
  await page.goto((await checkout('payment', buyer)).url!)
  await payWith(page, cards.success)
  await page.waitForURL(/\/mailbox/)
  const [invoice] = (await stripe.invoices.list({ customer: buyer })).data
  await page.goto(invoice!.hosted_invoice_url!)
  await examine(page)
  await page.getByRole('link', { name: 'Receipt' }).click()
  await examine(page)

  await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: buyer })
  const [card] = (await stripe.paymentMethods.list({ customer: buyer })).data
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
    product_data: { name: 'Pro' },
  })
  const subscription = await stripe.subscriptions.create({
    customer: buyer,
    items: [{ price: price.id }],
    default_payment_method: card!.id,
    expand: ['latest_invoice'],
  })
  const due = subscription.latest_invoice as Stripe.Invoice
  await page.goto(due.hosted_invoice_url!)
  await expect(page.getByRole('button', { name: 'Pay $20.00', exact: true })).toBeVisible()
  await examine(page)

  const portal = await stripe.billingPortal.sessions.create({ customer: buyer })
  await page.goto(portal.url)
  await examine(page)
})

test('the panel and an event', async ({ page }) => {
  const made = await stripeClient().customers.create({ email: newAddress() })
  await page.goto(sandboxUrl())
  const event = page.getByRole('listitem').filter({ hasText: made.id })
  await expect(event.getByText('delivered')).toBeVisible()
  await examine(page)
  await event.getByRole('link').click()
  await expect(page.getByText('HTTP 200')).toBeVisible()
  await examine(page)
  await page.goto(sandbox('/events/evt_none'))
  await examine(page)
})

test('the mailbox: empty, a list, a mail with HTML', async ({ page }) => {
  const to = newAddress()
  await page.goto(sandbox(`/mailbox?to=${to}`))
  await expect(page.getByRole('heading', { name: 'No mail' })).toBeVisible()
  await examine(page)
  const panel = await (await page.request.get(sandboxUrl())).text()
  const transport = createTransport(/smtp:\/\/[\d.:]+/.exec(panel)![0])
  for (const subject of ['First', 'Second'])
    await transport.sendMail({
      from: 'shop@example.com',
      to,
      subject,
      text: `${subject}: ${appUrl()}/billing`,
      html: `<h1>${subject}</h1><a href="${appUrl()}/billing">Billing</a><script>document.title = 'run'</script>`,
    })
  await page.getByRole('link', { name: 'Second' }).waitFor()
  await examine(page)
  await page.getByRole('link', { name: 'Second' }).click()
  const mail = page.frameLocator('iframe')
  await expect(mail.getByRole('heading', { name: 'Second' })).toBeVisible()
  await examine(page)
  await page.goto(sandbox('/mailbox/none'))
  await examine(page)
})

test('paying by keyboard alone', async ({ page }) => {
  await page.goto((await checkout('payment', await customer())).url!)
  await page.getByLabel('Card number').focus()
  for (const text of ['4242424242424242', '12 / 34', '123', 'Ada Lovelace']) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  // The country stays; the postal code and the button follow it.
  await expect(page.getByLabel('Country')).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.type('10115')
  await page.keyboard.press('Tab')
  await expect(page.locator('#pay')).toBeFocused()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/mailbox/)
})

test('the switches by keyboard alone', async ({ page }) => {
  await page.goto(sandboxUrl())
  // The typing speed: other specs run on the same sandbox, and do not notice a millisecond.
  const speed = page.getByLabel('Per token, ms')
  const usual = await speed.inputValue()
  for (const value of [String(Number(usual) - 1), usual]) {
    await page.getByLabel('Obeys whatever it reads').focus()
    await page.keyboard.press('Tab')
    await expect(speed).toBeFocused()
    await page.keyboard.type(value)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/saved=model/)
    await expect(page.getByRole('status').filter({ hasText: 'Applied' })).toBeVisible()
    await expect(speed).toHaveValue(value)
    await page.goto(sandboxUrl())
  }
  await page.getByLabel('Send out of order').focus()
  await page.keyboard.press('Space')
  await expect(page.getByLabel('Send out of order')).toBeChecked()
})
