'use client'

import { useActionState, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { reachingForm } from '@/components/ui/reaching'
import type { ActionState } from '@/lib/action'

export type RequestLink = (state: ActionState, form: FormData) => Promise<ActionState>

type LinkFormProps = {
  action: RequestLink
  /** The page to come back to. */
  next?: string
  email?: string
  label?: string
  focus?: boolean
}

/** Asks for a sign-in link. The same answer for every address, known or not. */
export function LinkForm({ action, next, email, label, focus }: LinkFormProps) {
  const [state, submit, pending] = useActionState(reachingForm(action), { status: 'idle' })
  // A form that was sent goes back to its defaults: what was typed becomes one, so that it can be mended.
  const [typed, setTyped] = useState(email)
  const wrong = state.status === 'error' ? state : null
  return (
    <form
      action={submit}
      onSubmit={(event) => setTyped(String(new FormData(event.currentTarget).get('email') ?? ''))}
      className="grid gap-4"
      noValidate
    >
      {wrong && !wrong.fieldErrors && <Alert tone="danger" title={wrong.message} />}
      {next && <input type="hidden" name="next" value={next} />}
      <Field label="Mail address" error={wrong?.fieldErrors?.email}>
        <Input
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="email"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one thing to do on this page
          autoFocus={focus}
          defaultValue={typed}
          placeholder="name@example.com"
        />
      </Field>
      <Button type="submit" size="lg" pending={pending}>
        {label ?? 'Send me a sign-in link'}
      </Button>
    </form>
  )
}
