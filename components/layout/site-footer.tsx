import Link from 'next/link'
import { Wordmark } from './wordmark'

export function SiteFooter() {
  return (
    <footer className="border-t border-rule">
      <div className="shell flex flex-wrap items-center justify-between gap-x-8 gap-y-4 py-8 text-sm text-soft">
        <Wordmark className="text-base text-ink" />
        <nav aria-label="Footer" className="flex flex-wrap gap-x-6 gap-y-2">
          <Link href="/pricing" className="hover:text-ink">
            Pricing
          </Link>
          <Link href="/docs/api" className="hover:text-ink">
            API
          </Link>
          <Link href="/terms" className="hover:text-ink">
            Terms
          </Link>
          <Link href="/privacy" className="hover:text-ink">
            Privacy
          </Link>
        </nav>
        <p>MIT licence. Fork it and make it yours.</p>
      </div>
    </footer>
  )
}
