'use client'

import { useId, type ComponentProps } from 'react'
import { Button } from '@/components/ui/button'
import type { ActionState } from '@/lib/action'
import { usePlanAct } from './use-plan-act'

type ActButtonProps = { act: (input: Record<string, never>) => Promise<ActionState<void>> } & Pick<
  ComponentProps<typeof Button>,
  'variant' | 'size' | 'children'
>

/** One click, one Server Action; the page is drawn anew with what is so now. What went wrong stands below it. */
export function ActButton({ act, children, ...look }: ActButtonProps) {
  const { pending, problem, run } = usePlanAct()
  const problemId = useId()
  return (
    <div className="grid gap-1.5">
      <Button
        pending={pending}
        aria-describedby={problem ? problemId : undefined}
        onClick={() => void run(() => act({}))}
        {...look}
      >
        {children}
      </Button>
      {problem && (
        <p id={problemId} role="alert" className="max-w-72 text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
