'use client'

import { useId, useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { openPortalAction } from '@/lib/billing/actions'
import type { PortalFlow } from '@/lib/billing'

type PortalButtonProps = {
  flow?: PortalFlow
  size?: 'sm' | 'md'
  variant?: 'secondary' | 'ghost'
  children: ReactNode
}

/** Goes to Stripe's own page for cards and invoices. */
export function PortalButton({
  flow = 'home',
  size,
  variant = 'secondary',
  children,
}: PortalButtonProps) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const problemId = useId()

  const open = async () => {
    setPending(true)
    setProblem(undefined)
    try {
      const state = await openPortalAction({ flow })
      if (state.status === 'ok') {
        // Stays pending until the browser has left.
        window.location.assign(state.data.url)
        return
      }
      if (state.status === 'error') setProblem(state.message)
    } catch {
      setProblem('The server could not be reached. Nothing has changed; please try again.')
    }
    setPending(false)
  }

  return (
    <div className="grid justify-items-start gap-1.5">
      <Button
        variant={variant}
        size={size}
        pending={pending}
        aria-describedby={problem ? problemId : undefined}
        onClick={() => void open()}
      >
        {children}
      </Button>
      {problem && (
        <p id={problemId} role="alert" className="max-w-72 text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
