'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { reaching } from '@/components/ui/reaching'
import { auditNowAction } from '@/lib/admin/actions'

type Kind = 'incremental' | 'full'

const labels: Record<Kind, string> = {
  incremental: 'Audit what moved',
  full: 'Audit everything',
}

const count = (many: number, one: string) =>
  `${many.toLocaleString('en-US')} ${one}${many === 1 ? '' : 's'}`

/** Asks for an audit now; the page around it shows what came of it. */
export function AuditButtons() {
  const [pending, start] = useTransition()
  const [asked, setAsked] = useState<Kind>('full')
  const [outcome, setOutcome] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  const run = (kind: Kind) => {
    setAsked(kind)
    setOutcome(null)
    setFailed(false)
    start(async () => {
      const state = await reaching(() => auditNowAction({ kind }))
      if (state.status === 'ok') {
        const { accounts, problems } = state.data
        setOutcome(`${count(accounts, 'account')} looked at, ${count(problems, 'problem')}.`)
      } else setFailed(true)
    })
  }
  return (
    <>
      {/* The page itself shows the result; this says it to who cannot see that it changed. */}
      <output className="sr-only">{pending ? 'Looking' : outcome}</output>
      {failed && (
        <p role="alert" className="text-sm text-danger">
          No result. Nothing was changed.
        </p>
      )}
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
