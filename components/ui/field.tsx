'use client'

import { createContext, useContext, useId, useMemo, type ReactNode } from 'react'
import { cn } from './cn'
import { Label } from './label'

type Wiring = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }

const FieldContext = createContext<Wiring | null>(null)

/** What an input inside a `Field` spreads on its element: its id, its description and whether it is wrong. */
export function useField(): Wiring | null {
  return useContext(FieldContext)
}

type FieldProps = {
  label: ReactNode
  hint?: ReactNode
  /** The first of several is shown; an empty list is no error. */
  error?: string | readonly string[]
  hideLabel?: boolean
  className?: string
  children: ReactNode
}

/** A label, one control, and what is said about it, wired together for readers. */
export function Field({ label, hint, error, hideLabel = false, className, children }: FieldProps) {
  const id = useId()
  const problem = typeof error === 'string' ? error : error?.[0]
  const wiring = useMemo<Wiring>(() => {
    const about = [hint ? `${id}-hint` : '', problem ? `${id}-error` : ''].filter(Boolean).join(' ')
    return {
      id,
      ...(about ? { 'aria-describedby': about } : {}),
      ...(problem ? { 'aria-invalid': true } : {}),
    }
  }, [id, hint, problem])
  return (
    <FieldContext value={wiring}>
      <div className={cn('grid gap-1.5', className)}>
        <Label htmlFor={id} className={hideLabel ? 'sr-only' : undefined}>
          {label}
        </Label>
        {children}
        {hint && (
          <p id={`${id}-hint`} className="text-sm text-soft">
            {hint}
          </p>
        )}
        {problem && (
          <p id={`${id}-error`} className="text-sm text-danger" role="alert">
            {problem}
          </p>
        )}
      </div>
    </FieldContext>
  )
}
