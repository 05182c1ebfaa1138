import { afterAll, beforeAll, expect, test } from 'vitest'
import { clock } from '@/lib/clock'
import { autoTopUpWorld } from '@/tests/support/auto-topup'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'

let world: BillingWorld
let auto: Awaited<ReturnType<typeof autoTopUpWorld>>
beforeAll(async () => {
  world = await billingWorld()
  auto = await autoTopUpWorld(world)
})
afterAll(async () => {
  clock.move(0)
  await world.close()
})

const minute = 60_000
const paid = async (user: Parameters<typeof auto.intents>[0]) =>
  (await auto.intents(user)).filter(({ status }) => status === 'succeeded').length

test('lago 6103: a job that runs for weeks over an account that stays low never goes past the cap', async () => {
  const user = await auto.lowUser({ monthlyCapMinor: 18_00 })
  const begin = new Date('2027-05-01T00:00:00Z').getTime()
  for (let day = 0; day < 31; day += 1) {
    clock.move(begin + day * 24 * 60 * minute - Date.now())
    await auto.spendTo(user, 5)
    await world.runAutoTopUps()
    await world.runAutoTopUps()
  }
  expect(await paid(user)).toBe(3)
  expect(await world.topUpIfLow(user.id)).toBe('cap')
})

test('lago 6177, lago 5870: one charge closes the gap, however many look at once and again', async () => {
  clock.move(0)
  const user = await auto.lowUser({ threshold: 250 })
  for (let round = 0; round < 3; round += 1)
    await Promise.all([
      ...Array.from({ length: 8 }, () => world.topUpIfLow(user.id)),
      world.runAutoTopUps(),
      world.runAutoTopUps(),
    ])
  expect(await paid(user)).toBe(1)
  expect(await auto.attempts(user)).toHaveLength(1)
})

test('a threshold that one pack cannot reach is refused: each charge would be followed by the next', async () => {
  const { autoTopUpForm } = auto.settings
  const form = { pack: 'small', monthlyCapMinor: 600, consent: 'on' }
  expect(autoTopUpForm.safeParse({ ...form, threshold: 250 }).success).toBe(true)
  expect(autoTopUpForm.safeParse({ ...form, threshold: 251 }).success).toBe(false)
  expect(autoTopUpForm.safeParse({ ...form, threshold: 50, monthlyCapMinor: 599 }).success).toBe(
    false,
  )
  expect(autoTopUpForm.safeParse({ ...form, threshold: 50, consent: '' }).success).toBe(false)
})
