import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { DunningNotice } from '@/components/billing/dunning-notice'
import { BalanceProvider } from '@/components/credits/balance-provider'
import { AppFrame } from '@/components/layout/app-frame'
import { currentUser } from '@/lib/auth'
import { readBalanceView } from '@/lib/balance-view'
import { owedBy } from '@/lib/billing'
import { env } from '@/lib/env'

export const metadata: Metadata = { robots: { index: false } }

export default async function AppLayout({ children }: { children: ReactNode }) {
  const user = await currentUser()
  // Each room sends strangers to sign in by itself: only it knows the address to come back to.
  if (!user) return children
  const [balance, [owed]] = await Promise.all([readBalanceView(user.id), owedBy(user.id)])
  const unpaid = owed && { notice: <DunningNotice owed={owed} />, suspends: owed.suspended }
  return (
    <BalanceProvider key={user.id} initial={balance}>
      <AppFrame user={user} sandboxUrl={env().SANDBOX_URL} unpaid={unpaid}>
        {children}
      </AppFrame>
    </BalanceProvider>
  )
}
