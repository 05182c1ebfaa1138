'use client'

import { useState } from 'react'
import { Money } from '@/components/ui/amount'
import { creditsInWords, formatCredits, unit } from '@/lib/credits/format'
import { credits as wholeCredits } from '@/lib/credits/unit'
import type { ProposalOf } from '../cards/output'
import { SlipNote } from '../cards/slip'
import { CheckoutOutcome } from './checkout-outcome'
import { Choices } from './choices'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

export function TopUpProposal(props: { proposal: ProposalOf<'top_up'> }) {
  const control = useProposal(props.proposal)
  const { preview, outcome, status } = control.proposal
  const bought = outcome && preview.packs.find(({ credits }) => credits === outcome.credits)
  const [chosen, setChosen] = useState(bought?.key ?? preview.suggested)
  const pack = preview.packs.find(({ key }) => key === chosen)
  if (!pack) return null
  const name = creditsInWords(wholeCredits(pack.credits))
  return (
    <ProposalSlip
      control={control}
      label="Proposal: top up"
      title="Top up"
      figure={<Money minor={pack.price.minor} currency={pack.price.currency} />}
      isRefused={outcome?.paid === 'failed'}
      outcome={
        outcome && <CheckoutOutcome outcome={outcome} paid={`Paid. ${name} have arrived.`} />
      }
      action={
        <ConfirmButton control={control} choice={chosen}>
          Buy {name}
        </ConfirmButton>
      }
    >
      <Choices
        legend="Pack"
        chosen={chosen}
        onChoose={setChosen}
        disabled={status !== 'proposed' || control.pending !== undefined}
        choices={preview.packs.map(({ key, credits, price }) => ({
          key,
          what: (
            <>
              <span className="num">{formatCredits(wholeCredits(credits))}</span> {unit.word}
              {key === preview.suggested && preview.isBest && (
                <span className="ml-2 text-accent">fits best</span>
              )}
            </>
          ),
          figure: <Money minor={price.minor} currency={price.currency} />,
        }))}
      />
      <SlipNote>
        You pay on the next page; nothing is charged before. Top-ups do not expire.
      </SlipNote>
    </ProposalSlip>
  )
}
