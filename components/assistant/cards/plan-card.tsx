import { cardName } from '@/components/billing/card-words'
import { Credits, Money } from '@/components/ui/amount'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { formatDay, formatInstant } from '@/components/ui/date'
import { credits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine, SlipLink, SlipNote } from './slip'

const statuses: Record<string, { label: string; tone: BadgeTone }> = {
  active: { label: 'active', tone: 'accent' },
  trialing: { label: 'trial', tone: 'accent' },
  past_due: { label: 'payment overdue', tone: 'danger' },
  unpaid: { label: 'unpaid', tone: 'danger' },
  incomplete: { label: 'first payment open', tone: 'warn' },
  paused: { label: 'paused', tone: 'warn' },
}

const billed = { month: 'monthly', year: 'yearly' }

export function PlanCard(plan: OutputOf<'get_plan'>) {
  const status = plan.status && (statuses[plan.status] ?? { label: plan.status, tone: 'neutral' })
  return (
    <Slip
      title="Your plan"
      figure={
        <span className="flex items-center gap-2">
          {status && <Badge tone={status.tone}>{status.label}</Badge>}
          {plan.plan}
        </span>
      }
    >
      <ul>
        {plan.creditsPerMonth > 0 && (
          <SlipLine what="Credits a month">
            <Credits amount={credits(plan.creditsPerMonth)} />
          </SlipLine>
        )}
        {plan.price && plan.interval && (
          <SlipLine what="Price" note={`billed ${billed[plan.interval]}`}>
            <Money minor={plan.price.minor} currency={plan.price.currency} />
          </SlipLine>
        )}
        {plan.trialEnds && (
          <SlipLine what="Trial until" note="then the first payment">
            <span className="num">{formatDay(plan.trialEnds)}</span>
          </SlipLine>
        )}
        {plan.renews && !plan.trialEnds && !plan.unpaid && (
          <SlipLine what={plan.changesTo ? 'Next payment' : 'Renews'}>
            <span className="num">{formatDay(plan.renews)}</span>
          </SlipLine>
        )}
        {plan.changesTo && (
          <SlipLine
            what={`Changes to ${plan.changesTo.plan}`}
            note={`${billed[plan.changesTo.interval]}, until then all stays as it is`}
          >
            <span className="num">{formatDay(plan.changesTo.on)}</span>
          </SlipLine>
        )}
        {plan.ends && (
          <SlipLine what="Ends" note="it is cancelled and does not renew">
            <span className="num">{formatDay(plan.ends)}</span>
          </SlipLine>
        )}
        {plan.card && <SlipLine what="Card">{cardName(plan.card)}</SlipLine>}
        {plan.unpaid && (
          <SlipLine
            what="Unpaid"
            note={`since ${formatDay(plan.unpaid.since)}. ${plan.unpaid.why}`}
          >
            <Money
              minor={plan.unpaid.amount.minor}
              currency={plan.unpaid.amount.currency}
              className="text-danger"
            />
          </SlipLine>
        )}
      </ul>
      {plan.waitsForPayment && (
        <SlipNote>
          The change to {plan.waitsForPayment.plan} waits for its payment until{' '}
          {formatInstant(plan.waitsForPayment.until)}.{' '}
          <SlipLink to={plan.waitsForPayment.payAt}>Finish the payment</SlipLink>
        </SlipNote>
      )}
      {plan.byAgreement && <SlipNote>By agreement: to change it, write to us.</SlipNote>}
    </Slip>
  )
}
