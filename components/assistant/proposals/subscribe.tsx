'use client'

import { useState } from 'react'
import { Credits, Money } from '@/components/ui/amount'
import { credits } from '@/lib/credits/unit'
import type { ProposalOf } from '../cards/output'
import { SlipLine, SlipNote } from '../cards/slip'
import { CheckoutOutcome } from './checkout-outcome'
import { Choices } from './choices'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

const billed = { month: 'monthly', year: 'yearly' }

export function SubscribeProposal(props: { proposal: ProposalOf<'subscribe'> }) {
  const control = useProposal(props.proposal)
  const { preview, outcome, status } = control.proposal
  const { planName, interval, price, creditsPerMonth, trial } = preview
  const [chosen, setChosen] = useState<'trial' | 'pay'>(trial ? 'trial' : 'pay')
  const begins = outcome ? outcome.trial : chosen === 'trial'
  const money = <Money minor={price.minor} currency={price.currency} />
  const free = <Money minor={0} currency={price.currency} />
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: subscribe to ${planName}`}
      title={`${planName}, ${billed[interval]}`}
      figure={begins ? free : money}
      isRefused={outcome?.paid === 'failed'}
      outcome={
        outcome && (
          <CheckoutOutcome
            outcome={outcome}
            paid={
              begins ? `Your ${planName} trial has begun.` : `You are on ${planName}. It is paid.`
            }
          />
        )
      }
      action={
        <ConfirmButton control={control} choice={chosen}>
          {begins ? 'Start the trial' : 'Go to the payment page'}
        </ConfirmButton>
      }
    >
      {trial && (
        <Choices
          legend="How to begin"
          chosen={begins ? 'trial' : 'pay'}
          onChoose={setChosen}
          disabled={status !== 'proposed' || control.pending !== undefined}
          choices={[
            {
              key: 'trial',
              what: `Try it for ${trial.days} days`,
              note: `with ${trial.credits} credits, then the first payment`,
              figure: free,
            },
            { key: 'pay', what: 'Pay from today', note: 'with the plan’s credits', figure: money },
          ]}
        />
      )}
      <ul className="border-t border-rule first:border-t-0">
        <SlipLine what={trial ? 'After the trial' : 'Price'}>
          {money} a {interval}
        </SlipLine>
        <SlipLine what="Credits a month">
          <Credits amount={credits(creditsPerMonth)} />
        </SlipLine>
      </ul>
      <SlipNote>
        The card is asked for on the next page; nothing is charged before. It renews by itself and
        can be cancelled at any time.
      </SlipNote>
    </ProposalSlip>
  )
}
