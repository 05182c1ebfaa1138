'use client'

import { useState, type FormEvent } from 'react'
import { usePlanAct } from '@/components/billing/use-plan-act'
import type { ActionState } from '@/lib/action'

/**
 * A form that grants something: its id goes along, so that sending it again after a lost answer grants nothing more; once it
 * was taken, the fields are emptied and the next one has an id of its own.
 */
export function useGrantForm(
  send: (id: string, field: (name: string) => string) => Promise<ActionState<void>>,
) {
  const [id, setId] = useState(() => crypto.randomUUID())
  const [granted, setGranted] = useState(false)
  const { pending, problem, fieldErrors, run } = usePlanAct()

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setGranted(false)
    const form = event.currentTarget
    const data = new FormData(form)
    const done = await run(() => send(id, (name) => String(data.get(name) ?? '')))
    if (!done) return
    form.reset()
    setId(crypto.randomUUID())
    setGranted(true)
  }

  return { pending, problem, fieldErrors, granted, submit }
}
