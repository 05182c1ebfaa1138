import { Hono } from 'hono'
import type { Transact } from '../context'
import { notFoundPage } from './frame'
import { portalPage } from './portal'
import { portalCardRoutes } from './portal-card-routes'
import { finish, notices } from './portal-done'
import { endSubscription, renewAfterAll, type Details } from './portal-end'
import { cancelPage, detailsPage } from './portal-forms'
import { portalPlanRoutes } from './portal-plan-routes'
import { homeOf, planInUse, portalView, subscriptionOf, visitOf, type Visit } from './portal-view'

function detailsIn(visit: Visit, form: Record<string, unknown>): Details {
  const { enabled, options } = visit.features.subscription_cancel.cancellation_reason
  const { feedback, comment } = form
  if (!enabled) return { comment: null, feedback: null }
  return {
    comment: typeof comment === 'string' && comment.trim() !== '' ? comment.trim() : null,
    feedback: (options.find((option) => option === feedback) ?? null) as Details['feedback'],
  }
}

/** The page of the task that the session was opened for. */
function taskOf(visit: Visit): string | undefined {
  const { flow } = visit
  const home = homeOf(visit)
  switch (flow?.type) {
    case 'payment_method_update':
      return `${home}/card`
    case 'subscription_cancel':
      return `${home}/cancel/${flow.subscription_cancel!.subscription}`
    case 'subscription_update':
      return `${home}/plans/${flow.subscription_update!.subscription}`
    case 'subscription_update_confirm': {
      const { items, subscription } = flow.subscription_update_confirm!
      return `${home}/plans/${subscription}/confirm?price=${items[0]!.price}`
    }
    default:
      return undefined
  }
}

export function portalRoutes(transact: Transact): Hono {
  return new Hono()
    .get('/:id', (c) =>
      transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        if (!visit) return notFoundPage(c)
        const task = taskOf(visit)
        if (task) return c.redirect(task)
        const notice = notices[c.req.query('done') ?? '']
        return c.html(portalPage(await portalView(context, visit), notice))
      }),
    )
    .get('/:id/cancel/:subscription', (c) =>
      transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        const subscription =
          visit && (await subscriptionOf(context, visit, c.req.param('subscription')))
        if (!subscription || !visit.features.subscription_cancel.enabled) return notFoundPage(c)
        return c.html(cancelPage(visit, await planInUse(context, subscription)))
      }),
    )
    .post('/:id/cancel/:subscription', async (c) => {
      const form = await c.req.parseBody()
      return transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        const subscription =
          visit && (await subscriptionOf(context, visit, c.req.param('subscription')))
        if (!subscription || !visit.features.subscription_cancel.enabled) return notFoundPage(c)
        await endSubscription(context, visit, subscription, detailsIn(visit, form))
        return finish(context, c, visit, 'canceled')
      })
    })
    .post('/:id/renew/:subscription', (c) =>
      transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        const subscription =
          visit && (await subscriptionOf(context, visit, c.req.param('subscription')))
        if (!subscription) return notFoundPage(c)
        await renewAfterAll(context, subscription)
        return finish(context, c, visit, 'renewed')
      }),
    )
    .get('/:id/details', (c) =>
      transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        if (!visit?.features.customer_update.enabled) return notFoundPage(c)
        const { name, email } = visit.customer
        return c.html(detailsPage(visit, { name: name ?? '', email: email ?? '' }))
      }),
    )
    .post('/:id/details', async (c) => {
      const form = await c.req.parseBody()
      const text = (name: string) =>
        typeof form[name] === 'string' ? form[name].trim().slice(0, 200) : ''
      return transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        if (!visit?.features.customer_update.enabled) return notFoundPage(c)
        const values = { name: text('name'), email: text('email') }
        if (values.email !== '' && !/^[^\s@]+@[^\s@]+$/.test(values.email)) {
          const problem = 'Enter an email address, like name@example.com.'
          return c.html(detailsPage(visit, values, problem), 422)
        }
        const allowed = visit.features.customer_update.allowed_updates
        await context.update('customer.updated', visit.customer, {
          ...(allowed.includes('name') && { name: values.name || null }),
          ...(allowed.includes('email') && { email: values.email || null }),
        })
        return finish(context, c, visit, 'details')
      })
    })
    .route('/', portalCardRoutes(transact))
    .route('/', portalPlanRoutes(transact))
}
