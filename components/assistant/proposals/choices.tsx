'use client'

import { useId, type ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

type Choice<Key extends string> = { key: Key; what: ReactNode; note?: ReactNode; figure: ReactNode }

type Props<Key extends string> = {
  legend: string
  choices: readonly Choice<Key>[]
  chosen: Key
  onChoose: (key: Key) => void
  disabled: boolean
}

/** Lines of a slip of which one is chosen. The platform's own radio buttons: arrows move, readers count. */
export function Choices<Key extends string>(props: Props<Key>) {
  const { legend, choices, chosen, onChoose, disabled } = props
  const name = useId()
  return (
    <fieldset disabled={disabled}>
      <legend className="sr-only">{legend}</legend>
      {choices.map(({ key, what, note, figure }) => (
        <label
          key={key}
          className={cn(
            'flex items-baseline gap-3 border-t border-rule py-2.5 first-of-type:border-t-0',
            !disabled && 'cursor-pointer',
          )}
        >
          <input
            type="radio"
            name={name}
            value={key}
            checked={key === chosen}
            onChange={() => onChoose(key)}
            className="size-4 shrink-0 translate-y-0.5 accent-accent"
          />
          <span className="min-w-0 flex-1">
            {what}
            {note && <span className="block text-xs text-soft">{note}</span>}
          </span>
          <span className="shrink-0 text-right">{figure}</span>
        </label>
      ))}
    </fieldset>
  )
}
