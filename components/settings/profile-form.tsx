'use client'

import { useActionState, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { reaching } from '@/components/ui/reaching'
import type { ActionState } from '@/lib/action'
import { updateProfileAction } from '@/lib/auth/actions'

export function ProfileForm({ name, email }: { name: string | null; email: string }) {
  const [state, submit, pending] = useActionState(
    (_state: ActionState<void>, form: FormData) => reaching(() => updateProfileAction(form)),
    { status: 'idle' },
  )
  // A form that was sent goes back to its defaults: what was typed becomes one, so that it is not lost.
  const [typed, setTyped] = useState(name ?? '')
  const wrong = state.status === 'error' ? state : null
  return (
    <form
      action={submit}
      onSubmit={(event) => setTyped(String(new FormData(event.currentTarget).get('name') ?? ''))}
      className="grid max-w-md gap-5"
    >
      {wrong && !wrong.fieldErrors && <Alert tone="danger" title={wrong.message} />}
      <Field label="Name" error={wrong?.fieldErrors?.name}>
        <Input name="name" maxLength={80} autoComplete="name" defaultValue={typed} />
      </Field>
      <Field label="Mail address" hint="Sign-in links and receipts go here.">
        <Input value={email} readOnly className="bg-sunken" />
      </Field>
      <div className="flex items-center gap-4">
        <Button type="submit" pending={pending}>
          Save
        </Button>
        <output className="text-sm text-soft">
          {state.status === 'ok' && !pending && 'Saved.'}
        </output>
      </div>
    </form>
  )
}
