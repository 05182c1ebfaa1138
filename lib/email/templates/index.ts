import 'server-only'
import { lowBalance } from './low-balance'
import { paymentConfirmed } from './payment-confirmed'
import { paymentFailed } from './payment-failed'
import { signIn } from './sign-in'
import { subscriptionStarted } from './subscription-started'

/** Every mail by its name in the outbox. A name is kept for as long as rows may hold it. */
export const templates = {
  sign_in: signIn,
  payment_confirmed: paymentConfirmed,
  subscription_started: subscriptionStarted,
  payment_failed: paymentFailed,
  low_balance: lowBalance,
}

export type TemplateName = keyof typeof templates
export type TemplateProps<Name extends TemplateName> = Parameters<(typeof templates)[Name]>[0]
