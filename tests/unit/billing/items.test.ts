import { describe, expect, test } from 'vitest'
import { checkoutItem, itemRow } from '@/lib/billing/items'
import { packKeys, paidPlanKeys } from '@/lib/catalogue'

describe('checklist 3: a checkout takes plan and pack keys only', () => {
  test.each(packKeys)('pack %s', (pack) => {
    const item = checkoutItem.parse({ kind: 'topup', pack })
    expect(itemRow(item)).toMatchObject({ kind: 'topup', itemKey: pack, interval: null })
  })

  test.each(paidPlanKeys)('plan %s', (plan) => {
    const item = checkoutItem.parse({ kind: 'subscription', plan, interval: 'year' })
    expect(itemRow(item)).toMatchObject({ itemKey: plan, lookupKey: `${plan}_year` })
  })

  test.each([
    ['an amount', { kind: 'topup', pack: 'small', amount: 1 }],
    ['a quantity', { kind: 'topup', pack: 'small', quantity: -5 }],
    ['a price id', { kind: 'topup', pack: 'small', priceId: 'price_1' }],
    ['another user', { kind: 'topup', pack: 'small', userId: 'somebody' }],
    ['a price id in place of a plan', { kind: 'subscription', plan: 'price_1', interval: 'month' }],
    ['a plan that is not sold', { kind: 'subscription', plan: 'free', interval: 'month' }],
    ['an interval that is not sold', { kind: 'subscription', plan: 'pro', interval: 'week' }],
    ['a name every object has', { kind: 'topup', pack: 'constructor' }],
    ['no kind', { pack: 'small' }],
    ['nothing', null],
  ])('refuses %s', (_what, input) => {
    expect(checkoutItem.safeParse(input).success).toBe(false)
  })
})
