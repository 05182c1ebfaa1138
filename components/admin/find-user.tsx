import Form from 'next/form'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

/** Looks somebody up by mail address; the address stands in the page's own, so that it can be kept and sent. */
export function FindUser({ email }: { email: string | undefined }) {
  return (
    <Form action="/admin/access" className="flex max-w-lg items-start gap-2">
      <Field label="Mail address of a user" hideLabel className="w-full">
        <Input
          name="user"
          type="email"
          required
          maxLength={254}
          defaultValue={email}
          placeholder="name@example.com"
          autoComplete="off"
        />
      </Field>
      <Button type="submit" variant="secondary" className="h-10">
        Find
      </Button>
    </Form>
  )
}
