'use client'

import { Money } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { ProposalOf } from '../cards/output'
import { SlipLine, SlipNote } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

export function ResumePlanProposal(props: { proposal: ProposalOf<'resume_plan'> }) {
  const control = useProposal(props.proposal)
  const { planName, interval, endsAt, renewsAt, price } = control.proposal.preview
  const renewal = formatDay(renewsAt)
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: resume ${planName}`}
      title={`Resume ${planName}`}
      figure={<span className="num">{renewal}</span>}
      outcome={
        <p>
          {planName} goes on and renews on {renewal}. Nothing was charged.
        </p>
      }
      action={<ConfirmButton control={control}>Resume {planName}</ConfirmButton>}
    >
      <ul>
        <SlipLine what="Was to end">
          <span className="num">{formatDay(endsAt)}</span>
        </SlipLine>
        <SlipLine what={`From ${renewal}`}>
          <Money minor={price.minor} currency={price.currency} /> a {interval}
        </SlipLine>
      </ul>
      <SlipNote>The cancellation is taken back. Nothing is charged before {renewal}.</SlipNote>
    </ProposalSlip>
  )
}
