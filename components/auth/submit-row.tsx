'use client'

import type { ReactNode } from 'react'
import { useFormStatus } from 'react-dom'

/** A form's whole row as its button. */
export function SubmitRow({ children }: { children: ReactNode }) {
  const { pending } = useFormStatus()
  return (
    <button
      type="submit"
      disabled={pending}
      aria-busy={pending || undefined}
      className="flex w-full items-center gap-3 px-1 py-3 text-left transition-colors hover:bg-sunken disabled:opacity-55"
    >
      {children}
    </button>
  )
}
