'use client'

import { useState, type FormEvent } from 'react'
import { LedgerSection } from '@/components/layout/ledger-section'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { creditsInWords } from '@/lib/credits/format'
import { featureNames, limitNames, limitText, type LimitName } from '@/lib/entitlements/names'
import type { Redeemed } from '@/lib/promotions'
import { redeemCodeAction } from '@/lib/promotions/actions'
import { usePlanAct } from './use-plan-act'

/** A code is typed, or came with the link, and redeemed. What it gave stands where it was typed. */
export function RedeemSection({ code }: { code: string | undefined }) {
  const [given, setGiven] = useState<Redeemed>()
  const { pending, problem, fieldErrors, run } = usePlanAct()

  const redeem = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setGiven(undefined)
    const typed = String(new FormData(event.currentTarget).get('code') ?? '')
    const done = await run(() => redeemCodeAction({ code: typed }))
    if (done) setGiven(done.data)
  }

  return (
    <LedgerSection id="code" title="Redeem a code" note="Each code once. It changes no plan.">
      <form onSubmit={(event) => void redeem(event)} noValidate className="flex items-start gap-2">
        <Field
          label="Code"
          hideLabel
          error={fieldErrors.code ?? problem}
          className="w-full max-w-72"
        >
          <Input
            name="code"
            defaultValue={code}
            required
            maxLength={40}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="Code"
            className="font-mono uppercase placeholder:font-sans placeholder:normal-case"
          />
        </Field>
        <Button type="submit" variant="secondary" pending={pending} className="h-10">
          Redeem
        </Button>
      </form>
      {given && (
        <Alert tone="success" className="mt-4" title={`${given.code} is yours`}>
          {gifts(given).map((gift) => (
            <p key={gift}>{gift}</p>
          ))}
        </Alert>
      )}
    </LedgerSection>
  )
}

/** What a code gave, a sentence each. */
function gifts({ credits, creditsUntil, features, limits, accessUntil }: Redeemed): string[] {
  const until = (at: string | null) => (at ? ` until ${formatDay(at)}` : '')
  return [
    ...(credits > 0 ? [`${creditsInWords(credits)}${until(creditsUntil)}.`] : []),
    ...features.map((key) => `${featureNames[key]}${until(accessUntil)}.`),
    ...Object.entries(limits).map(
      ([key, value]) =>
        `${limitNames[key as LimitName]}: ${limitText(value)}${until(accessUntil)}.`,
    ),
  ]
}
