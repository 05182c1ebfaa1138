'use client'

import { formatDay } from '@/components/ui/date'
import type { ProposalOf } from '../cards/output'
import { SlipLine, SlipNote } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

const billed = { month: 'monthly', year: 'yearly' }

export function UndoPlanChangeProposal(props: { proposal: ProposalOf<'undo_plan_change'> }) {
  const control = useProposal(props.proposal)
  const { planName, nextPlanName, nextInterval, at } = control.proposal.preview
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: keep ${planName}`}
      title={`Keep ${planName}`}
      outcome={<p>You keep {planName}. Nothing was charged.</p>}
      action={<ConfirmButton control={control}>Keep {planName}</ConfirmButton>}
    >
      <ul>
        <SlipLine what={`Planned for ${formatDay(at)}`}>
          {nextPlanName}, {billed[nextInterval]}
        </SlipLine>
      </ul>
      <SlipNote>
        That change is taken back, and {planName} renews on {formatDay(at)} as before.
      </SlipNote>
    </ProposalSlip>
  )
}
