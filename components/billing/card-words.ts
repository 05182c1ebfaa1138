import type { CardView } from '@/lib/billing'

const brands: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  sepa_debit: 'SEPA debit',
  us_bank_account: 'Bank account',
  link: 'Link',
}

/** `Visa •••• 4242`. A brand nobody knows yet is shown by Stripe's name for it. */
export function cardName({ brand, last4 }: Pick<CardView, 'brand' | 'last4'>): string {
  const name = Object.hasOwn(brands, brand) ? brands[brand] : brand.replaceAll('_', ' ')
  return last4 ? `${name} •••• ${last4}` : `${name}`
}
