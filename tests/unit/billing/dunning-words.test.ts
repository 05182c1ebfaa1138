import { expect, test } from 'vitest'
import { cardName } from '@/components/billing/card-words'
import { dunningWords } from '@/components/billing/dunning-words'
import { stages, type StageKey } from '@/lib/billing/dunning/stages'

const owed = {
  stage: 'first' as StageKey,
  planName: 'Pro',
  planEnded: false,
  amountMinor: 2_000,
  currency: 'usd',
  sameCard: true,
  retryAt: '2026-12-21T09:00:00.000Z',
  suspendsAt: '2027-01-03T09:00:00.000Z',
}

test('checklist 29: the retry date is said, or that there is none', () => {
  expect(dunningWords(owed).next).toBe(
    'The card is tried again on 21 Dec 2026. If it is still unpaid on 3 Jan 2027, the account is suspended.',
  )
  expect(dunningWords({ ...owed, retryAt: null }).next).toContain('is not tried again by itself')
  expect(dunningWords({ ...owed, sameCard: false }).next).toContain(
    'This card is not tried again; another one is, on 21 Dec 2026.',
  )
  expect(dunningWords({ ...owed, stage: 'suspended' }).next).not.toContain('still unpaid')
})

test.each(Object.keys(stages) as StageKey[])(
  '%s: what is said of the plan is what the stage does',
  (stage) => {
    const { tone, meanwhile, title } = dunningWords({ ...owed, stage })
    const { keepsPlan, suspends } = stages[stage]
    expect(tone).toBe(keepsPlan ? 'warn' : 'danger')
    expect(meanwhile.includes('Pro goes on')).toBe(keepsPlan)
    expect(title.includes('suspended')).toBe(suspends)
  },
)

test('a plan that Stripe has ended is not promised back', () => {
  const { title, meanwhile } = dunningWords({ ...owed, stage: 'free', planEnded: true })
  expect(title).toBe('Pro has ended unpaid')
  expect(meanwhile).not.toContain('back')
})

test('a card is named, also one of a brand that nobody knows yet', () => {
  expect(cardName({ brand: 'visa', last4: '4242' })).toBe('Visa •••• 4242')
  expect(cardName({ brand: 'new_brand', last4: '0001' })).toBe('new brand •••• 0001')
  expect(cardName({ brand: 'link', last4: null })).toBe('Link')
})
