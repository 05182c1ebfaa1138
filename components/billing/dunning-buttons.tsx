'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useBalanceStore } from '@/components/credits/balance-provider'
import { Button } from '@/components/ui/button'
import type { Owed } from '@/lib/billing'
import { payOwedAction } from '@/lib/billing/dunning/actions'
import { formatMoney } from '@/lib/money'
import { CardButton } from './card-button'

type DunningButtonsProps = {
  owed: Pick<Owed, 'invoiceId' | 'amountMinor' | 'currency' | 'hostedInvoiceUrl' | 'needsAction'>
  /** The name of the card on file; `null`: there is none. */
  card: string | null
}

const toConfirm =
  'Your bank wants you to confirm the payment. Nothing was charged so far; please go on on Stripe’s page.'

/** Three ways to pay: the card on file, another one, or Stripe's page. The first that can work stands out. */
export function DunningButtons({ owed, card }: DunningButtonsProps) {
  const { invoiceId, hostedInvoiceUrl, needsAction } = owed
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const router = useRouter()
  const balance = useBalanceStore()
  const byCard = card !== null && !needsAction

  const pay = async () => {
    setPending(true)
    setProblem(undefined)
    try {
      const state = await payOwedAction({ invoiceId })
      if (state.status === 'error') setProblem(state.message)
      else if (state.status === 'ok') {
        if (state.data.outcome === 'declined') setProblem(state.data.message)
        if (state.data.outcome === 'confirm') setProblem(toConfirm)
        await balance.refresh()
        router.refresh()
      }
    } catch {
      setProblem('The server did not answer. Look below whether it was paid before you try again.')
      router.refresh()
    }
    setPending(false)
  }

  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {byCard && (
          <Button pending={pending} onClick={() => void pay()}>
            Pay {formatMoney(owed.amountMinor, owed.currency)} with {card}
          </Button>
        )}
        {hostedInvoiceUrl && (
          <Button asChild variant={byCard ? 'secondary' : 'primary'}>
            <a href={hostedInvoiceUrl} rel="noreferrer">
              {needsAction ? 'Confirm on Stripe’s page' : 'Pay on Stripe’s page'}
            </a>
          </Button>
        )}
        <CardButton>{card ? 'Use another card' : 'Add a card'}</CardButton>
      </div>
      {problem && (
        <p role="alert" className="max-w-md text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
