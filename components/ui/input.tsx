'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useField } from './field'

export const inputStyle =
  'w-full rounded-md border border-edge bg-raised px-3 text-ink placeholder:text-soft transition-colors hover:border-ink/60 focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-offset-0 disabled:opacity-55 aria-invalid:border-danger'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...useField()} className={cn(inputStyle, 'h-10', className)} {...props} />
}
