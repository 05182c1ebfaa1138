import type { User } from '@/prisma/generated/client'
import type { PackKey } from '@/lib/catalogue'
import { charge } from '@/lib/credits'
import { MICRO, credits } from '@/lib/credits/unit'
import type { BillingWorld } from './billing'

type Agreement = { threshold?: number; pack?: PackKey; monthlyCapMinor?: number }

/** What tests of automatic top-ups need beside billing. Call it after the world is there. */
export async function autoTopUpWorld(world: BillingWorld) {
  const settings = await import('@/lib/billing/auto-topup/settings')

  /** Keeps a card at Stripe for the user, as the one that is charged. */
  async function keepCard(user: User, token = 'pm_card_visa'): Promise<string> {
    const customer = await world.ensureCustomer(user.id)
    const { id } = await world.stripe.paymentMethods.attach(token, { customer })
    await world.stripe.customers.update(customer, {
      invoice_settings: { default_payment_method: id },
    })
    return id
  }

  const agree = (user: User, { threshold = 50, pack = 'small', monthlyCapMinor = 100_00 } = {}) =>
    settings.saveAutoTopUp(user.id, { threshold, pack, monthlyCapMinor } as Required<Agreement>)

  let spends = 0
  /** Spends whole credits. */
  async function spend(user: User, amount: number): Promise<void> {
    const operationKey = `test:${(spends += 1)}`
    const { outcome } = await charge(world.db, {
      userId: user.id,
      operationKey,
      requestHash: operationKey,
      amount: credits(amount),
    })
    if (outcome !== 'charged') throw new Error(`spending ${amount}: ${outcome}`)
  }

  /** Spends all but so many whole credits. */
  async function spendTo(user: User, left: number): Promise<void> {
    const { available } = await world.stateOf(user)
    if (available / MICRO > left) await spend(user, available / MICRO - left)
  }

  return {
    settings,
    keepCard,
    agree,
    spend,
    spendTo,
    /** Who has agreed, has a card, and 5 of the 100 free credits left. */
    async lowUser(agreement: Agreement = {}, token?: string): Promise<User> {
      const user = await world.newUser()
      await keepCard(user, token)
      await agree(user, agreement)
      await spend(user, 95)
      return user
    },
    setting: (user: User) => world.db.autoTopUp.findUniqueOrThrow({ where: { userId: user.id } }),
    attempts: (user: User) =>
      world.db.autoTopUpAttempt.findMany({
        where: { userId: user.id },
        orderBy: { createdAt: 'asc' },
      }),
    async intents(user: User) {
      const customer = await world.ensureCustomer(user.id)
      return (await world.stripe.paymentIntents.list({ customer, limit: 100 })).data
    },
  }
}
