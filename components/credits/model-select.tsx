'use client'

import { Select } from '@/components/ui/select'

export function ModelSelect({ models, chosen }: { models: string[]; chosen: string | undefined }) {
  return (
    <Select name="model" defaultValue={chosen ?? ''}>
      <option value="">All models</option>
      {models.map((model) => (
        <option key={model} value={model}>
          {model}
        </option>
      ))}
    </Select>
  )
}
