'use client'

import type { ProposalOf } from '../cards/output'
import { SlipNote } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

const tasks = {
  home: { title: 'Card and invoices', says: 'your card, invoices and billing address' },
  card: { title: 'Another card', says: 'the form for another card' },
}

export function OpenPortalProposal(props: { proposal: ProposalOf<'open_portal'> }) {
  const control = useProposal(props.proposal)
  const { title, says } = tasks[control.proposal.preview.task]
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: ${title}`}
      title={title}
      outcome={<p>The page was opened. Nothing was charged.</p>}
      action={<ConfirmButton control={control}>Open Stripe’s page</ConfirmButton>}
    >
      <SlipNote>
        Opens Stripe’s page with {says}. Nothing is charged there; you come back to Billing.
      </SlipNote>
    </ProposalSlip>
  )
}
