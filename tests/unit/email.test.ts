import { expect, test } from 'vitest'
import { formatMoney } from '@/lib/money'
import { templates } from '@/lib/email/templates'

const hostile = '"><script>alert(1)</script>&'

const rendered = [
  templates.sign_in({ url: `https://app.example/?x=${hostile}`, minutes: 60 }),
  templates.payment_confirmed({
    description: hostile,
    amountMinor: 2_200,
    currency: 'usd',
    creditsAdded: '+1,000 cr',
    receiptUrl: null,
    appUrl: 'https://app.example',
  }),
  templates.subscription_started({
    planName: hostile,
    interval: 'month',
    amountMinor: 2_000,
    currency: 'usd',
    creditsPerMonth: '1,000 cr',
    renewsAt: '2026-12-21T00:00:00.000Z',
    appUrl: 'https://app.example',
  }),
  templates.payment_failed({
    description: hostile,
    reason: hostile,
    retryUrl: 'https://app.example/billing',
  }),
  templates.low_balance({
    left: hostile,
    mark: '20 cr',
    empty: false,
    runsOutAt: '2026-12-03T10:00:00.000Z',
    appUrl: 'https://app.example',
  }),
]

test.each(rendered.map((mail) => [mail.subject, mail] as const))(
  '%s: what it is told is text, in both parts',
  (_subject, mail) => {
    expect(mail.html).not.toContain('<script>')
    expect(mail.html).toContain('&lt;script&gt;')
    expect(mail.text).toContain(hostile)
    expect(mail.text).not.toContain('&lt;')
  },
)

test('a payment names the amount and the credits', () => {
  const { text } = rendered[1]!
  expect(text).toContain('Paid: $22.00')
  expect(text).toContain('Credits: +1,000 cr')
})

test('running low names the day, unless nothing is left or nobody knows it', () => {
  expect(rendered.at(-1)?.text).toContain('around 3 December 2026')
  const props = { left: '0 cr', mark: '20 cr', appUrl: 'https://app.example' }
  for (const unknown of [
    { empty: true, runsOutAt: '2026-12-03T10:00:00.000Z' },
    { empty: false, runsOutAt: null },
  ])
    expect(templates.low_balance({ ...props, ...unknown }).text).not.toContain('around')
})

test.each([
  [2_000, 'usd', '$20.00'],
  [2_000, 'jpy', '¥2,000'],
  [1_234, 'kwd', 'KWD\u00a01.234'],
])('%i %s is %s', (minor, currency, text) => {
  expect(formatMoney(minor, currency)).toBe(text)
})
