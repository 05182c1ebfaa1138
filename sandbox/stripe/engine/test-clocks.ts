import type { Stripe } from 'stripe'
import type { Context, Transact } from '../context'
import { invalidRequest } from '../errors'
import type { Timeline } from '../timeline'
import { deleteCustomer } from './customers'
import { periodAfter } from './periods'
import type { DueSource } from './timeline'

type TestClock = Stripe.TestHelpers.TestClock

const kind = 'test_helpers.test_clock'
const month = { interval: 'month', interval_count: 1 } as const

const customersAtOnce = 3

const utc = (seconds: number) =>
  new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC')

/** The furthest a clock may go in one step: two of the shortest intervals, or two years without a subscription. */
async function furthest({ store }: Context, { id, frozen_time }: TestClock): Promise<number> {
  const ends = (await store.all('subscription', { test_clock: id }))
    .filter(({ status }) => status !== 'canceled' && status !== 'incomplete_expired')
    .flatMap(({ items }) => items.data)
    .map(({ price }) => periodAfter(frozen_time, price.recurring!, 2))
  return ends.length > 0 ? Math.min(...ends) : periodAfter(frozen_time, month, 24)
}

/** Whether a customer can be made to live by this clock. */
export async function checkTestClock({ store }: Context, id: string): Promise<void> {
  await store.get(kind, id, 'test_clock')
  const customers = await store.all('customer', { test_clock: id })
  if (customers.length >= customersAtOnce)
    throw invalidRequest(
      `You have reached the limit of ${customersAtOnce} customers attached to a test clock.`,
      { param: 'test_clock' },
    )
}

/** Starts an advance; what happens on the way comes after the answer. */
export async function startAdvance(
  context: Context,
  clock: TestClock,
  target: number,
): Promise<TestClock> {
  if (target <= clock.frozen_time)
    throw invalidRequest(
      `The frozen time of this clock is ${clock.frozen_time} (${utc(clock.frozen_time)}). You can only advance it to a time after that.`,
      { param: 'frozen_time' },
    )
  const limit = await furthest(context, clock)
  if (target > limit)
    throw invalidRequest(
      `The frozen time of this clock is ${clock.frozen_time} (${utc(clock.frozen_time)}). You can only advance it up to ${limit} (${utc(limit)}). You can only advance a test clock up to two intervals from the current frozen time at a time, based on the shortest subscription interval in the test clock. For example, if a test clock has a monthly and yearly subscription, you may only advance up to two months at a time. If the test clock has no subscriptions or subscription schedules, you can advance up to 2 years from the current frozen time.`,
      { param: 'frozen_time' },
    )
  return context.update('test_helpers.test_clock.advancing', clock, {
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
  })
}

export const runningTestClocks = ({ store }: Context): Promise<TestClock[]> =>
  store.all(kind, { status: 'advancing' })

/** Takes an advancing clock to its target. Where something could not be done, Stripe says `internal_failure`. */
export async function advanceTestClock(
  transact: Transact,
  timeline: Timeline,
  { id, frozen_time: from, status_details }: TestClock,
  settle: () => Promise<void>,
): Promise<void> {
  const to = status_details.advancing!.target_frozen_time
  const failures = await timeline.travel({
    from,
    to,
    testClock: id,
    settle,
    arrive: (at) =>
      transact(async ({ store }) => {
        const clock = await store.get(kind, id)
        if (at > clock.frozen_time) await store.put({ ...clock, frozen_time: at })
      }),
  })
  await transact(
    async ({ store, update }) => {
      const clock = await store.get(kind, id)
      const status = failures.length > 0 ? 'internal_failure' : 'ready'
      await update(`test_helpers.test_clock.${status}`, clock, { status, status_details: {} })
    },
    null,
    to,
  )
}

/** Clocks are kept for so long, and their customers with them. */
export const keptSeconds = 30 * 86_400

export async function deleteTestClock(
  context: Context,
  clock: TestClock,
): Promise<Stripe.TestHelpers.DeletedTestClock> {
  const { store, emit } = context
  for (const customer of await store.all('customer', { test_clock: clock.id }))
    await deleteCustomer(context, customer)
  await store.remove(clock.id)
  await emit('test_helpers.test_clock.deleted', clock)
  return { id: clock.id, object: kind, deleted: true }
}

export const dueClockDeletions: DueSource = async ({ store }, until) =>
  (await store.all(kind))
    .filter((clock) => clock.deletes_after <= until)
    .map((clock) => ({
      at: clock.deletes_after,
      id: clock.id,
      run: async (context) => void (await deleteTestClock(context, clock)),
    }))
