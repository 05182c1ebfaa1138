import 'server-only'
import { apiKeyCreated } from './api-key-created'
import { autoTopUpAuthentication, autoTopUpFailed } from './auto-topup'
import { disputeClosed, disputeOpened } from './dispute'
import {
  dunningFirst,
  dunningFree,
  dunningRecovered,
  dunningSecond,
  dunningSuspended,
} from './dunning'
import { lowBalance } from './low-balance'
import { overageCap } from './overage-cap'
import { paymentConfirmed } from './payment-confirmed'
import { paymentFailed } from './payment-failed'
import { refund } from './refund'
import { renewal } from './renewal'
import { signIn } from './sign-in'
import { subscriptionStarted } from './subscription-started'
import { trialEnding } from './trial-ending'
import { upgradeLapsed, upgradePending } from './upgrade'

/** Every mail by its name in the outbox. A name is kept for as long as rows may hold it. */
export const templates = {
  sign_in: signIn,
  payment_confirmed: paymentConfirmed,
  renewal,
  subscription_started: subscriptionStarted,
  payment_failed: paymentFailed,
  low_balance: lowBalance,
  trial_ending: trialEnding,
  upgrade_pending: upgradePending,
  upgrade_lapsed: upgradeLapsed,
  dunning_first: dunningFirst,
  dunning_second: dunningSecond,
  dunning_free: dunningFree,
  dunning_suspended: dunningSuspended,
  dunning_recovered: dunningRecovered,
  refund,
  dispute_opened: disputeOpened,
  dispute_closed: disputeClosed,
  auto_topup_failed: autoTopUpFailed,
  auto_topup_authentication: autoTopUpAuthentication,
  overage_cap: overageCap,
  api_key_created: apiKeyCreated,
}

export type TemplateName = keyof typeof templates
export type TemplateProps<Name extends TemplateName> = Parameters<(typeof templates)[Name]>[0]
