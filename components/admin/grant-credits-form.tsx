'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { grantCreditsAction } from '@/lib/admin/access-actions'
import { GrantForm } from './grant-form'
import { useGrantForm } from './use-grant-form'

/** Gives credits by hand, until a day, with the reason. */
export function GrantCreditsForm({ userId }: { userId: string }) {
  const form = useGrantForm((id, field) =>
    grantCreditsAction({
      id,
      userId,
      amount: field('amount'),
      reason: field('reason'),
      lastDay: field('lastDay'),
    }),
  )
  return (
    <GrantForm name="Grant credits" button="Give credits" done="Given." form={form}>
      <Field label="Credits" error={form.fieldErrors.amount}>
        <Input name="amount" inputMode="decimal" required autoComplete="off" placeholder="100" />
      </Field>
    </GrantForm>
  )
}
