'use client'

import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { forgetUnsent, useUnsent } from './use-draft'

/** On the page after a checkout that was started in a chat: the way back to it. After any other checkout `otherwise`. */
export function ResumeDraft({ otherwise = null }: { otherwise?: ReactNode }) {
  const path = useUnsent()
  if (!path) return otherwise
  return (
    <Button asChild>
      <Link href={path as Route} onClick={forgetUnsent}>
        Back to what you were doing
      </Link>
    </Button>
  )
}
