'use client'

import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import type { ProposalControl } from './use-proposal'

type Props = {
  control: Pick<ProposalControl, 'pending' | 'confirm'>
  /** What is chosen by it, where the card leaves a choice. */
  choice?: string
  variant?: 'primary' | 'secondary' | 'danger'
  disabled?: boolean
  children: ReactNode
}

/** Does what the card says. While one button waits no other can be pressed. */
export function ConfirmButton({ control, choice, variant, disabled = false, children }: Props) {
  const { pending, confirm } = control
  return (
    <Button
      variant={variant}
      pending={pending === (choice ?? 'confirm')}
      disabled={disabled || pending !== undefined}
      onClick={() => confirm(choice)}
    >
      {children}
    </Button>
  )
}
