'use client'

import { useField } from '@/components/ui/field'
import { inputStyle } from '@/components/ui/input'
import { cn } from '@/components/ui/cn'

/** The platform's own list: it works by keyboard and on a phone as people know it. */
export function ModelSelect({ models, chosen }: { models: string[]; chosen: string | undefined }) {
  return (
    <select
      {...useField()}
      name="model"
      defaultValue={chosen ?? ''}
      className={cn(inputStyle, 'h-10')}
    >
      <option value="">All models</option>
      {models.map((model) => (
        <option key={model} value={model}>
          {model}
        </option>
      ))}
    </select>
  )
}
