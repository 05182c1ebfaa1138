import type { ReactNode } from 'react'
import { CommandMenu } from '@/components/layout/command-menu'
import { SandboxBanner } from '@/components/layout/sandbox-banner'
import { SiteFooter } from '@/components/layout/site-footer'
import { SiteHeader } from '@/components/layout/site-header'
import { SkipLink } from '@/components/layout/skip-link'
import { currentUser } from '@/lib/auth'
import { env } from '@/lib/env'

export default async function MarketingLayout({ children }: { children: ReactNode }) {
  const user = await currentUser()
  const sandboxUrl = env().SANDBOX_URL
  return (
    <div className="site-frame flex min-h-dvh flex-col" data-sandbox={sandboxUrl ? '' : undefined}>
      <SkipLink />
      {sandboxUrl && <SandboxBanner url={sandboxUrl} />}
      <SiteHeader signedIn={user !== null} />
      <main id="content" className="flex-1" tabIndex={-1}>
        {children}
      </main>
      <SiteFooter />
      {user && <CommandMenu />}
    </div>
  )
}
