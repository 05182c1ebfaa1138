'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { auditNowAction } from '@/lib/admin/actions'

type Kind = 'incremental' | 'full'

const labels: Record<Kind, string> = {
  incremental: 'Audit what moved',
  full: 'Audit everything',
}

const count = (many: number, one: string) =>
  `${many.toLocaleString('en-US')} ${one}${many === 1 ? '' : 's'}`

/** Asks for an audit now and says what came of it; the page behind shows the rest. */
export function AuditButtons() {
  const [pending, start] = useTransition()
  const [asked, setAsked] = useState<Kind>('full')
  const [outcome, setOutcome] = useState<{ text: string; bad: boolean } | null>(null)
  const run = (kind: Kind) => {
    setAsked(kind)
    setOutcome(null)
    start(async () => {
      const state = await auditNowAction({ kind })
      if (state.status === 'ok') {
        const { accounts, problems } = state.data
        setOutcome({
          text: `${count(accounts, 'account')} looked at, ${count(problems, 'problem')}.`,
          bad: problems > 0,
        })
      } else if (state.status === 'error')
        setOutcome({ text: 'The audit came to no result. Nothing was changed.', bad: true })
    })
  }
  return (
    <>
      <output className={`text-sm ${outcome?.bad ? 'text-danger' : 'text-soft'}`}>
        {pending ? 'Looking …' : outcome?.text}
      </output>
      {(['incremental', 'full'] as const).map((kind) => (
        <Button
          key={kind}
          variant={kind === 'full' ? 'primary' : 'secondary'}
          pending={pending && asked === kind}
          disabled={pending}
          onClick={() => run(kind)}
        >
          {labels[kind]}
        </Button>
      ))}
    </>
  )
}
