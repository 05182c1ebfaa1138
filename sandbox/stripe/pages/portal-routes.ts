import { Hono } from 'hono'
import type { Stripe } from 'stripe'
import type { Context, Transact } from '../context'
import { cancelSubscription } from '../engine/cancel'
import { notFoundPage } from './frame'
import { portalPage } from './portal'
import { portalCardRoutes } from './portal-card-routes'
import { finish, notices } from './portal-done'
import { cancelPage, detailsPage } from './portal-forms'
import { portalPlanRoutes } from './portal-plan-routes'
import { homeOf, planInUse, portalView, subscriptionOf, visitOf, type Visit } from './portal-view'

type Details = { comment: string | null; feedback: string | null }

/** As recorded: the portal sets `cancel_at`, and leaves `cancel_at_period_end` alone. */
async function endAtPeriod(
  context: Context,
  subscription: Stripe.Subscription,
  { comment, feedback }: Details,
): Promise<void> {
  await context.update('customer.subscription.updated', subscription, {
    cancel_at: subscription.items.data[0]!.current_period_end,
    cancel_at_period_end: false,
    canceled_at: context.now,
    cancellation_details: {
      comment,
      feedback: feedback as Stripe.Subscription.CancellationDetails.Feedback | null,
      feedback_option: null,
      reason: 'cancellation_requested',
    },
  })
}

async function renew(context: Context, subscription: Stripe.Subscription): Promise<void> {
  await context.update('customer.subscription.updated', subscription, {
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  })
}

function detailsIn(visit: Visit, form: Record<string, unknown>): Details {
  const { enabled, options } = visit.features.subscription_cancel.cancellation_reason
  const { feedback, comment } = form
  if (!enabled) return { comment: null, feedback: null }
  return {
    comment: typeof comment === 'string' && comment.trim() !== '' ? comment.trim() : null,
    feedback: options.find((option) => option === feedback) ?? null,
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
        const details = detailsIn(visit, form)
        if (visit.features.subscription_cancel.mode === 'immediately')
          await cancelSubscription(context, subscription, 'cancellation_requested', {
            comment: details.comment ?? undefined,
            feedback: (details.feedback ?? undefined) as
              Stripe.Subscription.CancellationDetails.Feedback | undefined,
          })
        // Pressed twice: the first time counts.
        else if (subscription.cancel_at === null) await endAtPeriod(context, subscription, details)
        return finish(context, c, visit, 'canceled')
      })
    })
    .post('/:id/renew/:subscription', (c) =>
      transact(async (context) => {
        const visit = await visitOf(context, c.req.param('id'))
        const subscription =
          visit && (await subscriptionOf(context, visit, c.req.param('subscription')))
        if (!subscription) return notFoundPage(c)
        await renew(context, subscription)
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
