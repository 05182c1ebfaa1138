'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toastError } from './toaster'
import { cn } from './cn'

export function CopyButton({
  text,
  label,
  className,
}: {
  text: string
  label: string
  className?: string
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      void toastError('The browser did not allow copying. Select the text instead.')
    }
  }
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={copied ? 'Copied' : label}
      className={cn(
        'grid size-8 place-items-center rounded-sm text-soft hover:bg-sunken hover:text-ink',
        className,
      )}
    >
      {copied ? (
        <Check className="size-4 text-accent" aria-hidden="true" />
      ) : (
        <Copy className="size-4" aria-hidden="true" />
      )}
    </button>
  )
}
