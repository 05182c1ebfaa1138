import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { ThemeButton } from './theme-button'
import { Wordmark } from './wordmark'

export function SiteHeader({ signedIn }: { signedIn: boolean }) {
  return (
    <header className="sticky top-0 z-30 h-(--header) border-b border-rule bg-paper">
      <div className="shell flex h-full items-center gap-2 sm:gap-4">
        <Link href="/" aria-label="Tollgate, home page" className="mr-auto flex rounded-sm">
          <Wordmark />
        </Link>
        <ThemeButton />
        <nav aria-label="Main" className="flex items-center gap-2 sm:gap-4">
          <Link href="/pricing" className="px-1 text-sm text-soft hover:text-ink">
            Pricing
          </Link>
          <Button asChild size="sm">
            {signedIn ? (
              <Link href="/assistant">Open app</Link>
            ) : (
              <Link href="/sign-in">Sign in</Link>
            )}
          </Button>
        </nav>
      </div>
    </header>
  )
}
