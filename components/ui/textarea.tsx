'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useField } from './field'
import { inputStyle } from './input'

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...useField()}
      className={cn(inputStyle, 'field-sizing-content max-h-72 min-h-24 py-2', className)}
      {...props}
    />
  )
}
