'use client'

import { MessagePage } from '@/components/layout/message-page'
import { Button } from '@/components/ui/button'

type FailureProps = { error: unknown; retry: () => void }

const digestOf = (error: unknown) =>
  error instanceof Error && 'digest' in error && typeof error.digest === 'string'
    ? error.digest
    : null

/** A page that could not be drawn: what is safe, what to do, and the number our log has for it. */
export function Failure({ error, retry }: FailureProps) {
  const digest = digestOf(error)
  return (
    <MessagePage
      title="This page could not be shown"
      actions={<Button onClick={retry}>Try again</Button>}
    >
      <p>
        Something failed on our side, or the connection is gone. Showing a page charges nothing;
        your credits and your payments are as they were.
      </p>
      {digest && (
        <p className="text-sm">
          If you write to us, name this number: <span className="font-mono">{digest}</span>
        </p>
      )}
    </MessagePage>
  )
}
