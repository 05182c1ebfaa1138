'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useField } from './field'
import { inputStyle } from './input'

/** The platform's own list: it works by keyboard and on a phone as people know it. */
export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select {...useField()} className={cn(inputStyle, 'h-10', className)} {...props} />
}
