'use client'

import { useState } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { grantAccessAction } from '@/lib/admin/access-actions'
import { featureKeys, featureNames, limitKeys, limitNames } from '@/lib/entitlements/names'
import { GrantForm } from './grant-form'
import { useGrantForm } from './use-grant-form'

/** Grants one feature or sets one limit, until a day, with the reason. */
export function GrantAccessForm({ userId }: { userId: string }) {
  const [chosen, setChosen] = useState('feature all_models')
  const [kind, key = ''] = chosen.split(' ')
  const form = useGrantForm((id, field) =>
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
    <GrantForm name="Grant access" button="Grant" done="Granted." form={form}>
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
          error={form.fieldErrors.value}
        >
          <Input name="value" inputMode="numeric" required autoComplete="off" />
        </Field>
      )}
    </GrantForm>
  )
}
