'use client'

import { useId, useState } from 'react'
import { AutoTopUpConsent } from '@/components/billing/auto-topup-consent'
import { cardName } from '@/components/billing/card-words'
import { Credits, Money } from '@/components/ui/amount'
import { credits } from '@/lib/credits/unit'
import type { ProposalOf } from '../cards/output'
import { SlipLine, SlipNote } from '../cards/slip'
import { ConfirmButton } from './confirm-button'
import { ProposalSlip } from './proposal-slip'
import { useProposal } from './use-proposal'

type Proposal = ProposalOf<'auto_top_up'>
type Agreement = Extract<Proposal['preview'], { turn: 'on' }>

export function AutoTopUpProposal({ proposal }: { proposal: Proposal }) {
  const control = useProposal(proposal)
  const { preview, status } = control.proposal
  const [agreed, setAgreed] = useState(false)
  const on = preview.turn === 'on'
  const open = status === 'proposed'
  return (
    <ProposalSlip
      control={control}
      label={`Proposal: automatic top-up ${preview.turn}`}
      title={on ? 'Automatic top-up' : 'Turn automatic top-up off'}
      figure={on && <Money minor={preview.price.minor} currency={preview.price.currency} />}
      outcome={
        <p>
          {on
            ? 'Automatic top-up is on, as shown. It can be turned off at any time.'
            : 'Automatic top-up is off. Nothing is charged without you any more.'}
        </p>
      }
      action={
        on ? (
          <ConfirmButton control={control} choice="agreed" disabled={!agreed}>
            Turn on
          </ConfirmButton>
        ) : (
          <ConfirmButton control={control}>Turn off</ConfirmButton>
        )
      }
    >
      {on ? (
        <Terms preview={preview} open={open} agreed={agreed} onAgree={setAgreed} />
      ) : (
        <SlipNote>
          No pack is bought by itself any more. What would cost more credits than you have is
          refused.
        </SlipNote>
      )}
    </ProposalSlip>
  )
}

type TermsProps = {
  preview: Agreement
  open: boolean
  agreed: boolean
  onAgree: (agreed: boolean) => void
}

function Terms({ preview, open, agreed, onAgree }: TermsProps) {
  const { threshold, credits: bought, price, monthlyCap, card } = preview
  const id = useId()
  return (
    <>
      <ul>
        <SlipLine what="When less is left than">
          <Credits amount={credits(threshold)} />
        </SlipLine>
        <SlipLine what="Buys">
          <Credits amount={credits(bought)} />
        </SlipLine>
        <SlipLine what="At most, in a calendar month">
          <Money minor={monthlyCap.minor} currency={monthlyCap.currency} />
        </SlipLine>
        <SlipLine
          what="Charged to"
          note={card ? undefined : 'the card you pay your next top-up with is kept for this'}
        >
          {card ? cardName(card) : <span className="text-warn">no card yet</span>}
        </SlipLine>
      </ul>
      {open && (
        <div className="flex gap-3 border-t border-rule py-3">
          <input
            id={id}
            type="checkbox"
            checked={agreed}
            onChange={({ target }) => onAgree(target.checked)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <label htmlFor={id}>
            <AutoTopUpConsent
              priceMinor={price.minor}
              credits={credits(bought)}
              threshold={credits(threshold)}
              capMinor={monthlyCap.minor}
            />
          </label>
        </div>
      )}
    </>
  )
}
