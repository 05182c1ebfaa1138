'use client'

import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { grantAccessAction } from '@/lib/admin/access-actions'
import { featureKeys, featureNames, limitKeys, limitNames } from '@/lib/entitlements/names'
import { GrantFields } from './grant-fields'
import { useGrantForm } from './use-grant-form'

/** Grants one feature or sets one limit, until a day, with the reason. */
export function GrantAccessForm({ userId }: { userId: string }) {
  const [chosen, setChosen] = useState('feature all_models')
  const [kind, key = ''] = chosen.split(' ')
  const { pending, problem, fieldErrors, granted, submit } = useGrantForm((id, field) =>
    grantAccessAction({
      id,
      userId,
      kind: kind === 'limit' ? 'limit' : 'feature',
      key,
      value: kind === 'limit' ? Number(field('value') || NaN) : 1,
      reason: field('reason'),
      lastDay: field('lastDay'),
    }),
  )
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label="Grant access"
      className="grid max-w-2xl items-start gap-4 sm:grid-cols-2"
    >
      {problem && <Alert tone="danger" title={problem} className="sm:col-span-2" />}
      <Field label="What">
        <Select value={chosen} onChange={({ target }) => setChosen(target.value)}>
          <optgroup label="Features">
            {featureKeys.map((name) => (
              <option key={name} value={`feature ${name}`}>
                {featureNames[name]}
              </option>
            ))}
          </optgroup>
          <optgroup label="Limits">
            {limitKeys.map((name) => (
              <option key={name} value={`limit ${name}`}>
                {limitNames[name]}
              </option>
            ))}
          </optgroup>
        </Select>
      </Field>
      {kind === 'limit' && (
        <Field
          label="New limit"
          hint="Holds whatever the plan says, more or less. -1 is no limit."
          error={fieldErrors.value}
        >
          <Input name="value" inputMode="numeric" required autoComplete="off" />
        </Field>
      )}
      <GrantFields errors={fieldErrors} />
      <div className="flex items-center gap-4 sm:col-span-2">
        <Button type="submit" pending={pending}>
          Grant
        </Button>
        <output className="text-sm text-soft">{granted && !pending && 'Granted.'}</output>
      </div>
    </form>
  )
}
