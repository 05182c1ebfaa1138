import type { TemplateName, TemplateProps } from './templates'

const appUrl = 'https://app.example'
const day = '2026-12-21T09:30:00.000Z'
const money = { amountMinor: 20_00, currency: 'usd' }
const disputed = { description: '1,000 credits', amountMinor: 22_00, currency: 'usd', appUrl }
const pack = { packName: '1,000 credits', amountMinor: 22_00, currency: 'usd' }
const renewalOwed = {
  ...money,
  planName: 'Pro',
  reason: 'The card has insufficient funds. Please use another card, or try again later.',
  retryAt: day,
  sameCard: true,
  payUrl: `${appUrl}/pay/sample`,
}

/** What each mail is shown with where mails are looked at, and drawn with in the tests. */
export const samples: { [Name in TemplateName]: TemplateProps<Name> } = {
  sign_in: { url: `${appUrl}/sign-in/confirm?token=sample`, minutes: 60 },
  payment_confirmed: {
    description: '1,000 credits',
    amountMinor: 22_00,
    currency: 'usd',
    creditsAdded: '+1,000 cr',
    receiptUrl: null,
    appUrl,
  },
  renewal: {
    ...money,
    planName: 'Pro',
    creditsPerMonth: '1,000 cr',
    renewsAt: day,
    receiptUrl: null,
    appUrl,
  },
  subscription_started: {
    ...money,
    planName: 'Pro',
    interval: 'month',
    creditsPerMonth: '1,000 cr',
    renewsAt: day,
    appUrl,
  },
  payment_failed: {
    description: '1,000 credits',
    reason: 'The card has expired. Please use another one.',
    retryUrl: `${appUrl}/billing`,
  },
  low_balance: { left: '18.4 cr', mark: '20 cr', empty: false, runsOutAt: day, appUrl },
  trial_ending: { ...money, planName: 'Pro', endsAt: day, interval: 'month', appUrl },
  upgrade_pending: {
    planName: 'Business',
    currentPlanName: 'Pro',
    amountMinor: 30_00,
    currency: 'usd',
    url: `${appUrl}/billing`,
    until: day,
  },
  upgrade_lapsed: { planName: 'Business', currentPlanName: 'Pro', appUrl },
  dunning_first: renewalOwed,
  dunning_second: renewalOwed,
  dunning_free: renewalOwed,
  dunning_suspended: { ...renewalOwed, retryAt: null },
  dunning_recovered: {
    ...money,
    planName: 'Pro',
    planBack: true,
    renewsAt: day,
    receiptUrl: null,
    appUrl,
  },
  refund: { ...disputed, creditsTaken: '−1,000 cr' },
  dispute_opened: disputed,
  dispute_closed: { ...disputed, won: true },
  auto_topup_failed: {
    ...pack,
    reason: 'The card has expired. Please use another one.',
    nextTryAt: day,
    appUrl,
  },
  auto_topup_authentication: { ...pack, url: `${appUrl}/billing` },
  overage_cap: { capMinor: 50_00, currency: 'usd', periodEnd: day, appUrl },
  api_key_created: {
    name: 'Production',
    prefix: 'tg_4fKq81Zr',
    scopes: ['chat', 'balance:read'],
    expiresAt: day,
    appUrl,
  },
}
