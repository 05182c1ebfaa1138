'use client'

import { useState, type FormEvent } from 'react'
import { Alert } from '@/components/ui/alert'
import { Credits, Money } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { saveOverageAction } from '@/lib/billing/overage/actions'
import { currency } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import { formatMoney } from '@/lib/money'
import { Consent } from './consent'
import { usePlanAct } from './use-plan-act'

const caps = [5_00, 10_00, 25_00, 50_00, 100_00, 250_00, 500_00]

type OverageFormProps = {
  setting: { enabled: boolean; capMinor: number } | null
  perThousandMinor: number
}

/** Opens the form in which a user agrees to overage, or changes its cap. */
export function OverageForm({ setting, perThousandMinor }: OverageFormProps) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
        {setting?.enabled ? 'Change the cap' : 'Turn on'}
      </Button>
      <DialogContent
        title="Overage"
        description="Go on when your credits are used up, and pay for it with the next invoice."
      >
        <Agreement
          setting={setting}
          perThousandMinor={perThousandMinor}
          onDone={() => setOpen(false)}
        />
      </DialogContent>
    </Dialog>
  )
}

function Agreement({
  setting,
  perThousandMinor,
  onDone,
}: OverageFormProps & { onDone: () => void }) {
  const [capMinor, setCap] = useState(setting?.capMinor ?? 25_00)
  const { pending, problem, run } = usePlanAct()
  const choices = [...new Set([...caps, capMinor])].toSorted((a, b) => a - b)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (await run(() => saveOverageAction({ capMinor, consent: 'on' }))) onDone()
  }

  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-5">
      {problem && <Alert tone="danger" title={problem} />}
      <Field label="At most, in a billing period" hint="What would go past it is refused.">
        <Select value={capMinor} onChange={({ target }) => setCap(Number(target.value))}>
          {choices.map((cap) => (
            <option key={cap} value={cap}>
              {formatMoney(cap, currency)}
            </option>
          ))}
        </Select>
      </Field>
      <Consent>
        I agree that what I use past my credits is charged with the next invoice, at{' '}
        <Money minor={perThousandMinor} /> for <Credits amount={credits(1_000)} />, at most{' '}
        <Money minor={capMinor} /> in a billing period. The price stays the same until I agree to
        another. I can turn it off at any time; what was used until then is still charged.
      </Consent>
      <DialogFooter className="mt-0">
        <Button variant="ghost" onClick={onDone}>
          Leave it as it is
        </Button>
        <Button type="submit" pending={pending}>
          {setting?.enabled ? 'Save' : 'Turn on'}
        </Button>
      </DialogFooter>
    </form>
  )
}
