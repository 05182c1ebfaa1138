'use client'

import { useId, type ComponentProps } from 'react'
import { Button } from '@/components/ui/button'
import { resumePlanAction, undoDowngradeAction } from '@/lib/billing/actions'
import { usePlanAct } from './use-plan-act'

const acts = { undo: undoDowngradeAction, resume: resumePlanAction }

type PlanActButtonProps = { act: keyof typeof acts } & Pick<
  ComponentProps<typeof Button>,
  'variant' | 'size' | 'children'
>

/** One click takes back what is planned for the end of the period. */
export function PlanActButton({ act, variant, size, children }: PlanActButtonProps) {
  const { pending, problem, run } = usePlanAct()
  const problemId = useId()
  return (
    <div className="grid gap-1.5">
      <Button
        variant={variant}
        size={size}
        pending={pending}
        aria-describedby={problem ? problemId : undefined}
        onClick={() => void run(() => acts[act]({}))}
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
