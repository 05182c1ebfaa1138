import Link from 'next/link'
import { Money } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import type { Owed } from '@/lib/billing'
import { dunningWords } from './dunning-words'

/** What stands open, for whoever holds the link: what, how much, why, and one button. */
export function PayOwed({ owed }: { owed: Owed }) {
  const { title, meanwhile, next } = dunningWords(owed)
  const facts = [
    ['Plan', owed.planName],
    ['Open since', formatDay(owed.since)],
  ]
  return (
    <div className="shell py-14 lg:py-20">
      <div className="grid max-w-lg gap-6">
        <h1 className="text-2xl font-semibold">{title}</h1>
        <dl className="border-t-2 border-ink">
          <div className="flex items-baseline justify-between gap-4 border-b border-rule py-3">
            <dt className="text-soft">To pay</dt>
            <dd className="text-2xl font-semibold tracking-tight">
              <Money minor={owed.amountMinor} currency={owed.currency} />
            </dd>
          </div>
          {facts.map(([label, value]) => (
            <div
              key={label}
              className="flex items-baseline justify-between gap-4 border-b border-rule py-3"
            >
              <dt className="text-soft">{label}</dt>
              <dd className="num">{value}</dd>
            </div>
          ))}
        </dl>
        <div className="grid gap-3 text-soft">
          <p>{owed.reason}</p>
          <p>
            {meanwhile} {next}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {owed.hostedInvoiceUrl && (
            <Button asChild size="lg">
              <a href={owed.hostedInvoiceUrl} rel="noreferrer">
                {owed.needsAction ? 'Confirm the payment' : 'Pay by card'}
              </a>
            </Button>
          )}
          <Button asChild size="lg" variant="secondary">
            <Link href="/billing#owed">Sign in instead</Link>
          </Button>
        </div>
        <p className="text-sm text-soft">
          The payment page is Stripe’s. The card you pay with is charged for the next renewals too.
          Paid already? It shows here within a minute.
        </p>
      </div>
    </div>
  )
}
