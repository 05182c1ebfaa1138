import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { BalanceProvider } from '@/components/credits/balance-provider'
import { AppFrame } from '@/components/layout/app-frame'
import { currentUser } from '@/lib/auth'
import { readBalanceView } from '@/lib/balance-view'
import { env } from '@/lib/env'

export const metadata: Metadata = { robots: { index: false } }

export default async function AppLayout({ children }: { children: ReactNode }) {
  const user = await currentUser()
  // Each room sends strangers to sign in by itself: only it knows the address to come back to.
  if (!user) return children
  return (
    <BalanceProvider key={user.id} initial={await readBalanceView(user.id)}>
      <AppFrame user={user} sandboxUrl={env().SANDBOX_URL}>
        {children}
      </AppFrame>
    </BalanceProvider>
  )
}
