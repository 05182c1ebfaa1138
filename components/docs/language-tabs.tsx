'use client'

import { useState, type ReactNode } from 'react'
import { Segmented } from '@/components/ui/segmented'

type LanguageTabsProps = { shown: readonly { name: string; code: ReactNode }[] }

/** The same in several languages, one at a time. */
export function LanguageTabs({ shown }: LanguageTabsProps) {
  const [chosen, choose] = useState(shown[0]?.name ?? '')
  return (
    <div className="my-5">
      {shown.length > 1 && (
        <Segmented
          label="Language"
          className="mb-2"
          value={chosen}
          onChange={choose}
          options={shown.map(({ name }) => ({ value: name, label: name }))}
        />
      )}
      {shown.find(({ name }) => name === chosen)?.code}
    </div>
  )
}
