'use client'

import { useState, useTransition } from 'react'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { reaching } from '@/components/ui/reaching'
import type { ActionState } from '@/lib/action'
import { revokeOtherSessionsAction, revokeSessionAction } from '@/lib/auth/actions'

export type SessionRow = {
  id: string
  device: string
  /** In words; made on the server, so that both sides say the same. */
  lastSeen: string
  signedIn: string
  current: boolean
}

/** Where the user is signed in, this device first. */
export function SessionList({ sessions }: { sessions: readonly SessionRow[] }) {
  const [pending, start] = useTransition()
  const [ending, setEnding] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const run = (which: string, act: () => Promise<ActionState<void>>) => {
    setEnding(which)
    start(async () => {
      const state = await reaching(act)
      setProblem(state.status === 'error' ? state.message : null)
    })
  }
  const others = sessions.filter((session) => !session.current)
  return (
    <>
      {problem && <Alert tone="danger" title={problem} className="mb-4" />}
      <ul className="divide-y divide-rule border-y border-rule">
        {sessions.map((session) => (
          <li key={session.id} className="flex items-center gap-4 py-3.5">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 font-medium">
                {session.device}
                {session.current && <Badge tone="accent">this device</Badge>}
              </p>
              <p className="text-sm text-soft">
                Last used {session.lastSeen} · signed in {session.signedIn}
              </p>
            </div>
            {!session.current && (
              <Button
                variant="secondary"
                size="sm"
                aria-label={`Sign out ${session.device}, last used ${session.lastSeen}`}
                pending={pending && ending === session.id}
                disabled={pending}
                onClick={() =>
                  run(session.id, () => revokeSessionAction({ sessionId: session.id }))
                }
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 ? (
        <Button
          variant="danger"
          className="mt-5"
          pending={pending && ending === 'others'}
          disabled={pending}
          onClick={() => run('others', () => revokeOtherSessionsAction({}))}
        >
          Sign out everywhere else
        </Button>
      ) : (
        <p className="mt-3 text-sm text-soft">You are signed in nowhere else.</p>
      )}
    </>
  )
}
