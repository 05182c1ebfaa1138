import { randomUUID } from 'node:crypto'
import type { User } from '@/prisma/generated/client'
import { MICRO } from '@/lib/credits/unit'
import type { BillingWorld } from './billing'
import { planChanges } from './plan-changes'

/** What tests of overage need beside billing: operations of whole credits that go through metering, and its hooks. */
export async function overageWorld(world: BillingWorld) {
  const changes = planChanges(world)
  const settings = await import('@/lib/billing/overage/settings')
  const { hookCredits } = await import('@/lib/credit-hooks')
  const { chargeFlat, metered, setPrice } = await import('@/lib/metering')
  const { listPrices } = await import('@/lib/metering')
  hookCredits()
  if (!(await listPrices()).some(({ operation }) => operation === 'unit'))
    await setPrice({ operation: 'unit', model: '', flat: MICRO })

  const identity = (user: User) => ({ user, operation: 'unit', key: randomUUID(), request: null })

  return {
    ...changes,
    settings,
    /** Spends whole credits at once. */
    charge: (user: User, units: number) => chargeFlat(world.db, { ...identity(user), units }),
    /** The same in a transaction of the caller's, which fails after it when told so. */
    chargeWithin: (user: User, units: number, fail = false) =>
      world.db.$transaction(async (tx) => {
        await chargeFlat(tx, { ...identity(user), units })
        if (fail) throw new Error('what was sold could not be written')
      }),
    /** Spends whole credits under a hold. */
    work: (user: User, units: number, run: () => Promise<void> = async () => {}) =>
      metered({ ...identity(user), worstCase: { units } }, run),
    reports: (user: User) =>
      world.db.overageReport.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } }),
    buckets: (user: User) =>
      world.db.creditGrant.findMany({
        where: { userId: user.id, kind: 'overage' },
        orderBy: { id: 'asc' },
      }),
    /** What Stripe has counted for the user, in thousandths of a credit. */
    async counted(user: User): Promise<number> {
      const meters = await world.stripe.billing.meters.list({ status: 'active' })
      const meter = meters.data.find((one) => one.event_name === 'overage_milli_credits')
      if (!meter) throw new Error('there is no meter')
      const customer = await world.ensureCustomer(user.id)
      const { clock } = await import('@/lib/clock')
      const minute = Math.floor(clock.now().getTime() / 60_000) * 60
      const { data } = await world.stripe.billing.meters.listEventSummaries(meter.id, {
        customer,
        start_time: minute - 40 * 86_400,
        end_time: minute + 600,
      })
      return data[0]?.aggregated_value ?? 0
    },
  }
}
