import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { Stripe } from 'stripe'
import { sandboxUrl } from '@/tests/support/e2e'
import { isRemote } from './against-stripe'

/**
 * Stripe's pages as a person uses them: those of the sandbox, and those of Stripe itself. Which of the two is told by the
 * address, so that whatever stands in for Stripe is filled in as what it is.
 */
const checkoutAddress = /\/\/checkout\.stripe\.com\/|\/pay\/c\//
const portalAddress = /\/\/billing\.stripe\.com\/|\/pay\/p\//

const isStripes = (page: Page) => new URL(page.url()).hostname.endsWith('.stripe.com')

export const untilCheckout = (page: Page): Promise<void> => page.waitForURL(checkoutAddress)

/** The session whose page the browser is on. */
export const sessionOf = (page: Page): string => /(cs_\w+)/.exec(page.url())?.[1] ?? ''

/** Fills in the payment page and presses pay. */
export async function payWith(page: Page, number: string): Promise<void> {
  await untilCheckout(page)
  if (isStripes(page)) return payAtStripe(page, number)
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel(/Expir/).fill('12 / 34')
  await page.getByLabel(/CVC|Security code/).fill('123')
  await page.getByLabel(/Name on card|Cardholder/).fill('Ada Lovelace')
  await page.getByLabel(/Postal code|ZIP/).fill('12345')
  await page.locator('#pay').click()
}

async function payAtStripe(page: Page, number: string): Promise<void> {
  // Where the account offers several ways to pay, the card is one line of a list.
  const choice = page.getByTestId('card-accordion-item-button')
  const field = page.locator('#cardNumber')
  await choice.or(field).first().waitFor()
  if (!(await field.isVisible())) await choice.dispatchEvent('click')
  await field.fill(number)
  await page.locator('#cardExpiry').fill('12 / 34')
  await page.locator('#cardCvc').fill('123')
  await page.locator('#billingName').fill('Ada Lovelace')
  await page.locator('#billingCountry').selectOption('DE')
  const byHand = page.getByRole('button', { name: 'Enter address manually' })
  if (await byHand.isVisible()) await byHand.click()
  await page.locator('#billingAddressLine1').fill('Invalidenstraße 116')
  await page.locator('#billingPostalCode').fill('10115')
  await page.locator('#billingLocality').fill('Berlin')
  // An account with Link offers to remember the card there, and then wants a phone number.
  const remember = page.locator('#enableStripePass')
  if (await remember.isChecked({ timeout: 500 }).catch(() => false)) await remember.uncheck()
  await page.getByTestId('hosted-payment-submit-button').click()
}

/** What the page says of a card that was not accepted. */
export const refusal = (page: Page, says: RegExp): Locator =>
  isStripes(page) ? page.getByText(says).first() : page.getByRole('alert').filter({ hasText: says })

/** Answers the bank's question about a payment. */
export async function answerBank(page: Page, answer: 'complete' | 'fail'): Promise<void> {
  if (!isStripes(page)) {
    await page.getByRole('button', { name: new RegExp(answer, 'i') }).click()
    return
  }
  const button = answer === 'complete' ? '#test-source-authorize-3ds' : '#test-source-fail-3ds'
  // The test bank is in a frame of a frame, which come one after the other.
  await expect
    .poll(async () => {
      for (const frame of page.frames())
        if (
          (await frame
            .locator(button)
            .count()
            .catch(() => 0)) > 0
        ) {
          await frame.locator(button).click()
          return true
        }
      return false
    })
    .toBe(true)
}

export const leaveCheckout = (page: Page): Promise<void> =>
  (isStripes(page)
    ? page.getByTestId('business-link').first()
    : page.getByRole('link', { name: /Cancel/ })
  ).click()

export const untilPortal = (page: Page): Promise<void> => page.waitForURL(portalAddress)

export const leavePortal = (page: Page): Promise<void> =>
  (isStripes(page)
    ? page.getByTestId('return-to-business-link').first()
    : page.getByRole('link', { name: 'Back to the shop' })
  ).click()

/** Whether Stripe's events reach the app, or wait. */
export async function holdWebhooks(page: Page, paused: boolean): Promise<void> {
  const answer = isRemote()
    ? await page.request.patch(process.env.E2E_RELAY_URL ?? '', { data: { paused } })
    : await page.request.patch(`${sandboxUrl()}/api/switches`, { data: { webhooks: { paused } } })
  expect(answer.ok()).toBe(true)
}

/** Stripe's API, as the account's owner would call it. */
export function account(): Stripe {
  const standIn = isRemote() ? process.env.E2E_STRIPE_URL : sandboxUrl()
  const key = process.env.E2E_STRIPE_KEY ?? 'sk_test_sandbox'
  if (!standIn) return new Stripe(key)
  const { hostname: host, port } = new URL(standIn)
  return new Stripe(key, { host, port, protocol: 'http' })
}

/** From now on a customer's plan is charged from a card that is declined. */
export async function chargeFailingCard(email: string): Promise<void> {
  const stripe = account()
  const [customer] = (await stripe.customers.list({ email, limit: 1 })).data
  const id = customer?.id ?? ''
  const [subscription] = (await stripe.subscriptions.list({ customer: id, limit: 1 })).data
  const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: id })
  await stripe.subscriptions.update(subscription?.id ?? '', { default_payment_method: card.id })
}

/** What a bank and the shop's owner do to a customer's last payment. */
export type Bank = {
  /** The card to pay with, so that the payment can be disputed. */
  card: string
  dispute(): Promise<void>
  win(): Promise<void>
  /** In the smallest unit. */
  refund(amount: number): Promise<void>
}

/** With the sandbox by its panel, as somebody who tries it would; with Stripe by the card and the words it has for that. */
export async function bankOf(context: BrowserContext, email: string): Promise<Bank> {
  return isRemote() ? remoteBank(email) : panelBank(await context.newPage(), email)
}

function panelBank(panel: Page, email: string): Bank {
  return {
    card: '4242 4242 4242 4242',
    async dispute() {
      await panel.goto(`${sandboxUrl()}/customers`)
      await panel.getByRole('link', { name: email }).click()
      await panel.getByRole('button', { name: 'Dispute' }).first().click()
    },
    win: () => panel.getByRole('button', { name: 'Win' }).click(),
    async refund(amount) {
      await panel.getByLabel(/^Part of /).fill((amount / 100).toFixed(2))
      await panel.getByRole('button', { name: 'Refund' }).click()
    },
  }
}

function remoteBank(email: string): Bank {
  const stripe = account()
  const lastPayment = async () => {
    const [customer] = (await stripe.customers.list({ email, limit: 1 })).data
    const [intent] = (await stripe.paymentIntents.list({ customer: customer?.id, limit: 1 })).data
    return intent?.id ?? ''
  }
  return {
    // Disputed by itself, as soon as it is paid: https://docs.stripe.com/testing#disputes
    card: '4000 0000 0000 0259',
    dispute: async () => {},
    async win() {
      const [dispute] = (
        await stripe.disputes.list({ payment_intent: await lastPayment(), limit: 1 })
      ).data
      const evidence = { uncategorized_text: 'winning_evidence' }
      await stripe.disputes.update(dispute?.id ?? '', { evidence, submit: true })
    },
    async refund(amount) {
      await stripe.refunds.create({ payment_intent: await lastPayment(), amount })
    },
  }
}
