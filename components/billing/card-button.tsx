'use client'

import { useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { changeCardAction } from '@/lib/billing/dunning/actions'

type CardButtonProps = { size?: 'sm' | 'md'; children: ReactNode }

/** Opens Stripe's form for another card. */
export function CardButton({ size, children }: CardButtonProps) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const open = async () => {
    setPending(true)
    setProblem(undefined)
    try {
      const state = await changeCardAction({})
      if (state.status === 'ok') {
        // Stays pending until the browser has left.
        window.location.assign(state.data.url)
        return
      }
      if (state.status === 'error') setProblem(state.message)
    } catch {
      setProblem('The server could not be reached. Nothing was charged; please try again.')
    }
    setPending(false)
  }
  return (
    <div className="grid justify-items-start gap-1.5">
      <Button variant="secondary" size={size} pending={pending} onClick={() => void open()}>
        {children}
      </Button>
      {problem && (
        <p role="alert" className="max-w-72 text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
