import type { Context as HonoContext } from 'hono'
import type { Context } from '../context'
import { messagePage } from './frame'
import { homeOf, type Visit } from './portal-view'

/** What the home page says after something was done, by the name in its address. */
export const notices: Record<string, string> = {
  card: 'Your card was saved.',
  canceled: 'Your subscription is cancelled.',
  renewed: 'Your subscription goes on.',
  changed: 'Your plan was changed.',
  details: 'Your details were saved.',
}

/** Where the task of a session leads once it is done; for all else, home. */
export async function finish(
  { store }: Context,
  c: HonoContext,
  visit: Visit,
  notice: keyof typeof notices,
): Promise<Response> {
  const home = `${homeOf(visit)}?done=${notice}`
  if (!visit.flow) return c.redirect(home, 303)
  await store.hide('billing_portal.session', visit.session.id, { done: true })
  const { after_completion: after } = visit.flow
  switch (after.type) {
    case 'redirect':
      return c.redirect(after.redirect!.return_url, 303)
    case 'hosted_confirmation': {
      const { return_url } = visit.session
      const back = return_url ? { href: return_url, label: 'Back to the shop' } : undefined
      const text = after.hosted_confirmation?.custom_message ?? notices[notice]!
      return c.html(messagePage('Done', text, back))
    }
    default:
      return c.redirect(home, 303)
  }
}
