import type { CardInput, BillingDetails } from '../engine/methods'

export type FieldName = 'email' | 'name' | 'country' | 'postal_code' | 'number' | 'expiry' | 'cvc'
export type Values = Record<FieldName, string>
export type Problems = Partial<Record<FieldName, string>>

export const fieldNames: FieldName[] = [
  'email',
  'name',
  'country',
  'postal_code',
  'number',
  'expiry',
  'cvc',
]

export const countries: [code: string, name: string][] = [
  ['AT', 'Austria'],
  ['AU', 'Australia'],
  ['BR', 'Brazil'],
  ['CA', 'Canada'],
  ['CH', 'Switzerland'],
  ['DE', 'Germany'],
  ['ES', 'Spain'],
  ['FR', 'France'],
  ['GB', 'United Kingdom'],
  ['IN', 'India'],
  ['IT', 'Italy'],
  ['JP', 'Japan'],
  ['NL', 'Netherlands'],
  ['PL', 'Poland'],
  ['SE', 'Sweden'],
  ['US', 'United States'],
]

/** The checksum every card number carries (ISO/IEC 7812-1). */
function passesLuhn(number: string): boolean {
  const sum = [...number].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function numberProblem(number: string): string | undefined {
  if (number === '') return 'Enter your card number.'
  if (!/^\d{13,19}$/.test(number)) return 'Your card number is incomplete.'
  return passesLuhn(number) ? undefined : 'Your card number is invalid.'
}

function readExpiry(text: string): { month: number; year: number } | undefined {
  const match = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(text)
  if (!match) return undefined
  const year = Number(match[2])
  return { month: Number(match[1]), year: year < 100 ? 2000 + year : year }
}

function expiryProblem(text: string, now: Date): string | undefined {
  if (text === '') return 'Enter your card’s expiration date.'
  const expiry = readExpiry(text)
  if (!expiry || expiry.month < 1 || expiry.month > 12)
    return 'Your card’s expiration date is incomplete.'
  const past = new Date(Date.UTC(expiry.year, expiry.month)) <= now
  return past ? 'Your card’s expiration date is in the past.' : undefined
}

const digits = (text: string) => text.replaceAll(/[\s-]/g, '')

export type CardForm = { card: CardInput; billing: BillingDetails }

/** What the customer typed, as a card, or a sentence for each field that is wrong. */
export function readCardForm(
  values: Values,
  now: Date,
  { withEmail = true } = {},
): { form: CardForm } | { problems: Problems } {
  const number = digits(values.number)
  const found: Problems = {
    email:
      !withEmail || /^[^\s@]+@[^\s@]+$/.test(values.email)
        ? undefined
        : 'Enter your email address, like name@example.com.',
    number: numberProblem(number),
    expiry: expiryProblem(values.expiry, now),
    cvc: /^\d{3,4}$/.test(values.cvc)
      ? undefined
      : 'Enter the 3 or 4 digits of your security code.',
    name: values.name === '' ? 'Enter the name on your card.' : undefined,
    country: countries.some(([code]) => code === values.country)
      ? undefined
      : 'Choose your country.',
    postal_code: values.postal_code === '' ? 'Enter your postal code.' : undefined,
  }
  const problems = Object.fromEntries(Object.entries(found).filter(([, text]) => text)) as Problems
  const expiry = readExpiry(values.expiry)
  if (Object.keys(problems).length > 0 || !expiry) return { problems }
  return {
    form: {
      card: { number, expMonth: expiry.month, expYear: expiry.year },
      billing: {
        email: values.email || null,
        name: values.name,
        address: {
          city: null,
          country: values.country,
          line1: null,
          line2: null,
          postal_code: values.postal_code,
          state: null,
        },
      },
    },
  }
}

export function readValues(body: Record<string, unknown>): Values {
  const entries = fieldNames.map((name) => {
    const value = body[name]
    return [name, typeof value === 'string' ? value.trim().slice(0, 200) : '']
  })
  return Object.fromEntries(entries) as Values
}
