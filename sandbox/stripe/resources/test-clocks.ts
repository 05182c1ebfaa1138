import type { Stripe } from 'stripe'
import { deleteTestClock, keptSeconds, startAdvance } from '../engine/test-clocks'
import { invalidRequest } from '../errors'
import { longId } from '../ids'
import { int, pagination, text } from '../params'
import { route } from '../route'
import { liveCustomer } from './customers'

const kind = 'test_helpers.test_clock'
const path = '/test_helpers/test_clocks'

export const testClockRoutes = [
  route(
    'POST',
    path,
    { customer: text.optional(), frozen_time: int, name: text.max(300).optional() },
    async (context, params) => {
      const { store, now, create } = context
      const clock: Stripe.TestHelpers.TestClock = {
        id: longId('clock'),
        object: kind,
        created: now,
        deletes_after: now + keptSeconds,
        frozen_time: params.frozen_time,
        livemode: false,
        name: params.name ?? null,
        status: 'ready',
        status_details: {},
      }
      if (params.customer) {
        const customer = await liveCustomer(context, params.customer, 'customer')
        if (customer.test_clock)
          throw invalidRequest('This customer is already attached to a test clock.', {
            param: 'customer',
          })
        await store.put({ ...customer, test_clock: clock.id })
        for (const one of await store.all('subscription', { customer: customer.id }))
          await store.put({ ...one, test_clock: clock.id })
      }
      return create('test_helpers.test_clock.created', clock)
    },
  ),
  route('GET', `${path}/:id`, {}, ({ store }, _params, { id = '' }) => store.get(kind, id)),
  route('GET', path, { ...pagination }, ({ store }, page) => store.page(kind, `/v1${path}`, page)),
  route('POST', `${path}/:id/advance`, { frozen_time: int }, async (context, params, { id = '' }) =>
    startAdvance(context, await context.store.get(kind, id), params.frozen_time),
  ),
  route('DELETE', `${path}/:id`, {}, async (context, _params, { id = '' }) =>
    deleteTestClock(context, await context.store.get(kind, id)),
  ),
]
