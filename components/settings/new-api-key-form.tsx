'use client'

import { useState, useTransition, type SubmitEvent } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { ActionState } from '@/lib/action'
import { createApiKeyAction } from '@/lib/api/actions'
import { keyLives, type KeyLife } from '@/lib/api/key-input'
import { apiScopes, type ApiScope } from '@/lib/auth/api-scopes'
import { lifeNames, scopeWords } from './api-words'

type NewApiKeyFormProps = { onMade: (key: string) => void; onCancel: () => void }

export function NewApiKeyForm({ onMade, onCancel }: NewApiKeyFormProps) {
  const [pending, start] = useTransition()
  const [state, setState] = useState<ActionState<{ key: string }>>({ status: 'idle' })
  const wrong = state.status === 'error' ? state : null
  const scopeProblem = wrong?.fieldErrors?.scopes?.[0]

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    start(async () => {
      const answer = await createApiKeyAction({
        name: String(form.get('name')),
        scopes: form.getAll('scopes') as ApiScope[],
        life: form.get('life') as KeyLife,
      })
      setState(answer)
      if (answer.status === 'ok') onMade(answer.data.key)
    })
  }

  return (
    <form onSubmit={submit} className="grid gap-5">
      {wrong && !wrong.fieldErrors && <Alert tone="danger" title={wrong.message} />}
      <Field label="Name" hint="What uses it: “Production”." error={wrong?.fieldErrors?.name}>
        <Input name="name" maxLength={60} autoComplete="off" required />
      </Field>
      <fieldset aria-describedby={scopeProblem ? 'scopes-error' : undefined}>
        <legend className="mb-1.5 text-sm font-medium">Scopes</legend>
        <ul className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {apiScopes.map((scope) => (
            <li key={scope}>
              <label className="flex items-start gap-2.5 py-1">
                <input
                  type="checkbox"
                  name="scopes"
                  value={scope}
                  defaultChecked={scope === 'chat'}
                  className="mt-1 size-4 accent-accent"
                />
                <span>
                  {scopeWords[scope].name}
                  <span className="block text-sm text-soft">{scopeWords[scope].does}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        {scopeProblem && (
          <p id="scopes-error" role="alert" className="mt-1 text-sm text-danger">
            {scopeProblem}
          </p>
        )}
      </fieldset>
      <Field label="Expires" error={wrong?.fieldErrors?.life}>
        <Select name="life">
          {keyLives.map((life) => (
            <option key={life} value={life}>
              {lifeNames[life]}
            </option>
          ))}
        </Select>
      </Field>
      <DialogFooter className="mt-1">
        <Button variant="secondary" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" pending={pending}>
          Make the key
        </Button>
      </DialogFooter>
    </form>
  )
}
