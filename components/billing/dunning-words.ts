import type { Owed } from '@/lib/billing'
import { formatDay } from '@/components/ui/date'
import { formatMoney } from '@/lib/money'

type Words = {
  tone: 'warn' | 'danger'
  title: string
  /** What it means for now. */
  meanwhile: string
  /** What comes next by itself. */
  next: string
}

type Said = Pick<
  Owed,
  | 'stage'
  | 'planName'
  | 'planEnded'
  | 'amountMinor'
  | 'currency'
  | 'retryAt'
  | 'sameCard'
  | 'suspendsAt'
>

function stopped({ planName, planEnded }: Said): string {
  return planEnded
    ? `${planName} has ended, and nothing was charged. Credits you bought stay yours.`
    : `You are on Free for now, and nothing was charged. Paying brings ${planName} back at once.`
}

const words: Record<Owed['stage'], (owed: Said) => Omit<Words, 'next'>> = {
  first: ({ planName }) => ({
    tone: 'warn',
    title: `Your ${planName} renewal is not paid`,
    meanwhile: `${planName} goes on meanwhile, and nothing was charged.`,
  }),
  second: ({ planName }) => ({
    tone: 'warn',
    title: `Your ${planName} renewal failed a second time`,
    meanwhile: `${planName} goes on for now, and nothing was charged. After a third try that fails it stops.`,
  }),
  free: (owed) => ({
    tone: 'danger',
    title: owed.planEnded ? `${owed.planName} has ended unpaid` : `${owed.planName} has stopped`,
    meanwhile: stopped(owed),
  }),
  suspended: ({ amountMinor, currency }) => ({
    tone: 'danger',
    title: 'Your account is suspended',
    meanwhile: `Your credits stay as they are and cannot be spent. Paying ${formatMoney(amountMinor, currency)} lifts it at once.`,
  }),
}

function nextTry({ retryAt, sameCard }: Said): string {
  if (retryAt === null) return 'The card is not tried again by itself.'
  const day = formatDay(retryAt)
  return sameCard
    ? `The card is tried again on ${day}.`
    : `This card is not tried again; another one is, on ${day}.`
}

/** What an unpaid renewal means, the same words wherever it is shown. */
export function dunningWords(owed: Said): Words {
  const { stage, suspendsAt } = owed
  const suspension =
    stage === 'suspended'
      ? ''
      : ` If it is still unpaid on ${formatDay(suspendsAt)}, the account is suspended.`
  return { ...words[stage](owed), next: nextTry(owed) + suspension }
}
