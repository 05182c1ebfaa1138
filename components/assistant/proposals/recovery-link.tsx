'use client'

import { dunningWords } from '@/components/billing/dunning-words'
import { Money } from '@/components/ui/amount'
import type { ProposalOf } from '../cards/output'
import { SlipLine } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

export function RecoveryLinkProposal(props: { proposal: ProposalOf<'recovery_link'> }) {
  const control = useProposal(props.proposal)
  const { preview: owed, outcome } = control.proposal
  const { title, meanwhile, next } = dunningWords(owed)
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: ${title}`}
      title={title}
      figure={<Money minor={owed.amountMinor} currency={owed.currency} />}
      outcome={
        <p>
          {outcome?.mailedTo
            ? `The link was sent to ${outcome.mailedTo}. It works without signing in.`
            : 'The payment page was opened. Nothing is charged before you pay there.'}
        </p>
      }
      action={
        <>
          <ConfirmButton control={control} choice="open">
            Open the payment page
          </ConfirmButton>
          <ConfirmButton control={control} choice="mail" variant="secondary">
            Mail me the link
          </ConfirmButton>
        </>
      }
    >
      <ul>
        <SlipLine what="Why" note={owed.reason} />
        <SlipLine what="Meanwhile" note={meanwhile} />
        <SlipLine what="Next" note={next} />
      </ul>
    </ProposalSlip>
  )
}
