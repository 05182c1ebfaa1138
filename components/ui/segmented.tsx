'use client'

import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'

type SegmentedProps<Value extends string> = {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode }[]
  className?: string
}

/** One of a few, all seen at once; arrow keys move. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
  className,
}: SegmentedProps<Value>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      orientation="horizontal"
      className={cn('inline-flex rounded-md border border-edge/55 bg-raised p-0.5', className)}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-8 items-center justify-center gap-2 rounded-sm px-3.5 text-sm text-soft transition-colors hover:text-ink data-[state=checked]:bg-ink data-[state=checked]:font-medium data-[state=checked]:text-paper"
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
