import Link from 'next/link'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { SandboxBanner } from '@/components/layout/sandbox-banner'
import { SkipLink } from '@/components/layout/skip-link'
import { ThemeButton } from '@/components/layout/theme-button'
import { Wordmark } from '@/components/layout/wordmark'
import { env } from '@/lib/env'

export default async function AuthLayout({ children }: { children: ReactNode }) {
  // Rendered per request: whether there is a sandbox is known when the server runs, not when it is built.
  await connection()
  const { SANDBOX_URL } = env()
  return (
    <div className="flex min-h-dvh flex-col" data-sandbox={SANDBOX_URL ? '' : undefined}>
      <SkipLink />
      {SANDBOX_URL && <SandboxBanner url={SANDBOX_URL} />}
      <header className="shell flex h-(--header) items-center justify-between">
        <Link href="/" aria-label="Tollgate, home page" className="flex rounded-sm">
          <Wordmark />
        </Link>
        <ThemeButton />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-md px-5 pt-10 pb-16 outline-none sm:pt-[10dvh]"
      >
        {children}
      </main>
    </div>
  )
}
