'use client'

import { useState, type FormEvent } from 'react'
import { usePlanAct } from '@/components/billing/use-plan-act'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { makeCodeAction } from '@/lib/admin/access-actions'
import { featureKeys, featureNames, limitKeys, limitNames } from '@/lib/entitlements/names'

const texts = [
  { name: 'credits', label: 'Credits', hint: 'Empty: none.', inputMode: 'decimal' },
  {
    name: 'creditDays',
    label: 'Days they last',
    hint: 'Empty: until spent.',
    inputMode: 'numeric',
  },
  {
    name: 'accessDays',
    label: 'Days that features and limits last',
    hint: 'Empty: for good.',
    inputMode: 'numeric',
  },
  {
    name: 'maxRedemptions',
    label: 'Redemptions, in all',
    hint: 'Empty: any number.',
    inputMode: 'numeric',
  },
] as const

/** The limits that were filled in, as numbers; what is none stays for the server to refuse. */
const limitsOf = (data: FormData) =>
  Object.fromEntries(
    limitKeys
      .map((key) => [key, String(data.get(`limit ${key}`) ?? '').trim()] as const)
      .filter(([, text]) => text !== '')
      .map(([key, text]) => [key, Number(text)]),
  )

/** Makes a promo code: what it gives, for how long, and how often and when it can be redeemed. */
export function CodeForm() {
  const [made, setMade] = useState<string>()
  const { pending, problem, fieldErrors, run } = usePlanAct()

  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setMade(undefined)
    const form = event.currentTarget
    const data = new FormData(form)
    const field = (name: string) => String(data.get(name) ?? '')
    const done = await run(() =>
      makeCodeAction({
        code: field('code'),
        credits: field('credits'),
        creditDays: field('creditDays'),
        features: data.getAll('features').map(String),
        limits: limitsOf(data),
        accessDays: field('accessDays'),
        startsOn: field('startsOn'),
        lastOn: field('lastOn'),
        maxRedemptions: field('maxRedemptions'),
      }),
    )
    if (!done) return
    form.reset()
    setMade(done.data.code)
  }

  return (
    <form
      onSubmit={(event) => void make(event)}
      noValidate
      aria-label="New code"
      className="grid max-w-2xl items-start gap-4 sm:grid-cols-2"
    >
      {problem && <Alert tone="danger" title={problem} className="sm:col-span-2" />}
      <Field label="Code" error={fieldErrors.code} className="sm:col-span-2 sm:max-w-80">
        <Input
          name="code"
          required
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          className="font-mono uppercase"
        />
      </Field>
      {texts.map(({ name, label, hint, inputMode }) => (
        <Field key={name} label={label} hint={hint} error={fieldErrors[name]}>
          <Input name={name} inputMode={inputMode} autoComplete="off" />
        </Field>
      ))}
      <fieldset className="sm:col-span-2">
        <legend className="mb-1.5 text-sm font-medium">Features</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {featureKeys.map((key) => (
            <label key={key} className="flex items-center gap-2">
              <input type="checkbox" name="features" value={key} className="accent-accent" />
              {featureNames[key]}
            </label>
          ))}
        </div>
      </fieldset>
      <details className="sm:col-span-2">
        <summary className="text-sm font-medium">Limits</summary>
        <p className="mt-1 text-sm text-soft">
          Empty: as the plan says. A code only ever raises a limit; -1 is no limit.
        </p>
        {fieldErrors.limits && (
          <p role="alert" className="text-sm text-danger">
            {fieldErrors.limits[0]}
          </p>
        )}
        <div className="mt-3 grid items-start gap-4 sm:grid-cols-2">
          {limitKeys.map((key) => (
            <Field key={key} label={limitNames[key]}>
              <Input name={`limit ${key}`} inputMode="numeric" autoComplete="off" />
            </Field>
          ))}
        </div>
      </details>
      <Field label="First day, in UTC" hint="Empty: from now on." error={fieldErrors.startsOn}>
        <Input name="startsOn" type="date" />
      </Field>
      <Field label="Last day, in UTC" hint="Empty: no end." error={fieldErrors.lastOn}>
        <Input name="lastOn" type="date" />
      </Field>
      <div className="flex items-center gap-4 sm:col-span-2">
        <Button type="submit" pending={pending}>
          Make the code
        </Button>
        <output className="text-sm text-soft">{made && !pending && `${made} is open.`}</output>
      </div>
    </form>
  )
}
