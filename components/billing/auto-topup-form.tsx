'use client'

import { useState, type FormEvent } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import type { AutoTopUpView } from '@/lib/billing'
import { saveAutoTopUpAction } from '@/lib/billing/auto-topup/actions'
import { currency, packKeys, packs, type PackKey } from '@/lib/catalogue'
import { creditsInWords } from '@/lib/credits/format'
import { MICRO, credits } from '@/lib/credits/unit'
import { formatMoney } from '@/lib/money'
import { AutoTopUpConsent } from './auto-topup-consent'
import { Consent } from './consent'
import { usePlanAct } from './use-plan-act'

const thresholds = [25, 50, 100, 250, 500, 1_000, 2_500, 5_000]
const timesAMonth = [1, 2, 3, 5, 10, 20]

type Setting = AutoTopUpView['setting']

/** What a form begins with: what was agreed before, else the smallest pack. */
const beginning = (setting: Setting) => ({
  pack: setting?.pack ?? ('small' as PackKey),
  threshold: setting ? setting.threshold / MICRO : 50,
  capMinor: setting?.monthlyCapMinor ?? packs.small.unitAmount * 5,
})

/** A change of pack keeps what still fits it. */
function fit(choice: ReturnType<typeof beginning>) {
  const { credits: held, unitAmount } = packs[choice.pack]
  const threshold = Math.min(choice.threshold, held)
  const fitting = [...new Set([...thresholds, threshold])].filter((amount) => amount <= held)
  const caps = timesAMonth.map((times) => times * unitAmount)
  return {
    fitting: fitting.toSorted((a, b) => a - b),
    caps: caps.includes(choice.capMinor)
      ? caps
      : [...caps, choice.capMinor].filter((cap) => cap >= unitAmount).toSorted((a, b) => a - b),
    threshold,
    capMinor: Math.max(choice.capMinor, unitAmount),
  }
}

/** Opens the form in which a user agrees to automatic top-ups, or changes what was agreed. */
export function AutoTopUpForm({ setting }: { setting: Setting }) {
  const [open, setOpen] = useState(false)
  const on = setting?.enabled ?? false
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
        {on ? 'Change' : 'Turn on'}
      </Button>
      <DialogContent
        title="Auto top-up"
        description="Buys a pack by itself when your credits run low."
      >
        <Agreement setting={setting} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function Agreement({ setting, onDone }: { setting: Setting; onDone: () => void }) {
  const [choice, setChoice] = useState(beginning(setting))
  const { pending, problem, run } = usePlanAct()
  const { fitting, caps, threshold, capMinor } = fit(choice)
  const pack = packs[choice.pack]

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const agreed = { pack: choice.pack, threshold, monthlyCapMinor: capMinor }
    const done = await run(() => saveAutoTopUpAction({ ...agreed, consent: 'on' }))
    if (done) onDone()
  }

  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-5">
      {problem && <Alert tone="danger" title={problem} />}
      <Field label="Buy">
        <Select
          value={choice.pack}
          onChange={({ target }) => setChoice({ ...choice, pack: target.value as PackKey })}
        >
          {packKeys.map((key) => (
            <option key={key} value={key}>
              {creditsInWords(credits(packs[key].credits))} for{' '}
              {formatMoney(packs[key].unitAmount, currency)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="When less is left than">
        <Select
          value={threshold}
          onChange={({ target }) => setChoice({ ...choice, threshold: Number(target.value) })}
        >
          {fitting.map((amount) => (
            <option key={amount} value={amount}>
              {creditsInWords(credits(amount))}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="At most, in a calendar month">
        <Select
          value={capMinor}
          onChange={({ target }) => setChoice({ ...choice, capMinor: Number(target.value) })}
        >
          {caps.map((cap) => (
            <option key={cap} value={cap}>
              {formatMoney(cap, currency)}
            </option>
          ))}
        </Select>
      </Field>
      <Consent>
        <AutoTopUpConsent
          priceMinor={pack.unitAmount}
          credits={credits(pack.credits)}
          threshold={credits(threshold)}
          capMinor={capMinor}
        />
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
