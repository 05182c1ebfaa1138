'use client'

import { useId, useState, type ReactNode } from 'react'
import { useExpectPayment } from '@/components/credits/balance-provider'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { startCheckoutAction } from '@/lib/billing/actions'
import type { CheckoutItem } from '@/lib/billing'

type CheckoutButtonProps = {
  item: CheckoutItem
  /** What a reader hears instead of a short label. */
  label?: string
  variant?: 'primary' | 'secondary'
  size?: 'sm' | 'md' | 'lg'
  className?: string
  children: ReactNode
}

/** Opens the payment page for one thing of the catalogue. What went wrong stands below it and says what was charged. */
export function CheckoutButton({
  item,
  label,
  variant,
  size,
  className,
  children,
}: CheckoutButtonProps) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const problemId = useId()
  const expectPayment = useExpectPayment()

  const start = async () => {
    setPending(true)
    setProblem(undefined)
    try {
      const state = await startCheckoutAction(item)
      if (state.status === 'ok') {
        expectPayment()
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
    <div className={cn('grid gap-1.5', className)}>
      <Button
        variant={variant}
        size={size}
        pending={pending}
        aria-label={label}
        aria-describedby={problem ? problemId : undefined}
        onClick={() => void start()}
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
