'use client'

import { formatDay } from '@/components/ui/date'
import type { ProposalOf } from '../cards/output'
import { SlipLine } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

export function CancelPlanProposal(props: { proposal: ProposalOf<'cancel_plan'> }) {
  const control = useProposal(props.proposal)
  const { planName, state, endsAt } = control.proposal.preview
  const end = endsAt && formatDay(endsAt)
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: cancel ${planName}`}
      title={`Cancel ${planName}`}
      figure={<span className="num">{end ?? 'at once'}</span>}
      outcome={
        <p>
          {end
            ? `${planName} ends on ${end}. Until then it can be resumed.`
            : `${planName} has ended.`}{' '}
          Nothing was charged.
        </p>
      }
      action={
        <ConfirmButton control={control} variant="danger">
          {end ? `Cancel on ${end}` : 'Cancel now'}
        </ConfirmButton>
      }
    >
      <ul>
        {state === 'paid' && (
          <SlipLine what={`Until ${end}`}>{planName} stays, with its credits</SlipLine>
        )}
        {state === 'trial' && <SlipLine what={`Until ${end}`}>the trial goes on</SlipLine>}
        {state === 'unpaid' && (
          <SlipLine what="The open payment">is not collected any more</SlipLine>
        )}
        <SlipLine what={end ? 'Then' : 'From now on'}>Free; nothing more is charged</SlipLine>
        <SlipLine what="Credits you bought">stay until they are spent</SlipLine>
      </ul>
    </ProposalSlip>
  )
}
