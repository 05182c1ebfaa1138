'use client'

import type { ReactNode } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { GrantFields } from './grant-fields'
import type { useGrantForm } from './use-grant-form'

type Props = {
  name: string
  button: string
  /** Said when it was taken. */
  done: string
  form: ReturnType<typeof useGrantForm>
  /** What is granted. */
  children: ReactNode
}

/** The frame of a form that grants something: what, until when and why, and what came of it. */
export function GrantForm({ name, button, done, form, children }: Props) {
  const { pending, problem, fieldErrors, granted, submit } = form
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label={name}
      className="grid max-w-2xl items-start gap-4 sm:grid-cols-2"
    >
      {problem && <Alert tone="danger" title={problem} className="sm:col-span-2" />}
      {children}
      <GrantFields errors={fieldErrors} />
      <div className="flex items-center gap-4 sm:col-span-2">
        <Button type="submit" pending={pending}>
          {button}
        </Button>
        <output className="text-sm text-soft">{granted && !pending && done}</output>
      </div>
    </form>
  )
}
