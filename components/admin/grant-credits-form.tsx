'use client'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { grantCreditsAction } from '@/lib/admin/access-actions'
import { GrantFields } from './grant-fields'
import { useGrantForm } from './use-grant-form'

/** Gives credits by hand, until a day, with the reason. */
export function GrantCreditsForm({ userId }: { userId: string }) {
  const { pending, problem, fieldErrors, granted, submit } = useGrantForm((id, field) =>
    grantCreditsAction({
      id,
      userId,
      amount: field('amount'),
      reason: field('reason'),
      lastDay: field('lastDay'),
    }),
  )
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label="Grant credits"
      className="grid max-w-2xl items-start gap-4 sm:grid-cols-2"
    >
      {problem && <Alert tone="danger" title={problem} className="sm:col-span-2" />}
      <Field label="Credits" error={fieldErrors.amount}>
        <Input name="amount" inputMode="decimal" required autoComplete="off" placeholder="100" />
      </Field>
      <GrantFields errors={fieldErrors} />
      <div className="flex items-center gap-4 sm:col-span-2">
        <Button type="submit" pending={pending}>
          Give credits
        </Button>
        <output className="text-sm text-soft">{granted && !pending && 'Given.'}</output>
      </div>
    </form>
  )
}
