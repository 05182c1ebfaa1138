import { creditsInWords } from '@/lib/credits/format'
import { microCredits } from '@/lib/credits/unit'
import { formatMoney } from '@/lib/money'

/** An amount as tools return it: exact for machines, readable for the model and the card. */
export type Amount = { micro: number; text: string }

export const amount = (micro: number): Amount => ({
  micro,
  text: creditsInWords(microCredits(micro)),
})

/** Money as tools return it; `minor` in the currency's smallest unit. */
export type Sum = { minor: number; currency: string; text: string }

export const sum = (minor: number, currency: string): Sum => ({
  minor,
  currency,
  text: formatMoney(minor, currency),
})

/** A day as tools return it, in UTC. */
export const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10)
