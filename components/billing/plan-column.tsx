'use client'

import { Check } from 'lucide-react'
import Link from 'next/link'
import { Money } from '@/components/ui/amount'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import {
  isByAgreement,
  plans,
  recommendedPlan,
  type Interval,
  type PaidPlanKey,
  type PlanKey,
} from '@/lib/catalogue'
import { formatCredits, unit } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'
import { CheckoutButton } from './checkout-button'
import { featureNames, limitText } from '@/lib/entitlements/names'

/** Who looks at the prices. `interval` is that of a running subscription; `mayTry`: a trial is still to be had. */
export type Viewer =
  | { signedIn: false; planKey: null; interval: null; mayTry: true }
  | { signedIn: true; planKey: PlanKey; interval: Interval | null; mayTry: boolean }

type PlanColumnProps = { plan: PlanKey; interval: Interval; viewer: Viewer; contact: string }

const isPaid = (plan: PlanKey): plan is PaidPlanKey => plans[plan].prices !== null

export function PlanColumn({ plan, interval, viewer, contact }: PlanColumnProps) {
  const { name, tagline, creditsPerMonth, rolloverCap, features, limits } = plans[plan]
  const mine = viewer.planKey === plan
  return (
    <section
      aria-label={`${name} plan`}
      className={cn(
        'grid grid-rows-[auto_auto_auto_1fr] gap-y-5 border-b border-rule py-6 sm:px-6 sm:odd:border-r sm:odd:pl-0 sm:even:pr-0 lg:border-r lg:border-b-0 lg:px-6 lg:first:pl-0 lg:last:border-r-0 lg:last:pr-0 lg:odd:pl-6 lg:first:odd:pl-0 lg:even:pr-6 lg:last:even:pr-0',
      )}
    >
      <div>
        <h3 className="flex items-center gap-2 text-lg font-semibold">
          {name}
          {mine && <Badge tone="accent">your plan</Badge>}
        </h3>
        <p className="mt-1 text-sm text-soft lg:min-h-10">{tagline}</p>
      </div>
      <Price plan={plan} interval={interval} />
      <Choice plan={plan} interval={interval} viewer={viewer} contact={contact} />
      <ul className="grid content-start gap-2 text-sm">
        <Line>
          {creditsPerMonth > 0 ? (
            <>
              <span className="num">{formatCredits(credits(creditsPerMonth))}</span> {unit.word} a
              month
            </>
          ) : (
            'Credits by agreement'
          )}
        </Line>
        {rolloverCap > 0 && (
          <Line>
            Up to <span className="num">{formatCredits(credits(rolloverCap))}</span> unspent carried
            over
          </Line>
        )}
        {features.map((feature) => (
          <Line key={feature}>{featureNames[feature]}</Line>
        ))}
        <Line>
          {limits.chats_per_month === -1
            ? 'Any number of chats'
            : `${limitText(limits.chats_per_month)} chats a month`}
        </Line>
      </ul>
    </section>
  )
}

function Line({ children }: { children: React.ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <Check className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden="true" />
      <span>{children}</span>
    </li>
  )
}

function Price({ plan, interval }: { plan: PlanKey; interval: Interval }) {
  if (!isPaid(plan))
    return (
      <p className="flex h-16 flex-col justify-end">
        {isByAgreement(plan) ? (
          <span className="text-2xl font-medium tracking-tight">By agreement</span>
        ) : (
          <Money minor={0} className="text-2xl font-medium" />
        )}
        <span className="text-sm text-soft">
          {isByAgreement(plan) ? 'invoiced' : 'no card asked for'}
        </span>
      </p>
    )
  const { unitAmount } = plans[plan].prices[interval]
  return (
    <p className="flex h-16 flex-col justify-end">
      <span>
        <Money minor={unitAmount} className="text-2xl font-medium" />
        <span className="text-soft"> a {interval}</span>
      </span>
      <span className="text-sm text-soft">
        {interval === 'year' ? (
          <>
            <Money minor={Math.round(unitAmount / 12)} /> a month
          </>
        ) : (
          'cancel any time'
        )}
      </span>
    </p>
  )
}

function Choice({ plan, interval, viewer, contact }: PlanColumnProps) {
  const { name } = plans[plan]
  const ask = (subject: string, label: string) => (
    <Button asChild variant="secondary">
      <a href={`mailto:${contact}?subject=${encodeURIComponent(subject)}`}>{label}</a>
    </Button>
  )
  if (viewer.planKey === plan && (viewer.interval === null || viewer.interval === interval))
    return (
      <Button asChild variant="secondary">
        <Link href="/billing">Your plan</Link>
      </Button>
    )
  if (isByAgreement(plan)) return ask(`Tollgate ${name}`, 'Write to us')
  if (!viewer.signedIn)
    return (
      <Button asChild variant={plan === recommendedPlan ? 'primary' : 'secondary'}>
        <Link href={isPaid(plan) ? '/sign-in?next=%2Fpricing' : '/sign-in'}>
          {isPaid(plan) ? `Choose ${name}` : 'Start free'}
        </Link>
      </Button>
    )
  if (!isPaid(plan))
    return (
      <span className="flex h-9.5 items-center text-sm text-soft">
        where you are when a plan ends
      </span>
    )
  // Somebody with a running subscription changes it instead of buying a second one beside it.
  if (viewer.interval !== null)
    return (
      <Button asChild variant={plan === recommendedPlan ? 'secondary' : 'primary'}>
        <Link href={`/billing/change?plan=${plan}&interval=${interval}`} prefetch={false}>
          Change to {viewer.planKey === plan ? `${interval}ly` : name}
        </Link>
      </Button>
    )
  return (
    <div className="grid gap-2">
      <CheckoutButton
        item={{ kind: 'subscription', plan, interval }}
        variant={plan === recommendedPlan ? 'primary' : 'secondary'}
        label={`Choose ${name}, ${interval === 'year' ? 'yearly' : 'monthly'}`}
      >
        Choose {name}
      </CheckoutButton>
      {viewer.mayTry && plans[plan].trial && (
        <CheckoutButton
          item={{ kind: 'subscription', plan, interval, trial: true }}
          variant="secondary"
          label={`Try ${name} for ${plans[plan].trial.days} days, ${interval === 'year' ? 'yearly' : 'monthly'} afterwards`}
        >
          Try {plans[plan].trial.days} days first
        </CheckoutButton>
      )}
    </div>
  )
}
