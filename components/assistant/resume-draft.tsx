'use client'

import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { forgetUnsent, useUnsent } from './use-draft'

const whatIsAt = (path: string) =>
  path.startsWith('/images') ? 'image' : path.startsWith('/agents') ? 'review' : 'message'

/** On the page after a checkout that was started where credits were lacking: the way back to it. After any other checkout `otherwise`. */
export function ResumeDraft({ otherwise = null }: { otherwise?: ReactNode }) {
  const path = useUnsent()
  if (!path) return otherwise
  return (
    <Button asChild>
      <Link href={path as Route} onClick={forgetUnsent}>
        {`Back to your ${whatIsAt(path)}`}
      </Link>
    </Button>
  )
}
