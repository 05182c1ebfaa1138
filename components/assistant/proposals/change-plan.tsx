'use client'

import { Credits, Money } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import { plans } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import type { ProposalOf } from '../cards/output'
import { SlipLine, SlipLink, SlipNote } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

type Proposal = ProposalOf<'change_plan'>
type Terms = Proposal['preview']['terms']

export function ChangePlanProposal({ proposal: given }: { proposal: Proposal }) {
  const control = useProposal(given)
  const { preview, outcome } = control.proposal
  const { terms } = preview
  const [from, to] = [plans[terms.from.planKey].name, plans[terms.to.planKey].name]
  const samePlan = terms.from.planKey === terms.to.planKey
  const title = samePlan ? `${to}, paid by the ${terms.to.interval}` : `${from} to ${to}`
  const upgrade = terms.direction === 'upgrade'
  const due = upgrade ? Math.max(terms.dueMinor, 0) : 0
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: ${title}`}
      title={title}
      figure={<Money minor={due} currency={terms.currency} />}
      isRefused={outcome?.status === 'declined'}
      outcome={outcome && <Outcome outcome={outcome} from={from} to={to} />}
      action={
        <ConfirmButton control={control}>
          {!upgrade ? (
            `Change on ${formatDay(terms.effectiveAt)}`
          ) : due > 0 ? (
            <span>
              Pay <Money minor={due} currency={terms.currency} /> and change
            </span>
          ) : (
            'Change now'
          )}
        </ConfirmButton>
      }
    >
      {terms.direction === 'upgrade' ? (
        <UpgradeTerms terms={terms} from={from} to={to} />
      ) : (
        <DowngradeTerms terms={terms} from={from} to={to} />
      )}
    </ProposalSlip>
  )
}

type Named<Direction> = {
  terms: Extract<Terms, { direction: Direction }>
  from: string
  to: string
}

function UpgradeTerms({ terms, from, to }: Named<'upgrade'>) {
  const { lines, discountMinor, taxMinor, balanceMinor, dueMinor, creditsNow, currency } = terms
  const money = (minor: number) => <Money minor={minor} currency={currency} />
  return (
    <>
      <ul>
        {lines.map(({ description, amountMinor }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the lines of one preview never move
          <SlipLine key={index} what={description.quoted}>
            {money(amountMinor)}
          </SlipLine>
        ))}
        {discountMinor !== 0 && <SlipLine what="Discount">{money(-discountMinor)}</SlipLine>}
        {taxMinor !== 0 && <SlipLine what="Tax">{money(taxMinor)}</SlipLine>}
        {balanceMinor !== 0 && (
          <SlipLine what="From your balance at Stripe">{money(-balanceMinor)}</SlipLine>
        )}
        <SlipLine what="Due now" strong>
          {money(Math.max(dueMinor, 0))}
        </SlipLine>
        <SlipLine what="Credits that arrive now">
          <Credits amount={creditsNow} signed />
        </SlipLine>
        <SlipLine what={`From ${formatDay(terms.renewsAt)}`}>
          {money(terms.priceMinor)} a {terms.to.interval}
        </SlipLine>
      </ul>
      <SlipNote>
        {terms.endsTrial && 'This ends the trial. '}
        {dueMinor > 0 && 'Your card is charged at once. '}
        {to} begins when it is paid; if the payment fails you stay on {from}.
      </SlipNote>
    </>
  )
}

function DowngradeTerms({ terms, from, to }: Named<'downgrade'>) {
  const { effectiveAt, currency, priceMinor } = terms
  const day = formatDay(effectiveAt)
  return (
    <>
      <ul>
        <SlipLine what={`Until ${day}`}>{from}, as it is</SlipLine>
        <SlipLine what={`From ${day}`}>
          {to}, <Money minor={priceMinor} currency={currency} /> a {terms.to.interval}
        </SlipLine>
        <SlipLine what="Credits from then on">
          <Credits amount={credits(plans[terms.to.planKey].creditsPerMonth)} /> a month
        </SlipLine>
      </ul>
      <SlipNote>
        Nothing is charged now. Until {day} it can be taken back with one click. Credits you bought
        stay.
      </SlipNote>
    </>
  )
}

type OutcomeProps = { outcome: NonNullable<Proposal['outcome']>; from: string; to: string }

function Outcome({ outcome, from, to }: OutcomeProps) {
  if (outcome.status === 'changed')
    return <p>You are on {to}. It is paid, and the credits have arrived.</p>
  if (outcome.status === 'scheduled')
    return (
      <p>
        You change to {to} on {formatDay(outcome.effectiveAt)}. Nothing was charged.
      </p>
    )
  const declined = outcome.status === 'declined'
  return (
    <>
      <p className="font-medium text-ink">
        {declined ? 'The payment did not go through.' : 'Your bank wants you to confirm it.'}
      </p>
      <p>
        {declined && `${outcome.reason} `}
        Nothing was charged, and you stay on {from}. {to} begins when it is paid; otherwise the
        change lapses within a day.
      </p>
      <SlipLink to={outcome.url}>
        {declined ? 'Pay with another card' : 'Confirm the payment'}
      </SlipLink>
    </>
  )
}
