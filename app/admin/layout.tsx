import Link from 'next/link'
import type { ReactNode } from 'react'
import { AdminNav } from '@/components/admin/admin-nav'
import { CommandMenu } from '@/components/layout/command-menu'
import { SandboxBanner } from '@/components/layout/sandbox-banner'
import { SkipLink } from '@/components/layout/skip-link'
import { ThemeButton } from '@/components/layout/theme-button'
import { Wordmark } from '@/components/layout/wordmark'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { requireAdmin } from '@/lib/auth'
import { env } from '@/lib/env'

export default async function AdminLayout({ children }: { children: ReactNode }) {
  // The pages ask too. Here it keeps the frame from anybody who is told that there is no such page.
  await requireAdmin()
  const { SANDBOX_URL } = env()
  return (
    <div className="flex min-h-dvh flex-col" data-sandbox={SANDBOX_URL ? '' : undefined}>
      <SkipLink />
      {SANDBOX_URL && <SandboxBanner url={SANDBOX_URL} />}
      <header className="border-b border-rule">
        <div className="shell flex h-(--header) items-center gap-3">
          <Link href="/" aria-label="Tollgate, home page" className="flex rounded-sm">
            <Wordmark />
          </Link>
          <Badge className="mr-auto">admin</Badge>
          <ThemeButton />
          <Button asChild variant="secondary" size="sm">
            <Link href="/assistant">Open app</Link>
          </Button>
        </div>
        <AdminNav />
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <CommandMenu />
    </div>
  )
}
