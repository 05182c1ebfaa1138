import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

/** What every grant says: until when, and why. */
export function GrantFields({ errors }: { errors: Record<string, string[]> }) {
  return (
    <>
      <Field label="Last day, in UTC" hint="Empty: no end." error={errors.lastDay}>
        <Input name="lastDay" type="date" />
      </Field>
      <Field label="Reason, which the user reads" error={errors.reason} className="sm:col-span-2">
        <Input name="reason" required maxLength={120} autoComplete="off" />
      </Field>
    </>
  )
}
