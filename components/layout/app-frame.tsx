import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { BalanceNotice } from '@/components/credits/balance-notice'
import { CommandButton } from './command-button'
import { CommandMenu } from './command-menu'
import { HeaderMeter } from './header-meter'
import { MainNav, TabBar } from './main-nav'
import { OfflineNotice } from './offline-notice'
import { SandboxBanner } from './sandbox-banner'
import { SkipLink } from './skip-link'
import { UserMenu } from './user-menu'
import { Mark } from './wordmark'

type AppFrameProps = {
  user: { email: string; role: 'user' | 'admin' }
  /** The sandbox's origin while the outside world is played on this machine. */
  sandboxUrl?: string | undefined
  /** What is said, on every page, of a renewal that is not paid. */
  unpaid?: ComponentProps<typeof BalanceNotice>['unpaid']
  children: ReactNode
}

/** What stands around every signed-in page: header with the meter, rooms, commands. */
export function AppFrame({ user, sandboxUrl, unpaid, children }: AppFrameProps) {
  return (
    <div className="app-frame flex min-h-dvh flex-col" data-sandbox={sandboxUrl ? '' : undefined}>
      <SkipLink />
      {sandboxUrl && <SandboxBanner url={sandboxUrl} />}
      <header className="sticky top-0 z-30 h-(--header) border-b border-rule bg-paper">
        <div className="shell flex h-full items-center gap-5">
          <Link
            href="/"
            className="flex items-center gap-2 rounded-sm font-semibold tracking-tight"
            aria-label="Tollgate, home page"
          >
            <Mark />
            <span className="hidden lg:inline">Tollgate</span>
          </Link>
          <MainNav />
          <div className="ml-auto flex items-center gap-2 sm:gap-3">
            <HeaderMeter />
            <CommandButton />
            <UserMenu email={user.email} isAdmin={user.role === 'admin'} />
          </div>
        </div>
      </header>
      <BalanceNotice unpaid={unpaid} />
      <main id="content" className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
        {children}
      </main>
      <TabBar />
      <OfflineNotice />
      <CommandMenu />
    </div>
  )
}
