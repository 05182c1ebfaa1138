'use client'

import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { cancelPlanAction } from '@/lib/billing/actions'
import { usePlanAct } from './use-plan-act'

type PlanCancelProps = {
  planName: string
  /** ISO 8601: the end of what is paid for. */
  endsAt: string
  /** `unpaid`: the running period was never paid for, so there is nothing to wait for. */
  state: 'paid' | 'trial' | 'unpaid'
}

const sentence = (planName: string, end: string): Record<PlanCancelProps['state'], string> => ({
  paid: `${planName} stays until ${end}, the end of what you have paid for; then you are on Free.`,
  trial: `The trial goes on until ${end}; then you are on Free. Nothing will be charged.`,
  unpaid: `${planName} ends at once, and the open payment is not collected any more. Then you are on Free.`,
})

/** Cancelling asks once, and says what stays. */
export function PlanCancel({ planName, endsAt, state }: PlanCancelProps) {
  const [open, setOpen] = useState(false)
  const { pending, problem, run } = usePlanAct()
  const end = formatDay(endsAt)
  return (
    <>
      <Button variant="ghost" onClick={() => setOpen(true)}>
        Cancel {planName}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent title={`Cancel ${planName}`} description={sentence(planName, end)[state]}>
          <ul className="grid list-disc gap-1.5 pl-5 text-soft">
            <li>Nothing more is charged for the plan.</li>
            <li>Credits you bought stay until they are spent.</li>
            {state !== 'unpaid' && <li>Until {end} you can resume with one click.</li>}
          </ul>
          {problem && <Alert tone="danger" className="mt-5" title={problem} />}
          <DialogFooter>
            <Button variant="secondary" onClick={() => setOpen(false)}>
              Keep {planName}
            </Button>
            <Button
              variant="danger"
              pending={pending}
              onClick={() =>
                void run(() => cancelPlanAction({})).then((done) => done && setOpen(false))
              }
            >
              {state === 'unpaid' ? 'Cancel now' : `Cancel on ${end}`}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  )
}
